import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { openSpool, type SpoolOptions } from '../../src/spool/open-spool.js';
import type { Spool } from '../../src/spool/spool.js';
import { askSqlite } from '../support/sqlite-shell.js';

const root = t.testdir();
const aFolder = () => mkdtemp(path.join(root, 'data-'));

async function open(t: Test, options: Partial<SpoolOptions> = {}): Promise<Spool> {
    const spool = await openSpool({ dataDir: options.dataDir ?? await aFolder(), maxBytes: 1e9, ...options });
    t.teardown(() => spool.close());
    return spool;
}
const append = (spool: Spool, text: string) => spool.append(Buffer.from(text));
const textsOf = (batches: readonly { bytes: Uint8Array }[]) => batches.map(({ bytes }) => Buffer.from(bytes).toString());

t.test('batches come back in the order they were given, as they were', async (t) => {
    const spool = await open(t);
    const texts = ['one', 'two é🎈', '\0', 'x'.repeat(100_000)];
    t.same(await Promise.all(texts.map((text) => append(spool, text))), texts.map(() => 'durable'));
    const batches = await spool.take(0, 1e6);
    t.same(textsOf(batches), texts);
    t.equal(batches.at(-1)?.id, spool.lastId());
    t.same(textsOf(await spool.take(batches[1]!.id, 1e6)), texts.slice(2), 'after an id');
    t.same(textsOf(await spool.take(0, 13)), texts.slice(0, 2), 'as many as fit');
    t.same(textsOf(await spool.take(batches[2]!.id, 1)), texts.slice(3), 'at least one');
});

t.test('what is forgotten does not come back, and forgetting it again does nothing', async (t) => {
    const spool = await open(t);
    for (const text of ['one', 'two', 'three']) await append(spool, text);
    const ids = (await spool.take(0, 1e6)).map(({ id }) => id);
    await spool.forget([ids[1]!, 12345]);
    await spool.forget([ids[1]!]);
    t.same(textsOf(await spool.take(0, 1e6)), ['one', 'three']);
    t.match(spool.depth(), { batches: 2, bytes: 8 });
});

t.test('depth tells how much waits and since when', async (t) => {
    const spool = await open(t);
    t.same(spool.depth(), { batches: 0, bytes: 0, oldestAt: null });
    const before = Date.now();
    await append(spool, 'one');
    const { oldestAt } = spool.depth();
    t.ok(oldestAt !== null && oldestAt >= before && oldestAt <= Date.now());
    await append(spool, 'four');
    t.same(spool.depth(), { batches: 2, bytes: 7, oldestAt });
    await spool.forget((await spool.take(0, 1e6)).map(({ id }) => id));
    t.same(spool.depth(), { batches: 0, bytes: 0, oldestAt: null });
});

t.test('a full spool takes nothing more until something is forgotten', async (t) => {
    const spool = await open(t, { maxBytes: 10 });
    t.same(await Promise.all(['12345', '12345', '1'].map((text) => append(spool, text))), ['durable', 'durable', 'full']);
    t.equal(await append(spool, '1'), 'full');
    await spool.forget([(await spool.take(0, 1))[0]!.id]);
    t.equal(await append(spool, '123456'), 'full');
    t.equal(await append(spool, '12345'), 'durable');
    t.same(textsOf(await spool.take(0, 1e6)), ['12345', '12345']);
});

t.test('what an earlier process left is there, and new batches come after it', async (t) => {
    const dataDir = await aFolder();
    const first = await open(t, { dataDir });
    await append(first, 'one');
    await append(first, 'two');
    const depth = first.depth();
    await first.close();
    const second = await open(t, { dataDir });
    t.same(second.depth(), depth);
    await append(second, 'three');
    t.same(textsOf(await second.take(0, 1e6)), ['one', 'two', 'three']);
});

