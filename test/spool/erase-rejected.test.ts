import { readFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { eraseRejected } from '../../src/spool/erase-rejected.js';
import { openSpool } from '../../src/spool/open-spool.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { RejectedLine, StoredRecord } from '../../src/store/store.js';
import { aPost, aPush, aReport, batchOf, sessionIdFor, T0 } from '../store/sample-records.js';

t.test('refused and damaged lines of who is deleted go for good, those of others stay', async (t) => {
    const dataDir = t.testdir();
    const spool = await openSpool({ dataDir, maxBytes: 1e6 });
    const store = await openSqliteStore(path.join(dataDir, 'store.sqlite'));
    t.teardown(async () => {
        await spool.close();
        await store.close();
    });
    const line = (record: StoredRecord): RejectedLine => ({ bytes: batchOf(record), reason: 'for the test' });
    const damaged = (record: StoredRecord): RejectedLine => ({ bytes: Buffer.from(batchOf(record).subarray(0, -40)), reason: 'damaged' });
    const hers = [
        line(aPush('hers', 0)), line(aPost('hers too', { userId: 'marie "m"', displayName: 'Marie' })), damaged(aPush('hers', 1)),
        damaged(aPost('hers, damaged', { userId: 'marie "m"' })),
        line(aReport('hers', 0)), damaged(aReport('hers', 1)),
        line({ ...aPost('hers, odd', { userId: 'marie "m"' }), startedAt: 'yesterday' } as never)
    ];
    const others = [
        line(aPush('his', 0)), line(aReport('his', 0)), line(aPost('his')), line(aPost('her next', { userId: 'marie "m"', startedAt: T0 + 5000 })),
        { bytes: Buffer.from('no record at all\n'), reason: 'damaged' }, damaged(aPost('his', { displayName: '"sessionId":"x"' }))
    ];
    // in slices of more than one look
    const filling = line(aPost('large', { displayName: 'x'.repeat(400_000) }));
    for (const some of [[hers[0]!, others[0]!, filling], hers.slice(1), [filling, filling, ...others.slice(1)]]) await spool.forgetBut([], some);
    t.equal(await eraseRejected(spool, store.erasures), 0, 'nobody is deleted yet');

    await store.erasures.mark({ sessionId: sessionIdFor('hers') }, T0, 10);
    await store.erasures.mark({ userId: 'marie "m"' }, T0 + 1000, 10);
    t.equal(await eraseRejected(spool, store.erasures), hers.length);
    const kept = await spool.listRejected(-1, 1e9);
    t.same(kept.map(({ bytes }) => Buffer.from(bytes).toString()).sort(),
        [...others, filling, filling, filling].map(({ bytes }) => Buffer.from(bytes).toString()).sort());
    const bytes = Buffer.concat(await Promise.all(['spool.sqlite', 'spool.sqlite-wal'].map((name) => readFile(path.join(dataDir, name)))));
    t.notOk(bytes.includes(sessionIdFor('hers')), 'not in the free space of the file either');
    t.ok(bytes.includes(sessionIdFor('his')));
    t.equal(await eraseRejected(spool, store.erasures), 0);
});
