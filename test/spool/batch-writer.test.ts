import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import { createBatchWriter } from '../../src/spool/batch-writer.js';
import { openSpool } from '../../src/spool/open-spool.js';
import type { AppendResult } from '../../src/spool/spool.js';
import { createLogLines } from '../support/log-lines.js';

const root = t.testdir();

/** A disk whose every write ends when the test says. */
function createSlowDisk() {
    const writes: { text: string; end: (result: AppendResult | Error) => void }[] = [];
    const arrivals: (() => void)[] = [];
    return {
        writes,
        append: (bytes: Uint8Array) => new Promise<AppendResult>((resolve, reject) => {
            writes.push({
                text: Buffer.from(bytes).toString(),
                end: (result) => { if (result instanceof Error) reject(result); else resolve(result); }
            });
            arrivals.shift()?.();
        }),
        nextWrite: () => new Promise<void>((resolve) => { arrivals.push(resolve); })
    };
}

t.test('lines are on disk when add says durable, in the order of the calls', async (t) => {
    const spool = await openSpool({ dataDir: await mkdtemp(path.join(root, 'data-')), maxBytes: 1e6 });
    t.teardown(() => spool.close());
    let durable = 0;
    const writer = createBatchWriter({ spool, maxPendingBytes: 1e6, log: createLogLines().log, onDurable: () => { durable += 1; } });
    const lines = Array.from({ length: 50 }, (_, index) => `{"é🎈":${String(index)}}\n`);
    t.same(new Set(await Promise.all(lines.map((line) => writer.add(line)))), new Set(['durable']));
    const batches = await spool.take(0, 1e6);
    t.equal(Buffer.concat(batches.map(({ bytes }) => bytes)).toString(), lines.join(''));
    t.equal(batches.length, 1, 'lines that come together share a batch');
    t.equal(durable, 1);
    await writer.close();
});

t.test('one batch is being written while the next one gathers', async (t) => {
    const disk = createSlowDisk();
    const writer = createBatchWriter({ spool: disk, maxPendingBytes: 1e6, log: createLogLines().log });
    const first = writer.add('1\n');
    await disk.nextWrite();
    const others = [writer.add('2\n'), writer.add('3\n')];
    t.equal(disk.writes.length, 1);
    const next = disk.nextWrite();
    disk.writes[0]!.end('durable');
    t.equal(await first, 'durable');
    await next;
    t.equal(disk.writes[1]!.text, '2\n3\n');
    disk.writes[1]!.end('durable');
    t.same(await Promise.all(others), ['durable', 'durable']);
});

t.test('when too much waits, add says full at once, and takes more when the batch has gone', async (t) => {
    const disk = createSlowDisk();
    const writer = createBatchWriter({ spool: disk, maxPendingBytes: 6, log: createLogLines().log });
    const first = writer.add('a line that is longer than may wait\n');
    await disk.nextWrite();
    const second = writer.add('é34\n');
    t.equal(await writer.add('6\n'), 'full', 'counted in bytes');
    const third = writer.add('\n');
    const next = disk.nextWrite();
    disk.writes[0]!.end('durable');
    await next;
    const fourth = writer.add('6\n');
    disk.writes[1]!.end('durable');
    t.same(await Promise.all([first, second, third]), ['durable', 'durable', 'durable']);
    while (disk.writes.length < 3) await disk.nextWrite();
    disk.writes[2]!.end('full');
    t.equal(await fourth, 'full', 'a full spool');
});

t.test('when the disk fails, add says failed, is logged once, and the next batch is tried again', async (t) => {
    const disk = createSlowDisk();
    const { log, lines } = createLogLines();
    const writer = createBatchWriter({ spool: disk, maxPendingBytes: 1e6, log });
    const results: (AppendResult | Error)[] = [new Error('disk full'), new Error('disk full'), 'durable', new Error('I/O error')];
    const said: string[] = [];
    for (const result of results) {
        const added = writer.add('x\n');
        await disk.nextWrite();
        disk.writes.at(-1)!.end(result);
        said.push(await added);
    }
    t.same(said, ['failed', 'failed', 'durable', 'failed']);
    t.same(lines.map(([level]) => level), ['error', 'info', 'error']);
});

t.test('close writes what waits and refuses more', async (t) => {
    const disk = createSlowDisk();
    const writer = createBatchWriter({ spool: disk, maxPendingBytes: 1e6, log: createLogLines().log });
    const added = writer.add('1\n');
    const closed = writer.close();
    t.equal(await writer.add('2\n'), 'closed');
    await disk.nextWrite();
    disk.writes[0]!.end('durable');
    t.equal(await added, 'durable');
    await closed;
    t.equal(disk.writes.length, 1);
});