t.test('a second one on the same folder is refused with a clear error, also from another process; kill -9 frees it', async (t) => {
    const dataDir = await aFolder();
    const program = fileURLToPath(new URL('hold-spool.js', import.meta.url));
    const other = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.match(String((await once(other.stdout, 'data'))[0]), 'durable');
    await t.rejects(openSpool({ dataDir, maxBytes: 1e6 }), { message: /spool\.sqlite: another process has opened the spool.*DATA_DIR/ });
    other.kill('SIGKILL');
    await once(other, 'exit');
    const spool = await open(t, { dataDir });
    t.same(textsOf(await spool.take(0, 1e6)), ['from the other process'], 'with what the killed one was told to be durable');
    await t.rejects(openSpool({ dataDir, maxBytes: 1e6 }), { message: /another process/ }, 'within one process as well');
});

t.test('a damaged file is refused with advice', async (t) => {
    const dataDir = await aFolder();
    await writeFile(path.join(dataDir, 'spool.sqlite'), 'something else entirely. '.repeat(500));
    await t.rejects(openSpool({ dataDir, maxBytes: 1e6 }), { message: /spool\.sqlite: the spool is damaged.*Move it/ });
});

t.test('a disk that takes no more makes append reject, keeps what there is, and is used again once it does', async (t) => {
    const dataDir = await aFolder();
    const spool = await open(t, { dataDir });
    await append(spool, 'before');
    // setrlimit(2): a write past this size fails, as on a full disk; the signal would end the process
    process.on('SIGXFSZ', () => undefined);
    const limitFileSize = (bytes: string) => { execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]); };
    limitFileSize('200000');
    t.teardown(() => { limitFileSize('unlimited'); });
    await t.rejects(append(spool, 'x'.repeat(300_000)), { code: 'ERR_SQLITE_ERROR' });
    t.match(spool.depth(), { batches: 1, bytes: 6 });
    t.same(textsOf(await spool.take(0, 1e6)), ['before']);
    t.equal(await append(spool, 'small'), 'durable', 'what fits is still taken');
    limitFileSize('unlimited');
    t.equal(await append(spool, 'x'.repeat(300_000)), 'durable');
    t.match(spool.depth(), { batches: 3, bytes: 300_011 });
});

t.test('the last of the disk is left alone: append rejects, what there is can be taken and forgotten', async (t) => {
    const dataDir = await aFolder();
    const before = await open(t, { dataDir });
    await append(before, 'before');
    await before.close();
    const { bavail, bsize } = await statfs(dataDir);
    const spool = await open(t, { dataDir, reserveBytes: 2 * bavail * bsize });
    await t.rejects(append(spool, 'more'), { message: /spool\.sqlite is full: DISK_RESERVE keeps the last \d+ bytes/ });
    t.match(spool.depth(), { batches: 1, bytes: 6 });
    const batches = await spool.take(0, 1e6);
    t.same(textsOf(batches), ['before']);
    await spool.forget(batches.map(({ id }) => id));
    t.match(spool.depth(), { batches: 0, bytes: 0 });
});

t.test('after a backlog the file is small again', async (t) => {
    const dataDir = await aFolder();
    const spool = await open(t, { dataDir });
    for (let batch = 0; batch < 40; batch++) await spool.append(Buffer.alloc(1_000_000, batch));
    await append(spool, 'last');
    const size = async () => (await stat(path.join(dataDir, 'spool.sqlite'))).size + (await stat(path.join(dataDir, 'spool.sqlite-wal'))).size;
    t.ok(await size() > 40e6);
    for (let batches = await spool.take(0, 3e6); batches.length > 1; batches = await spool.take(0, 3e6))
        await spool.forget(batches.slice(0, -1).map(({ id }) => id));
    t.ok(await size() < 1e6);
    t.same(textsOf(await spool.take(0, 1e6)), ['last'], 'what is left stays');
});

/** What is in the table `rejected`, oldest first, seen when the service does not run. */
function rejectedIn(dataDir: string): unknown[][] {
    const rows = askSqlite(path.join(dataDir, 'spool.sqlite'), 'SELECT reason, CAST(bytes AS TEXT) FROM rejected ORDER BY id');
    return rows.map((row) => Object.values(row));
}
const line = (reason: string, text: string) => ({ reason, bytes: Buffer.from(text) });

