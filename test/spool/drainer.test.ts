import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import t, { type Test } from 'tap';
import { createDrainer } from '../../src/spool/drainer.js';
import { openSpool } from '../../src/spool/open-spool.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { encodeRecord } from '../../src/store/encode-records.js';
import type { PushRecord, WriteResult } from '../../src/store/store.js';
import { aPost, aPush, batchOf, sessionIdFor } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { askSqlite } from '../support/sqlite-shell.js';
import { createTimers } from '../support/timers.js';
import { waitUntil } from '../support/wait-until.js';

const root = t.testdir();

/** Real parts; only the timers, and whether the store answers, are the test's. */
async function setUp(t: Test, options: { folder?: string; writesAtOnce?: number; maxRejectedBytes?: number } = {}) {
    const { folder, writesAtOnce = 1, maxRejectedBytes = Infinity } = options;
    const dataDir = folder ?? await mkdtemp(path.join(root, 'data-'));
    const spool = await openSpool({ dataDir, maxBytes: 1e9, maxRejectedBytes });
    const store = await openSqliteStore(path.join(dataDir, 'store.sqlite'));
    const { log, lines } = createLogLines();
    const timers = createTimers();
    const fault = { of: null as Error | null, for: (_: Buffer) => true, writes: 0, under: 0, most: 0, held: null as Promise<void> | null };
    const returned = new Set<() => void>();
    const drainer = createDrainer({
        spool, log, random: () => 1, setTimer: timers.setTimer,
        store: {
            writesAtOnce,
            onReturn(listener) {
                returned.add(listener);
                return () => { returned.delete(listener); };
            },
            async write(batches): Promise<WriteResult> {
                fault.writes += 1;
                fault.under += 1;
                fault.most = Math.max(fault.most, fault.under);
                await fault.held;
                fault.under -= 1;
                if (fault.of !== null && fault.for(Buffer.concat(batches))) throw fault.of;
                return store.write(batches);
            }
        }
    });
    const close = async () => {
        await drainer.close(0);
        await spool.close();
        await store.close();
    };
    t.teardown(close);
    return { dataDir, spool, store, drainer, timers, fault, returned, lines, close };
}
/** Lets everything that needs no timer happen. */
const until = (condition: () => boolean) => waitUntil(condition.toString(), condition);

t.test('what is in the spool comes into the store and leaves the spool', async (t) => {
    const { spool, store, drainer } = await setUp(t);
    drainer.start();
    await spool.append(batchOf(aPost('a'), aPush('a', 0)));
    await spool.append(batchOf(aPush('a', 1), aPush('a', 0)));
    t.equal(await drainer.settled(60_000), 0);
    t.equal((await store.pushes.list(sessionIdFor('a'), -1, 10)).length, 2);
    t.same(spool.depth(), { batches: 0, bytes: 0, oldestAt: null });
    t.same(drainer.counts, { stored: 3, duplicates: 1, conflicts: 0, erased: 0, rejected: 0, damaged: 0 });
});

t.test('what an earlier process left is drained at the start, without being asked', async (t) => {
    const first = await setUp(t);
    for (let seq = 0; seq < 20; seq++) await first.spool.append(batchOf(aPush('a', seq)));
    await first.close();
    const { spool, store, drainer, fault } = await setUp(t, { folder: first.dataDir });
    t.equal(spool.depth().batches, 20);
    drainer.start();
    await until(() => spool.depth().batches === 0);
    t.equal((await store.pushes.list(sessionIdFor('a'), -1, 100)).length, 20);
    t.equal(fault.writes, 1, 'many batches share a write');
});

t.test('new batches wait a moment for others, but not when a read waits for them', async (t) => {
    const { spool, drainer, timers, fault } = await setUp(t);
    drainer.start();
    for (let seq = 0; seq < 5; seq++) {
        await spool.append(batchOf(aPush('a', seq)));
        drainer.wake();
    }
    await until(() => timers.waiting.length === 1);
    t.equal(fault.writes, 0);
    timers.run();
    await until(() => spool.depth().batches === 0);
    t.equal(fault.writes, 1);
    await spool.append(batchOf(aPush('a', 5)));
    drainer.wake();
    t.equal(await drainer.settled(60_000), 0);
    t.equal(drainer.counts.stored, 6);
});

t.test('settled counts what is on its way to the spool when it is asked', async (t) => {
    const { spool, drainer } = await setUp(t);
    drainer.start();
    const appended = spool.append(batchOf(aPush('a', 0)));
    t.equal(await drainer.settled(60_000), 0);
    t.equal(drainer.counts.stored, 1);
    t.equal(await appended, 'durable');
});

