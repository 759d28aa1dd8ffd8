import path from 'node:path';
import t, { type Test } from 'tap';
import { createSessionAnalysis } from '../../src/jobs/session-analysis.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';

const PUSH_INTERVAL = 30_000;

/** An analysis that says which session it is of, and fails where it is told to. */
async function setUp(t: Test, instances = 1) {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    const { log, lines } = createLogLines();
    const clock = { now: T0 };
    const analysed: string[] = [];
    const broken = new Set<string>();
    const jobs = Array.from({ length: instances }, () => {
        const timers = createTimers();
        const job = createSessionAnalysis({
            store, pushInterval: PUSH_INTERVAL, log, now: () => clock.now, setTimer: timers.setTimer,
            async analyse({ sessionId, lastSeq }, end) {
                if (broken.has(sessionId)) throw new Error('as asked');
                analysed.push(sessionId);
                const analysis = buildAnalysis(end);
                return { ...analysis, summary: { ...analysis.summary, setupMs: lastSeq } };
            }
        });
        return { job, timers };
    });
    const turn = async () => {
        for (const { timers } of jobs) timers.run();
        while (jobs.some(({ timers }) => timers.waiting.length === 0)) await new Promise((resolve) => setTimeout(resolve, 2));
    };
    t.teardown(async () => {
        for (const { job } of jobs) await job.close();
        await store.close();
    });
    for (const { job } of jobs) job.start();
    await turn();
    return { store, clock, analysed, broken, turn, lines, found: async (name: string) => (await store.sessions.find(sessionIdFor(name)))?.analysis };
}

t.test('a session whose client tells something less often is given more time', async (t) => {
    const { store, clock, found, turn } = await setUp(t);
    const names = Array.from({ length: 25 }, (_, index) => `sora ${String(index)}`);
    const reported = (name: string) => [aPost(name, { receivedAt: T0, client: 'sora' }), aPush(name, 0, { at: T0, receivedAt: T0 })];
    await store.write([batchOf(...names.flatMap(reported))]);
    for (const [after, endReason] of [[3 * PUSH_INTERVAL, undefined], [179_999, undefined], [180_000, 'silent']] as const) {
        clock.now = T0 + after;
        await turn();
        for (const name of names) t.equal((await found(name))?.endReason, endReason, `${name} after ${String(after)} ms`);
    }
});

t.test('a session is analysed once: when it has said that it ends, or when it has been silent for three push intervals', async (t) => {
    const { store, clock, analysed, turn, found } = await setUp(t);
    await store.write([batchOf(
        aPost('left', { receivedAt: T0 }), aPush('left', 0, { at: T0 + 900, receivedAt: T0 + 1000, end: 'left' }),
        aPost('silent', { receivedAt: T0 }), aPush('silent', 0, { at: T0 + 900, receivedAt: T0 + 1000 })
    )]);
    clock.now = T0 + 3000;
    await turn();
    t.match(await found('left'), { endReason: 'left', endedAt: T0 + 900, summary: { setupMs: 0 } });
    t.equal(await found('silent'), null);
    clock.now = T0 + 1000 + 3 * PUSH_INTERVAL - 1;
    await turn();
    t.equal(await found('silent'), null);
    clock.now += 1;
    await turn();
    t.match(await found('silent'), { endReason: 'silent', endedAt: T0 + 900 });
    clock.now += 86_400_000;
    await turn();
    t.same(analysed, [sessionIdFor('left'), sessionIdFor('silent')]);
});

t.test('late data is a reason to look again', async (t) => {
    const { store, clock, turn, found } = await setUp(t);
    await store.write([batchOf(aPost('a'), aPush('a', 0, { receivedAt: T0 + 1000 }))]);
    clock.now = T0 + 1000 + 3 * PUSH_INTERVAL;
    await turn();
    t.match(await found('a'), { summary: { setupMs: 0 }, endReason: 'silent' });
    await store.write([batchOf(aPush('a', 1, { receivedAt: clock.now, end: 'closed' }))]);
    await turn();
    t.match(await found('a'), { summary: { setupMs: 1 }, endReason: 'closed' });
});

t.test('a session that goes on after its end was told is left alone until it falls silent', async (t) => {
    const { store, clock, turn, found } = await setUp(t);
    await store.write([batchOf(aPost('a'), aPush('a', 5, { receivedAt: T0 + 2000 }))]);
    await store.write([batchOf(aPush('a', 4, { receivedAt: T0 + 1000, end: 'closed' }))]);
    clock.now = T0 + 5000;
    await turn();
    t.equal(await found('a'), null);
    clock.now = T0 + 2000 + 3 * PUSH_INTERVAL;
    await turn();
    t.match(await found('a'), { endReason: 'silent' });
});

t.test('several instances share the work', async (t) => {
    const { store, clock, analysed, turn } = await setUp(t, 3);
    const names = Array.from({ length: 100 }, (_, index) => `session ${String(index)}`);
    await store.write([batchOf(...names.flatMap((name) => [aPost(name), aPush(name, 0, { receivedAt: T0, end: 'left' })]))]);
    clock.now = T0 + 1000;
    await turn();
    t.same([...analysed].sort(), names.map(sessionIdFor).sort(), 'each once');
});

t.test('one session that cannot be analysed does not keep the others waiting, and is told once', async (t) => {
    const { store, clock, broken, turn, found, lines } = await setUp(t);
    broken.add(sessionIdFor('a'));
    await store.write([batchOf(...['a', 'b', 'c'].flatMap((name) => [aPost(name), aPush(name, 0, { receivedAt: T0, end: 'left' })]))]);
    clock.now = T0 + 1000;
    await turn();
    t.match([await found('a'), await found('b'), await found('c')], [null, { endReason: 'left' }, { endReason: 'left' }]);
    clock.now += 120_000;
    await turn();
    t.match(lines, [['error', /could not be analysed/]]);
    broken.clear();
    clock.now += 120_000;
    await turn();
    t.match(await found('a'), { endReason: 'left' });
});