t.test('what the store refused is kept, and its batches are gone', async (t) => {
    const dataDir = await aFolder();
    const before = Date.now();
    const spool = await open(t, { dataDir });
    for (const text of ['one', 'two', 'three']) await append(spool, text);
    const [one, two] = await spool.take(0, 1e6);
    t.equal(await spool.forgetBut([one!.id, two!.id], [line('no JSON', 'tw'), line('too large', 'o')]), 0);
    t.same(textsOf(await spool.take(0, 1e6)), ['three']);
    t.match(spool.depth(), { batches: 1, bytes: 5 });
    await spool.close();
    t.same(rejectedIn(dataDir), [['no JSON', 'tw'], ['too large', 'o']]);
    const [row] = askSqlite(path.join(dataDir, 'spool.sqlite'), 'SELECT min(at) AS at FROM rejected') as { at: number }[];
    t.ok(row !== undefined && row.at >= before && row.at <= Date.now(), 'since when');
});

t.test('of what was refused the newest is kept, up to a limit, also over restarts', async (t) => {
    const dataDir = await aFolder();
    const first = await open(t, { dataDir, maxRejectedBytes: 10 });
    t.equal(await first.forgetBut([], [line('a', '1234'), line('b', '123456')]), 0);
    t.equal(await first.forgetBut([], [line('c', '1')]), 1);
    await first.close();
    const second = await open(t, { dataDir, maxRejectedBytes: 10 });
    t.equal(await second.forgetBut([], [line('d', '1234')]), 1);
    t.equal(await second.forgetBut([], [line('e', '12345678901'), line('f', '1')]), 3, 'one that is larger than all may be goes, too');
    t.equal(await second.forgetBut([], [line('g', '12')]), 0);
    await second.close();
    t.same(rejectedIn(dataDir).map(([reason]) => reason), ['f', 'g']);
});

t.test('a file with much that was refused is not made anew each time that something is forgotten', async (t) => {
    const dataDir = await aFolder();
    const spool = await open(t, { dataDir });
    const size = async () => (await stat(path.join(dataDir, 'spool.sqlite'))).size;
    await spool.forgetBut([], Array.from({ length: 30 }, (_, index) => ({ reason: 'refused', bytes: Buffer.alloc(1_000_000, index) })));
    for (let batch = 0; batch < 20; batch++) await spool.append(Buffer.alloc(1_000_000, batch));
    const before = await size();
    await spool.forget((await spool.take(0, 1e9)).map(({ id }) => id));
    t.equal(await size(), before, 'less than half of it is free');
    for (let batch = 0; batch < 40; batch++) await spool.append(Buffer.alloc(1_000_000, batch));
    await spool.forget((await spool.take(0, 1e9)).map(({ id }) => id));
    t.ok(await size() < 32e6, 'more than half of it was free');
    await spool.close();
    t.same(askSqlite(path.join(dataDir, 'spool.sqlite'), 'SELECT count(*) AS rows FROM rejected'), [{ rows: 30 }]);
});

t.test('what an earlier version had set aside is kept', async (t) => {
    const dataDir = await aFolder();
    askSqlite(path.join(dataDir, 'spool.sqlite'), `
        CREATE TABLE batches (id INTEGER PRIMARY KEY, at REAL NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE set_aside (id INTEGER PRIMARY KEY, at REAL NOT NULL, reason TEXT NOT NULL, bytes BLOB NOT NULL) STRICT;
        INSERT INTO batches VALUES (7, 1, CAST('waiting' AS BLOB));
        INSERT INTO set_aside VALUES (1, 5, 'old', CAST('whole batch' AS BLOB))`);
    const spool = await open(t, { dataDir });
    t.same(textsOf(await spool.take(0, 1e6)), ['waiting']);
    await spool.forgetBut([7], [line('new', 'waiting')]);
    await spool.close();
    t.same(rejectedIn(dataDir), [['old', 'whole batch'], ['new', 'waiting']]);
});

t.test('after close every call rejects, and close may be called again', async (t) => {
    const spool = await open(t);
    await spool.close();
    await spool.close();
    await t.rejects(append(spool, 'late'));
    await t.rejects(spool.take(0, 1));
});
