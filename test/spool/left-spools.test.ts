import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { holdFolder } from '../../src/spool/hold-folder.js';
import { openLeftSpools } from '../../src/spool/left-spools.js';
import { openSpool } from '../../src/spool/open-spool.js';
import { findLeftSpools, spoolFolder } from '../../src/spool/spool-folders.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { aPost, aPush, batchOf, sessionIdFor } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';

const root = t.testdir();
const MINUTE = 60_000;

/** A DATA_DIR in which the workers with these numbers (0: the only process) have left a push each, and a store. */
async function setUp(t: Test, workers: readonly number[]) {
    const dataDir = await mkdtemp(path.join(root, 'data-'));
    for (const worker of workers) await leave(dataDir, worker);
    const store = await openSqliteStore(path.join(await mkdtemp(path.join(root, 'store-')), 'store.sqlite'));
    t.teardown(() => store.close());
    const seqs = async () => (await store.pushes.list(sessionIdFor('a'), -1, 100)).map(({ seq }) => seq);
    return { dataDir, store, seqs, ...createLogLines() };
}

async function leave(dataDir: string, worker: number): Promise<void> {
    const spool = await openSpool({ dataDir: spoolFolder(dataDir, worker), maxBytes: 1e9 });
    await spool.append(batchOf(aPost('a'), aPush('a', worker)));
    await spool.close();
}

t.test('what a start does not use itself is left, whatever the number of workers was and is', async (t) => {
    const { dataDir } = await setUp(t, [0, 1, 2, 10]);
    await writeFile(path.join(dataDir, 'worker-x'), '');
    const left = async (workers: number) => (await findLeftSpools(dataDir, workers)).map((folder) => path.relative(dataDir, folder));
    t.same(await left(0), ['worker-1', 'worker-2', 'worker-10']);
    t.same(await left(2), ['', 'worker-10']);
    t.same(await left(16), ['']);
});

t.test('left spools go into the store, and then they are gone', async (t) => {
    const { dataDir, store, log, lines, seqs } = await setUp(t, [0, 3, 4]);
    await writeFile(path.join(dataDir, 'session-secret'), 'stays');
    const left = await openLeftSpools({ folders: await findLeftSpools(dataDir, 2), dataDir, store, log });
    t.equal(left.depth().batches, 3);
    t.equal(await left.settled(0), 3);
    left.start();
    t.equal(await left.settled(MINUTE), 0);
    t.same(await seqs(), [0, 3, 4]);
    while ((await readdir(dataDir)).length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    t.same(await readdir(dataDir), ['session-secret']);
    t.same(left.depth(), { batches: 0, bytes: 0, oldestAt: null });
    t.same(lines.map(([level]) => level), ['info', 'info', 'info']);
    await left.close();
});

t.test('a stop while the store is away leaves them for the next start', async (t) => {
    const { dataDir, store, log, seqs } = await setUp(t, [1, 2]);
    const away = { ...store, write: () => Promise.reject(new Error('away')) };
    const first = await openLeftSpools({ folders: await findLeftSpools(dataDir, 0), dataDir, store: away, log });
    first.start();
    t.equal(await first.settled(50), 2);
    await first.close();
    t.same((await readdir(dataDir)).sort(), ['worker-1', 'worker-2']);
    const second = await openLeftSpools({ folders: await findLeftSpools(dataDir, 0), dataDir, store, log });
    second.start();
    t.equal(await second.settled(MINUTE), 0);
    await second.close();
    t.same(await seqs(), [1, 2]);
});

t.test('what was refused in one stays to be looked at', async (t) => {
    const { dataDir, store, log } = await setUp(t, []);
    const folder = spoolFolder(dataDir, 1);
    const spool = await openSpool({ dataDir: folder, maxBytes: 1e9 });
    await spool.append(Buffer.from('no record\n'));
    await spool.close();
    for (let start = 0; start < 2; start++) {
        const left = await openLeftSpools({ folders: await findLeftSpools(dataDir, 0), dataDir, store, log });
        left.start();
        while (left.depth().batches > 0) await left.settled(MINUTE);
        await left.close();
        t.ok((await readdir(folder)).includes('spool.sqlite'));
    }
});

t.test('one that another process still has is waited for', async (t) => {
    const { dataDir, store, log, lines, seqs } = await setUp(t, [1]);
    const held = await holdFolder({ folder: spoolFolder(dataDir, 1), log });
    const opening = openLeftSpools({ folders: await findLeftSpools(dataDir, 0), dataDir, store, log });
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    held.release();
    const left = await opening;
    left.start();
    t.equal(await left.settled(MINUTE), 0);
    await left.close();
    t.same(await seqs(), [1]);
});
