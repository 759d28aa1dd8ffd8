import { deepStrictEqual, equal } from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { createHourRollup } from '../../src/analysis/rollups/roll-up-hour.js';
import { createRollupJob } from '../../src/jobs/rollups.js';
import { createRollupRetention } from '../../src/jobs/rollup-retention.js';
import { DAY_MS, dayOf, HOUR_MS, hourOf, type RollupRow } from '../../src/store/rollups.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { SessionRecord, Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, batchOf, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';
import { waitUntil } from '../support/wait-until.js';

const BOUNDS = { maxCells: 1000, maxNames: 500 };
const EVER = { from: -Infinity, to: Infinity };
const REST_MS = 10_000;
const REST_PER_SESSION_MS = 10;
const LEASE_MS = 120_000;
let files = 0;

/** Instances of the job on one store, whose time and turns the test decides. */
async function setUp(
    t: Pick<Test, 'testdir' | 'teardown'>, { instances = 1, retentionDays = 0, rollupDays = 0, watch = (store: Store) => store } = {}
) {
    const store = await openSqliteStore(path.join(t.testdir(), `store-${String(++files)}.sqlite`));
    const { log, lines } = createLogLines();
    const clock = { now: T0 + HOUR_MS };
    const jobs = Array.from({ length: instances }, () => {
        const timers = createTimers();
        return { timers, job: createRollupJob({
            store: watch(store), bounds: BOUNDS, retentionDays, rollupDays, log, now: () => clock.now, setTimer: timers.setTimer
        }) };
    });
    for (const { job } of jobs) job.start();
    const idle = () => waitUntil('all turns are over', () => jobs.every(({ timers }) => timers.waiting.length === 1));
    await idle();
    t.teardown(async () => {
        for (const { job } of jobs) await job.close();
        await store.close();
    });
    return {
        store, clock, lines, jobs: jobs.map(({ job }) => job),
        turn: async () => {
            for (const { timers } of jobs) timers.run();
            await idle();
        }
    };
}

async function analyse(store: Store, names: readonly string[], post: Partial<SessionRecord> = {}): Promise<void> {
    await store.write([batchOf(...names.flatMap((name) => [aPost(name, post), aPush(name, 0, { end: 'left' })]))]);
    const claimed = await store.analyses.claim(T0, LEASE_MS, 10_000);
    for (const due of claimed) await store.analyses.finish(due, buildAnalysis());
}

const sessionsIn = async (store: Store, level: 'hour' | 'day' = 'hour') => Object.fromEntries(
    (await store.rollups.list({ table: 'margins', metric: null }, [{ level, ...EVER }])).map(({ at, totals }) => [at, totals?.sessions]));
const HOUR = hourOf(T0);

t.test('hours and their days are made of the sessions that began in them', async (t) => {
    const { store, turn } = await setUp(t);
    await analyse(store, ['a', 'b']);
    await analyse(store, ['c'], { startedAt: HOUR - HOUR_MS });
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 2, [HOUR - HOUR_MS]: 1 });
    t.same(await sessionsIn(store, 'day'), { [dayOf(T0)]: 3 });
    t.same(await store.rollups.due({ level: 'day', ...EVER }), []);
});

t.test('an hour that has been made rests, the longer the more sessions it has', async (t) => {
    const { store, turn, clock } = await setUp(t);
    await analyse(store, ['a', 'b']);
    await turn();
    await analyse(store, ['c']);
    clock.now += REST_MS + 2 * REST_PER_SESSION_MS - 1;
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 2 });
    clock.now += 1;
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 3 });
    t.same(await sessionsIn(store, 'day'), { [dayOf(T0)]: 2 }, 'and days still longer');
    clock.now += 600_000;
    await turn();
    t.same(await sessionsIn(store, 'day'), { [dayOf(T0)]: 3 });
});

t.test('a read does not wait for a small hour to rest', async (t) => {
    const { store, turn, clock, jobs: [job] } = await setUp(t);
    await analyse(store, ['a']);
    await turn();
    await analyse(store, ['b', 'c']);
    const range = { from: HOUR, to: HOUR + 1 };
    t.equal(await job!.refresh(range, 5000), 1, 'it was made this moment');
    clock.now += REST_PER_SESSION_MS;
    t.equal(await job!.refresh({ from: HOUR + 1, to: Infinity }, 5000), 0, 'other hours are other hours');
    t.same(await sessionsIn(store), { [HOUR]: 1 });
    t.equal(await job!.refresh(range, 5000), 0);
    t.same(await sessionsIn(store), { [HOUR]: 3 });
});

t.test('a read waits for the hour that is being made, but not for ever', async (t) => {
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { goOn = resolve; });
    const watch = (store: Store): Store => ({ ...store, rollups: { ...store.rollups, sessionsOf: async (...page) => {
        await held;
        return store.rollups.sessionsOf(...page);
    } } });
    const { store, jobs: [job] } = await setUp(t, { watch });
    await analyse(store, ['a']);
    const range = { from: HOUR, to: HOUR + 1 };
    const waiting = job!.refresh(range, 60_000);
    t.equal(await job!.refresh(range, 20), 1);
    goOn();
    t.equal(await waiting, 0);
    t.same(await sessionsIn(store), { [HOUR]: 1 });
});

t.test('several instances share the work without doing it twice', async (t) => {
    const made: number[] = [];
    const watch = (store: Store): Store => ({ ...store, rollups: { ...store.rollups, finish: (due, rows, rest) => {
        if (due.level === 'hour') made.push(due.at);
        return store.rollups.finish(due, rows, rest);
    } } });
    const { store, turn } = await setUp(t, { instances: 3, watch });
    const hours = Array.from({ length: 20 }, (_, index) => HOUR - index * HOUR_MS);
    for (const hour of hours) await analyse(store, [String(hour)], { startedAt: hour });
    await turn();
    t.same(made.sort(), hours.sort());
    t.equal(Object.keys(await sessionsIn(store)).length, 20);
});

