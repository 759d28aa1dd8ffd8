import path from 'node:path';
import t, { type Test } from 'tap';
import { createRetention } from '../../src/jobs/retention.js';
import type { Erased } from '../../src/store/erasures.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { aPost, aPush, batchOf, listed, sessionIdFor } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';
import { waitUntil } from '../support/wait-until.js';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;

async function openStore(t: Test) {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    t.teardown(() => store.close());
    return store;
}
const until = (condition: () => boolean) => waitUntil(condition.toString(), condition);

t.test('what is older than RETENTION_DAYS goes at the start and every hour, in slices', async (t) => {
    const store = await openStore(t);
    const pushes = Array.from({ length: 1200 }, (_, seq) => aPush('old', seq, { receivedAt: NOW - 30 * DAY - 1 }));
    await store.write([batchOf(aPost('old', { receivedAt: NOW - 31 * DAY }), ...pushes)]);
    await store.write([batchOf(aPost('young', { receivedAt: NOW - 30 * DAY }), aPush('young', 0, { receivedAt: NOW - 30 * DAY }))]);
    const { log, lines } = createLogLines();
    const timers = createTimers();
    const slices: number[] = [];
    let now = NOW;
    const retention = createRetention({
        store: {
            async removeBefore(receivedAt, limit) {
                const removed = await store.removeBefore(receivedAt, limit);
                slices.push(removed.pushes);
                return removed;
            }
        },
        retentionDays: 30, log, now: () => now, setTimer: timers.setTimer
    });
    retention.start();
    await until(() => timers.waiting.length === 1);
    t.same(slices, [500, 500, 200]);
    t.same((await listed(store, { limit: 10 })).map(({ sessionId }) => sessionId), [sessionIdFor('young')]);
    t.match(lines, [['info', /^Removed/]]);
    t.equal(timers.waiting[0]?.ms, 3_600_000);

    now += 1;
    timers.run();
    await until(() => timers.waiting.length === 1);
    t.same(await listed(store, { limit: 10 }), []);
    await retention.close();
    t.same(timers.waiting, []);
});

t.test('0 days keep everything', async (t) => {
    const store = await openStore(t);
    await store.write([batchOf(aPost('old', { receivedAt: 0 }))]);
    const timers = createTimers();
    const retention = createRetention({ store, retentionDays: 0, log: createLogLines().log, now: () => NOW, setTimer: timers.setTimer });
    retention.start();
    await retention.close();
    t.same(timers.waiting, []);
    t.equal((await listed(store, { limit: 10 })).length, 1);
});

t.test('a store that is away is tried again after an hour, and told once', async (t) => {
    const { log, lines } = createLogLines();
    const timers = createTimers();
    let calls = 0;
    const store = { removeBefore: () => Promise.reject(new Error(`away ${String(++calls)}`)) };
    const retention = createRetention({ store, retentionDays: 1, log, now: () => NOW, setTimer: timers.setTimer });
    retention.start();
    for (let attempt = 1; attempt <= 3; attempt++) {
        await until(() => timers.waiting.length === 1);
        t.equal(calls, attempt);
        timers.run();
    }
    await retention.close();
    t.equal(lines.length, 1);
});

t.test('as long as a slice of any kind is full there is another', async (t) => {
    const answers = [{ rtcstats: 500 }, { pushes: 500 }, { sessions: 500 }, { rtcstats: 1 }];
    let calls = 0;
    const store = { removeBefore: () => Promise.resolve({ sessions: 0, pushes: 0, rtcstats: 0, ...answers[calls++] }) };
    const timers = createTimers();
    const retention = createRetention({ store, retentionDays: 1, log: createLogLines().log, setTimer: timers.setTimer });
    retention.start();
    await until(() => timers.waiting.length === 1);
    await retention.close();
    t.equal(calls, answers.length);
});

t.test('close waits for the slice under way and begins no other', async (t) => {
    let end: () => void = () => undefined;
    let calls = 0;
    const store = {
        removeBefore: (_: number, limit: number) => new Promise<Erased>((resolve) => {
            calls += 1;
            end = () => { resolve({ sessions: limit, pushes: limit, rtcstats: limit }); };
        })
    };
    const timers = createTimers();
    const retention = createRetention({ store, retentionDays: 1, log: createLogLines().log, setTimer: timers.setTimer });
    retention.start();
    let closed = false;
    const closing = retention.close().then(() => { closed = true; });
    await new Promise((resolve) => setTimeout(resolve, 5));
    t.notOk(closed);
    end();
    await closing;
    t.equal(calls, 1);
    t.same(timers.waiting, []);
});