t.test('settled answers with what is left when the time is over', async (t) => {
    const { spool, drainer, timers, fault } = await setUp(t);
    drainer.start();
    let release: () => void = () => undefined;
    fault.held = new Promise((resolve) => { release = resolve; });
    await spool.append(batchOf(aPush('a', 0)));
    const asked = drainer.settled(2000);
    await until(() => fault.writes === 1);
    t.same(timers.waiting.map(({ ms }) => ms), [2000]);
    timers.run();
    t.equal(await asked, 1);
    t.equal(await drainer.settled(0), 1, 'at once, for no time at all');
    release();
    t.equal(await drainer.settled(2000), 0);
    t.same(timers.waiting, [], 'no timer is left behind');
});

t.test('while the store is away the spool grows; it is tried again, ever more rarely, and told once', async (t) => {
    const { spool, store, drainer, timers, fault, lines } = await setUp(t);
    fault.of = new Error('away');
    await spool.append(batchOf(aPush('a', 0)));
    drainer.start();
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
        await until(() => timers.waiting.length === 1);
        t.equal(fault.writes, attempt);
        drainer.wake();
        pauses.push(timers.waiting[0]!.ms);
        if (attempt === 5) await spool.append(batchOf(aPush('a', 1)));
        if (attempt < 10) timers.run();
    }
    t.same(pauses, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    t.equal(spool.depth().batches, 2);
    fault.of = null;
    timers.run();
    await until(() => spool.depth().batches === 0);
    t.equal((await store.pushes.list(sessionIdFor('a'), -1, 10)).length, 2);
    t.match(lines, [['error', /does not take/], ['info', /takes data again/]]);
});

t.test('a store that is there again is tried soon, however long the pause was', async (t) => {
    const { spool, drainer, timers, fault, returned } = await setUp(t);
    fault.of = new Error('away');
    await spool.append(batchOf(aPush('a', 0)));
    drainer.start();
    for (let attempt = 1; attempt < 10; attempt++) {
        await until(() => timers.waiting.length === 1);
        timers.run();
    }
    await until(() => timers.waiting.length === 1);
    t.same(timers.waiting.map(({ ms }) => ms), [30_000]);
    fault.of = null;
    for (const listener of returned) listener();
    t.same(timers.waiting.map(({ ms }) => ms), [1000]);
    timers.run();
    await until(() => spool.depth().batches === 0);
    for (const listener of returned) listener();
    t.same(timers.waiting, [], 'nothing to do');
    await drainer.close(0);
    t.equal(returned.size, 0);
});

t.test('what the store wrote before it failed is a duplicate the next time', async (t) => {
    const { spool, store, drainer, timers } = await setUp(t);
    await store.write([batchOf(aPush('a', 0))]);
    await spool.append(batchOf(aPush('a', 0), aPush('a', 1)));
    drainer.start();
    await until(() => spool.depth().batches === 0);
    t.match(drainer.counts, { stored: 1, duplicates: 1 });
    t.same(timers.waiting, []);
});

t.test('what should not be is counted, and told once until it has not been for a minute', async (t) => {
    const { spool, drainer, timers, lines } = await setUp(t);
    drainer.start();
    const write = async (push: PushRecord) => {
        await spool.append(batchOf(push));
        await drainer.settled(60_000);
    };
    for (const push of [aPush('a', 0), aPush('a', 0, { deltas: [] }), aPush('a', 0, { end: 'left' }), aPush('a', 1)]) await write(push);
    for (let times = 0; times < 3; times++) await write(aPush('a', 1, { deltas: [], seq: 1 }));
    t.match(drainer.counts, { stored: 2, conflicts: 5 });
    t.match(lines, [['warn', /first stays/]]);
    t.same(timers.waiting.map(({ ms }) => ms), [60_000]);
    timers.run();
    await write(aPush('a', 1, { end: 'left' }));
    t.match(lines, [['warn', /first stays/], ['warn', /first stays/]]);
    await drainer.close(0);
    t.same(timers.waiting, [], 'no timer is left behind');
});