t.test('what somebody claimed who is no more is made by another', async (t) => {
    const { store, turn, clock } = await setUp(t);
    await analyse(store, ['a']);
    await store.rollups.claim({ level: 'hour', ...EVER, now: clock.now, leaseMs: LEASE_MS });
    await turn();
    t.same(await sessionsIn(store), {});
    clock.now += LEASE_MS;
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 1 });
});

t.test('an hour of which sessions can have been removed stays as it is', async (t) => {
    const { store, turn, clock } = await setUp(t, { retentionDays: 30 });
    await analyse(store, ['a', 'b']);
    await turn();
    clock.now = HOUR + 30 * DAY_MS;
    await store.removeBefore(Infinity, 1000);
    await analyse(store, ['late']);
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 2 });
    t.same(await store.rollups.due({ level: 'hour', ...EVER }), [], 'and is due no more');
});

t.test('rollups older than ROLLUP_DAYS are removed by whole days, and not made again', async (t) => {
    const { store, turn, clock, lines } = await setUp(t, { rollupDays: 40 });
    await analyse(store, ['a']);
    await analyse(store, ['b'], { startedAt: T0 + DAY_MS });
    await turn();
    clock.now = T0 + 41 * DAY_MS;
    const { log } = createLogLines();
    const timers = createTimers();
    const retention = createRollupRetention({ store, rollupDays: 40, log, now: () => clock.now, setTimer: timers.setTimer });
    retention.start();
    await waitUntil('it is over', () => timers.waiting.length === 1);
    await retention.close();
    t.same(await sessionsIn(store), { [HOUR + DAY_MS]: 1 });
    t.same(await sessionsIn(store, 'day'), { [dayOf(T0) + DAY_MS]: 1 });
    await analyse(store, ['late']);
    await turn();
    t.same(await sessionsIn(store), { [HOUR + DAY_MS]: 1 });
    t.same(lines, []);
});

t.test('one hour that cannot be made does not keep the others waiting, and is told once', async (t) => {
    let broken = true;
    const watch = (store: Store): Store => ({ ...store, rollups: { ...store.rollups, sessionsOf: async (hour, ...rest) => {
        if (broken && hour === HOUR) throw new Error('as asked');
        return store.rollups.sessionsOf(hour, ...rest);
    } } });
    const { store, turn, clock, lines } = await setUp(t, { watch });
    await analyse(store, ['a']);
    await analyse(store, ['b'], { startedAt: HOUR - 1 });
    await turn();
    clock.now += LEASE_MS;
    await turn();
    t.same(await sessionsIn(store), { [HOUR - HOUR_MS]: 1 });
    t.match(lines, [['error', /rollups could not be brought up to date/]]);
    broken = false;
    clock.now += LEASE_MS;
    await turn();
    t.same(await sessionsIn(store), { [HOUR]: 1, [HOUR - HOUR_MS]: 1 });
});

t.test('whatever the order in which sessions arrive, and however often they are told again, the rollups are the same in the end', async (t) => {
    const aSession = fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), hour: fc.integer({ min: 0, max: 2 }), sentAt: fc.integer({ min: 0, max: 3 }),
        conferenceName: fc.constantFrom('weekly', 'daily'), end: fc.boolean(), turn: fc.boolean()
    });
    await fc.assert(fc.asyncProperty(fc.array(aSession, { minLength: 1, maxLength: 12 }), async (steps) => {
        const closing: (() => void | Promise<void>)[] = [];
        const own = { testdir: () => t.testdir(), teardown: (fn: () => Promise<void>) => { closing.push(fn); } };
        const { store, turn, clock } = await setUp(own as unknown as Test);
        try {
            for (const { name, hour, sentAt, conferenceName, turn: doTurn } of steps) {
                await analyse(store, [name], { startedAt: HOUR + hour * HOUR_MS, sentAt: T0 + sentAt, receivedAt: T0 + sentAt, conferenceName });
                clock.now += LEASE_MS;
                if (doTurn) await turn();
            }
            for (const _ of [1, 2]) {
                clock.now += LEASE_MS;
                await turn();
            }
            equal((await store.rollups.due({ level: 'hour', ...EVER })).length, 0);
            deepStrictEqual(await rowsByKey(store), await computedAtOnce(store));
        } finally {
            for (const close of closing) await close();
        }
    }), { numRuns: 12 });
});

const KINDS = ['margins', 'cube', 'names'].map((table) => ({ table, metric: null }));

/** What is stored of each hour, and what its sessions make when they are all taken at once. */
async function rowsByKey(store: Store): Promise<unknown[]> {
    const rows = await Promise.all(KINDS.map(async (kind) =>
        (await store.rollups.list(kind, [{ level: 'hour', ...EVER }])).map(({ at, cells }) => ({ ...kind, at, cells: [...cells ?? []] }))));
    return rows.flat();
}

async function computedAtOnce(store: Store): Promise<unknown[]> {
    const expected: { at: number; row: RollupRow }[] = [];
    for (const at of [0, 1, 2].map((index) => HOUR + index * HOUR_MS)) {
        const rollup = createHourRollup(BOUNDS);
        for (const session of (await store.rollups.sessionsOf(at, null, 1000)).sessions) rollup.add(session);
        expected.push(...[...rollup.build()].map((row) => ({ at, row })));
    }
    return KINDS.flatMap((kind) => expected.filter(({ row }) => row.table === kind.table && row.metric === null)
        .map(({ at, row }) => ({ ...kind, at, cells: [...row.cells ?? []] })));
}
