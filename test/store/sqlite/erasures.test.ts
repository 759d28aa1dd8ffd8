import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import t from 'tap';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import { sessionIdBytes } from '../../../src/store/sqlite/session-rows.js';
import { buildAnalysis } from '../../analysis/build-analysis.js';
import { erase } from '../erasures-contract.js';
import { aPost, aPush, aReport, batchOf, sessionIdFor, T0 } from '../sample-records.js';

const HOUR = 3_600_000;

/** What is in the file and in its write-ahead log, free space included. */
async function bytesOf(file: string): Promise<Buffer> {
    return Buffer.concat(await Promise.all([readFile(file), readFile(`${file}-wal`).catch(() => Buffer.alloc(0))]));
}

t.test('after an erasure nothing of the user is in any table, nor in the bytes of the files', async (t) => {
    const file = path.join(t.testdir(), 'store.sqlite');
    const store = await openSqliteStore(file);
    t.teardown(() => store.close());
    const marie = { userId: 'marie-4711', displayName: 'Marie Curie', endpointId: 'e-marie' };
    const telling = (seq: number) => aPush('hers', seq, { deltas: [{ at: T0, patch: { connectionQuality: 77.77 } }, ...aPush('hers', seq).deltas] });
    const reported = (seq: number) => aReport('hers', seq, { stats: [{ id: 'hers only', timestamp: T0, type: 'transport', packetsSent: seq }] });
    const pushes = Array.from({ length: 60 }, (_, seq) => [telling(seq), reported(seq), aPush('his', seq), aReport('his', seq)]);
    await store.write([batchOf(aPost('hers', marie), aPost('his'))]);
    for (const some of pushes) await store.write([batchOf(...some)]);
    const later = aPost('hers', { ...marie, sentAt: T0 + 900, joinedAt: T0 + 800, meetingId: 'm' });
    await store.write([batchOf(later, aPush('hers', 60, { end: 'left' }))]);
    for (const due of await store.analyses.claim(T0, 1000, 10)) await store.analyses.finish(due, buildAnalysis());

    const traces: Buffer[] = ['marie-4711', 'Marie Curie', 'e-marie', '77.77', 'hers only'].map((text) => Buffer.from(text));
    traces.push(sessionIdBytes(sessionIdFor('hers')));
    const before = await bytesOf(file);
    for (const trace of traces) t.ok(before.includes(trace), 'it is there before');
    t.same(await erase(store, { userId: 'marie-4711' }, T0 + HOUR), { sessions: 1, pushes: 61, rtcstats: 60 });

    const after = await bytesOf(file);
    for (const trace of traces) t.notOk(after.includes(trace), `${trace.toString('latin1')} is nowhere`);
    t.ok(after.includes(sessionIdFor('hers')), 'but in its mark');
    t.ok(after.includes('user of his'));

    const db = new DatabaseSync(file, { readOnly: true });
    t.teardown(() => { db.close(); });
    const tables = (db.prepare('SELECT name FROM sqlite_schema WHERE type = \'table\'').all() as { name: string }[]).map(({ name }) => name);
    t.ok(tables.includes('deleted'));
    for (const table of tables.filter((name) => name !== 'deleted')) {
        const rows = db.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number };
        // and one room, to be put together anew
        t.ok(rows.rows <= (table === 'rtcstats' ? 121 : 61), `${table} has ${String(rows.rows)} rows: those of the other session`);
    }
    t.same(db.prepare('SELECT count(*) AS rows FROM sessions').get(), { rows: 1 });
    t.same(db.prepare('SELECT count(*) AS rows FROM pushes').get(), { rows: 60 });
    t.same(db.prepare('SELECT count(*) AS rows FROM rtcstats').get(), { rows: 121 });
});
