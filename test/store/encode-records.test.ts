import t from 'tap';
import { decodeRecords, encodeRecord } from '../../src/store/encode-records.js';
import { aPost, aPush } from './sample-records.js';

t.test('what was encoded is decoded, also when batches were joined and texts hold line ends', async (t) => {
    const records = [aPost('a', { displayName: 'two\nlines\t\u2028é🎈' }), aPush('a', 0)];
    const bytes = Buffer.concat(records.map((record) => Buffer.from(encodeRecord(record))));
    const { deltas, events, ...head } = aPush('a', 0);
    const push = { ...head, samples: deltas.length, deltas: JSON.stringify(deltas), events: JSON.stringify(events) };
    const lines = decodeRecords(bytes);
    t.strictSame(lines.map(({ record, fault }) => [record, fault]), [[records[0], null], [push, null]]);
    t.same(Buffer.concat(lines.map((line) => line.copy())), bytes, 'each with its bytes');
    t.strictSame(decodeRecords(new Uint8Array(0)), []);
});

t.test('of damaged bytes the readable lines are answered, and the others as they are, with what is wrong', async (t) => {
    const line = encodeRecord(aPush('a', 0));
    const [first, second, third, fourth] = decodeRecords(Buffer.from(`${line}\0\0\0\n${line}${line.slice(0, 20)}`));
    t.strictSame([first?.fault, third?.fault], [null, null]);
    t.match([second?.fault, fourth?.fault], [/JSON/, /JSON/]);
    t.same([second, fourth].map((damaged) => Buffer.from(damaged?.copy() ?? '').toString()), ['\0\0\0\n', line.slice(0, 20)]);
});