t.test('damaged lines and refused records block nothing, are kept, counted and told', async (t) => {
    const { dataDir, spool, store, drainer, lines, close } = await setUp(t);
    const odd = aPush('a', 3, { seq: 0.5 });
    await spool.append(batchOf(aPush('a', 0)));
    await spool.append(Buffer.concat([Buffer.from('{"kind":"pu\n'), batchOf(aPush('a', 1))]));
    await spool.append(batchOf(aPush('a', 2), odd));
    await spool.append(batchOf(aPush('a', 4), odd));
    drainer.start();
    await until(() => spool.depth().batches === 0);
    t.same((await store.pushes.list(sessionIdFor('a'), -1, 10)).map(({ seq }) => seq), [0, 1, 2, 4]);
    t.same(drainer.counts, { stored: 4, duplicates: 0, conflicts: 0, erased: 0, rejected: 2, damaged: 1 });
    t.match(lines, [['error', /refused/], ['error', /damaged/]]);
    await close();
    const kept = askSqlite(path.join(dataDir, 'spool.sqlite'), 'SELECT reason, CAST(bytes AS TEXT) AS text FROM rejected ORDER BY id');
    t.match(kept, [
        { reason: 'seq is not a whole number', text: encodeRecord(odd) }, { reason: 'seq is not a whole number', text: encodeRecord(odd) },
        { reason: /JSON/, text: '{"kind":"pu\n' }
    ]);
    t.equal(kept.length, 3);
});

t.test('that more is refused than may be kept is told', async (t) => {
    const { spool, drainer, lines } = await setUp(t, { maxRejectedBytes: 100 });
    await spool.append(batchOf(aPush('a', 0, { seq: 0.5 })));
    drainer.start();
    await until(() => lines.length > 1);
    t.match(lines, [['error', /refused/], ['error', /REJECTED_MAX_BYTES/]]);
});

/** As much as makes another write go beside this one. */
const much = (name: string) => batchOf(...Array.from({ length: 2000 }, (_, seq) => aPush(name, seq)));

t.test('a store that takes several writes at once gets them, and nothing is missed', async (t) => {
    const { spool, store, drainer, fault } = await setUp(t, { writesAtOnce: 3 });
    let release: () => void = () => undefined;
    fault.held = new Promise((resolve) => { release = resolve; });
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await spool.append(much(name));
    drainer.start();
    await until(() => fault.under === 3);
    const asked = drainer.settled(60_000);
    release();
    t.equal(await asked, 0);
    t.equal(spool.depth().batches, 0);
    t.equal(fault.most, 3);
    for (const { pushes } of (await store.pushes.count(names.map(sessionIdFor))).values()) t.equal(pushes, 2000);
    t.match(drainer.counts, { stored: 10_000, duplicates: 0 });
});

t.test('a batch that the store does not take holds up no other, and is tried again', async (t) => {
    const { spool, store, drainer, timers, fault, lines } = await setUp(t, { writesAtOnce: 4 });
    fault.of = new Error('not this one');
    fault.for = (bytes) => bytes.includes(sessionIdFor('b'));
    for (const name of ['a', 'b', 'c', 'd', 'e']) await spool.append(much(name));
    drainer.start();
    await until(() => timers.waiting.length === 1);
    t.equal(spool.depth().batches, 1);
    t.ok(drainer.isFailing());
    await spool.append(batchOf(aPush('f', 0)));
    timers.run();
    await until(() => timers.waiting.length === 1);
    t.equal(drainer.counts.stored, 8000, 'what is small shares its write');
    fault.of = null;
    timers.run();
    t.equal(await drainer.settled(60_000), 0);
    t.equal(spool.depth().batches, 0);
    await until(() => !drainer.isFailing());
    t.equal((await store.pushes.list(sessionIdFor('b'), -1, 9000)).length, 2000);
    t.match(drainer.counts, { stored: 10_001, duplicates: 0 });
    t.match(lines, [['error', /does not take/], ['info', /takes data again/]]);
});

t.test('close drains what it can', async (t) => {
    const { spool, store, drainer } = await setUp(t);
    drainer.start();
    for (let seq = 0; seq < 5; seq++) await spool.append(batchOf(aPush('a', seq)));
    await drainer.close(60_000);
    t.equal(spool.depth().batches, 0);
    t.equal((await store.pushes.list(sessionIdFor('a'), -1, 10)).length, 5);
});

t.test('close stops when its time is over, and leaves the rest for the next start', async (t) => {
    const { spool, drainer, timers, fault, lines } = await setUp(t);
    fault.of = new Error('away');
    await spool.append(batchOf(aPush('a', 0)));
    const closed = drainer.close(10_000);
    await until(() => timers.waiting.some(({ ms }) => ms === 250));
    timers.waiting.find(({ ms }) => ms === 10_000)!.callback();
    await closed;
    t.same(timers.waiting, [], 'no timer is left behind');
    t.equal(spool.depth().batches, 1);
    t.match(lines.at(-1), ['warn', /next start/]);
    t.equal(await drainer.settled(1000), 1, 'and nobody is made to wait for it');
});
