import t from 'tap';
import { decodeRecords, encodeRecord } from '../../src/store/encode-records.js';
import { aPost, aPush } from './sample-records.js';

t.test('what was encoded is decoded, also when batches were joined and texts hold line ends', async (t) => {
    const records = [aPost('a', { displayName: 'two\nlines\t\u2028é🎈' }), aPush('a', 0)];
    const bytes = Buffer.concat(records.map((record) => Buffer.from(encodeRecord(record))));
    const { deltas, events, ...head } = aPush('a', 0);
    const push = { ...head, samples: deltas.length, deltas: JSON.stringify(deltas), events: JSON.stringify(events) };
    t.strictSame(decodeRecords(bytes), { records: [records[0], push], fault: null });
    t.strictSame(decodeRecords(new Uint8Array(0)), { records: [], fault: null });
});

t.test('of damaged bytes the readable lines are answered, with the first fault', async (t) => {
    const line = encodeRecord(aPush('a', 0));
    const { records, fault } = decodeRecords(Buffer.from(`${line}\0\0\0\n${line}${line.slice(0, 20)}`));
    t.equal(records.length, 2);
    t.match(fault, new RegExp(`bytes ${String(line.length)} to ${String(line.length + 3)}`));
});
