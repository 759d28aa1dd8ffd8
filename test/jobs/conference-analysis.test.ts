import path from 'node:path';
import t, { type Test } from 'tap';
import { createConferenceAnalysis } from '../../src/jobs/conference-analysis.js';
import type { Conferences } from '../../src/store/conferences.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import { aPost, aPush, batchOf, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';

const LEASE_MS = 30_000;

/** Instances that share a store, and whose changes are counted. */
async function setUp(t: Test, instances = 1) {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    t.teardown(() => store.close());
    const { log, lines } = createLogLines();
    const clock = { now: T0 + 10_000 };
    const broken = new Set<keyof Conferences>();
    const changes = { count: 0 };
    const conferences: Conferences = {
        ...store.conferences,
        replace(...change) {
            changes.count += 1;
            return broken.has('replace') ? Promise.reject(new Error('as asked')) : store.conferences.replace(...change);
        },
        release: (...claims) => broken.has('release') ? Promise.reject(new Error('as asked')) : store.conferences.release(...claims)
    };
    const jobs = Array.from({ length: instances }, () => createConferenceAnalysis({
        store: { sessions: store.sessions, conferences }, pushInterval: 30_000, maxSessions: 5000, thresholds: THRESHOLDS, log,
        now: () => clock.now, setTimer: createTimers().setTimer
    }));
    const listed = async () => (await store.conferences.list({ now: clock.now, limit: 1000, walk: 1000 })).items;
    return { store, clock, broken, changes, lines, listed, turn: async () => { await Promise.all(jobs.map((job) => job.turn())); } };
}

t.test('a conference is kept as soon as its first session has begun, and put together once however many come or go meanwhile', async (t) => {
    const { store, changes, listed, turn } = await setUp(t);
    const names = Array.from({ length: 200 }, (_, index) => `s${String(index)}`);
    await store.write([batchOf(aPost('first', { meetingId: 'm' }))]);
    await turn();
    t.match(await listed(), [{ sessions: 1, endedAt: null }]);
    for (const name of names) await store.write([batchOf(aPost(name, { meetingId: 'm' }), aPush(name, 0, { end: 'left' }))]);
    await turn();
    t.match(await listed(), [{ sessions: 201 }]);
    t.equal(changes.count, 2);
    await turn();
    t.equal(changes.count, 2, 'nothing is due');
});

t.test('who begins beside one who fell silent and is not analysed yet is in a conference with it, whoever is looked at first', async (t) => {
    const { store, clock, listed, turn } = await setUp(t);
    await store.write([batchOf(aPost('silent', { startedAt: T0, receivedAt: T0 }))]);
    await turn();
    clock.now = T0 + 2 * 3_600_000;
    await store.write([batchOf(aPost('later', { startedAt: clock.now - 1000, receivedAt: clock.now }))]);
    await turn();
    t.match(await listed(), [{ sessions: 2, startedAt: T0, endedAt: null }]);
    t.equal((await listed()).length, 1);
});

t.test('several instances share the work, and none does what another has', async (t) => {
    const { store, changes, listed, turn } = await setUp(t, 3);
    const rooms = Array.from({ length: 40 }, (_, index) => `room ${String(index)}`);
    await store.write([batchOf(...rooms.flatMap((room) => ['a', 'b'].map((name) => aPost(`${name} in ${room}`, { conferenceName: room }))))]);
    await turn();
    t.same((await listed()).map(({ conferenceName, sessions }) => [conferenceName, sessions]).sort(), rooms.map((room) => [room, 2]).sort());
    t.equal(changes.count, 40);
});

t.test('what fails, or is left half-way, is done again when the lease is over, and told once', async (t) => {
    const { store, clock, broken, lines, listed, turn } = await setUp(t);
    await store.write([batchOf(aPost('a'), aPost('b', { conferenceName: 'other' }))]);
    broken.add('replace');
    await turn();
    await turn();
    t.match(lines, [['error', /Conferences could not be put together/]]);
    t.same(await listed(), []);
    broken.clear();
    broken.add('release');
    clock.now += LEASE_MS;
    await turn();
    t.equal((await listed()).length, 2, 'done, and then killed');
    broken.clear();
    clock.now += LEASE_MS;
    await turn();
    t.same(await store.conferences.claim(clock.now, 1, 10), { claims: [], held: 0 });
    t.equal((await listed()).length, 2);
});
