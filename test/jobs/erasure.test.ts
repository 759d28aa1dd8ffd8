import path from 'node:path';
import t, { type Test } from 'tap';
import { createErasure } from '../../src/jobs/erasure.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { Erasures } from '../../src/store/erasures.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';
import { waitUntil } from '../support/wait-until.js';

const DAY = 86_400_000;

async function setUp(t: Test, { tombstoneDays = 90, change = (erasures: Erasures): Erasures => erasures } = {}) {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    const { log, lines } = createLogLines();
    const timers = createTimers();
    const clock = { now: T0 + 1000 };
    const rejected = { own: 0, others: 0 };
    const erasure = createErasure({
        store: { erasures: change(store.erasures) }, tombstoneDays, log, now: () => clock.now, setTimer: timers.setTimer,
        eraseRejected: () => Promise.resolve(rejected.own++ < 0 ? 1 : 0), askOthers: () => Promise.resolve(rejected.others++ < 0 ? 1 : 0)
    });
    t.teardown(async () => {
        await erasure.close();
        await store.close();
    });
    /** A turn of both jobs. */
    const turn = async () => {
        for (const _ of [...timers.waiting]) timers.run();
        await waitUntil('both wait again', () => timers.waiting.length === 2);
    };
    const pushesOf = async (name: string) => (await store.pushes.count([sessionIdFor(name)])).get(sessionIdFor(name))?.pushes;
    return { store, erasure, lines, clock, turn, timers, rejected, pushesOf };
}

const calls = (names: readonly string[], pushes: number) => batchOf(...names.flatMap((name) =>
    [aPost(name, { userId: 'marie' }), ...Array.from({ length: pushes }, (_, seq) => aPush(name, seq))]));

t.test('hundreds of sessions and pushes go in one call, with what workers keep of them', async (t) => {
    const { store, erasure, rejected, lines } = await setUp(t);
    const names = Array.from({ length: 250 }, (_, index) => `s${String(index)}`);
    await store.write([calls(names, 3)]);
    t.same(await erasure.erase({ userId: 'marie' }), { sessions: 250, pushes: 750, rtcstats: 0, isDone: true });
    t.same(await listed(store, { limit: 10 }), []);
    t.same(rejected, { own: 1, others: 1 });
    t.match(lines, [['info', 'Deleted the data of a user']]);
});

t.test('what takes longer than one may wait for is hidden, told as not done, and removed by the job', async (t) => {
    const { store, erasure, clock, turn, lines } = await setUp(t, {
        change: (erasures) => ({
            ...erasures,
            sweep: (now, limit) => {
                clock.now += 3000;
                return erasures.sweep(now, Math.min(limit, 10));
            }
        })
    });
    await store.write([calls(['a', 'b'], 40)]);
    t.same(await erasure.erase({ userId: 'marie' }), { sessions: 2, pushes: 80, rtcstats: 0, isDone: false });
    t.same(await listed(store, { limit: 10 }), []);
    t.ok((await store.erasures.sweep(clock.now, 0)).more, 'something is left');
    erasure.start();
    await turn();
    t.same(await store.erasures.sweep(clock.now, 100), { pushes: 0, rtcstats: 0, more: false }, 'nothing is left');
    t.ok(lines.some(([, message]) => message === 'Removed what was left of deleted sessions'));
});

t.test('a marking that another process has begun is ended at the start', async (t) => {
    const { store, erasure, turn, lines } = await setUp(t);
    await store.write([calls(['a', 'b', 'c'], 2)]);
    await store.erasures.mark({ userId: 'marie' }, T0, 1);
    t.equal((await listed(store, { userId: 'marie', limit: 10 })).length, 2);
    erasure.start();
    await turn();
    t.same(await listed(store, { userId: 'marie', limit: 10 }), []);
    t.same(await store.erasures.listOpen(), []);
    t.ok(lines.some(([, message]) => message === 'Went on to delete the data of a user'));
});

t.test('marks go after TOMBSTONE_DAYS, all that are due and none before', async (t) => {
    const { store, erasure, clock, turn } = await setUp(t, { tombstoneDays: 90 });
    const names = Array.from({ length: 150 }, (_, index) => `s${String(index)}`);
    await store.write([calls(names, 0)]);
    await erasure.erase({ userId: 'marie' });
    clock.now += 90 * DAY;
    erasure.start();
    await turn();
    t.match(await store.write([batchOf(aPush('s7', 0))]), { erased: 1 });
    clock.now += 1;
    await turn();
    t.match(await store.write([batchOf(...names.map((name) => aPush(name, 0)))]), { erased: 0, stored: 150 });
});

t.test('with TOMBSTONE_DAYS=0 marks stay', async (t) => {
    const { store, erasure, clock, turn } = await setUp(t, { tombstoneDays: 0 });
    await erasure.erase({ sessionId: sessionIdFor('a') });
    clock.now += 100_000 * DAY;
    erasure.start();
    await turn();
    t.match(await store.write([batchOf(aPush('a', 0))]), { erased: 1 });
});

t.test('a failure rejects, is told once while it lasts, and the job tries again', async (t) => {
    let isBroken = true;
    const { store, erasure, turn, lines, pushesOf } = await setUp(t, {
        change: (erasures) => ({ ...erasures, sweep: (...given) => isBroken ? Promise.reject(new Error('as asked')) : erasures.sweep(...given) })
    });
    await store.write([calls(['a'], 2)]);
    await t.rejects(erasure.erase({ userId: 'marie' }), /as asked/);
    erasure.start();
    for (let count = 0; count < 3; count++) await turn();
    t.equal(lines.filter(([level]) => level === 'error').length, 1);
    isBroken = false;
    await turn();
    t.equal(await pushesOf('a'), 0);
    t.same(await store.erasures.sweep(T0, 10), { pushes: 0, rtcstats: 0, more: false });
});
