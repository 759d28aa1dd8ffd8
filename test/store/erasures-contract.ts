import fc from 'fast-check';
import type { Test } from 'tap';
import { conferenceKey } from '../../src/store/conference-key.js';
import type { ConferenceChange } from '../../src/store/conferences.js';
import { userMarkOf, type Erased, type Whose } from '../../src/store/erasures.js';
import { hourOf } from '../../src/store/rollups.js';
import type { SessionRecord, Store, StoredRecord } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { buildConference } from './build-conference.js';
import { aPost, aPush, aReport, batchOf, listed, sessionIdFor, T0 } from './sample-records.js';

const HOUR = 3_600_000;
const RUNS = 40;

/** Marks and sweeps until nothing is left, in small pieces. */
export async function erase(store: Store, whose: Whose, at: number, slice = 2): Promise<Erased> {
    const erased = { sessions: 0, pushes: 0, rtcstats: 0 };
    for (let more = true; more;) {
        const { sessions, pushes, rtcstats } = await store.erasures.mark(whose, at, slice);
        erased.sessions += sessions;
        erased.pushes += pushes;
        erased.rtcstats += rtcstats;
        more = sessions === slice;
    }
    while ((await store.erasures.sweep(at, slice)).more);
    return erased;
}

/** What reads find of these sessions. */
async function findAll(store: Store, names: readonly string[], userId?: string): Promise<unknown[]> {
    const ids = names.map(sessionIdFor);
    const found = await Promise.all(ids.map(async (id) => [
        await store.sessions.find(id), ...await store.pushes.list(id, -1, 100), ...await store.rtcstats.list(id, { limit: 100 })
    ]));
    const counts = [...await store.pushes.count(ids)].filter(([, { pushes, samples }]) => pushes + samples > 0);
    const inLists = [
        ...await listed(store, { limit: 1000 }),
        ...await store.sessions.listByConferenceKey(conferenceKey(null, 'weekly-standup'), 0, Infinity, 1000)
    ].filter(({ sessionId }) => ids.includes(sessionId));
    const ofUser = userId === undefined ? [] : await listed(store, { userId, limit: 10 });
    return [...found.flat().filter((item) => item !== null), ...counts, ...inLists, ...ofUser];
}

/** What every store must do to delete data. `open` gives an empty one and sees to its end. */
export function erasuresContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const marie = (name: string, changes: Partial<SessionRecord> = {}) => aPost(name, { userId: 'marie', ...changes });

    t.test('a session that is deleted is in no answer, the others are as they were', async (t) => {
        const store = await open(t);
        await store.write([batchOf(marie('a'), aPush('a', 0), aReport('a', 0), aPush('a', 1), marie('b'), aPush('b', 0), aReport('b', 0))]);
        const before = await findAll(store, ['b']);
        t.same(await erase(store, { sessionId: sessionIdFor('a') }, T0 + HOUR), { sessions: 1, pushes: 2, rtcstats: 3 });
        t.same(await findAll(store, ['a']), []);
        t.strictSame(await findAll(store, ['b']), before);
        const again = await erase(store, { sessionId: sessionIdFor('a') }, T0 + HOUR);
        t.same(again, { sessions: 0, pushes: 0, rtcstats: 0 }, 'there is nothing left to go');
    });

    t.test('all sessions of a user go, however many, and nobody else\'s', async (t) => {
        const store = await open(t);
        const names = Array.from({ length: 9 }, (_, index) => `s${String(index)}`);
        await store.write([batchOf(
            ...names.flatMap((name) => [marie(name), aPush(name, 0), aPush(name, 1), aPush(name, 2), aReport(name, 1)]),
            aPost('other'), aPush('other', 0), aReport('other', 0)
        )]);
        const before = await findAll(store, ['other']);
        t.same(await erase(store, { userId: 'marie' }, T0 + HOUR), { sessions: 9, pushes: 27, rtcstats: 27 });
        t.same(await findAll(store, names, 'marie'), []);
        t.strictSame(await findAll(store, ['other']), before);
        t.same(await erase(store, { userId: 'marie' }, T0 + HOUR), { sessions: 0, pushes: 0, rtcstats: 0 });
        t.same(await erase(store, { userId: 'nobody' }, T0 + HOUR), { sessions: 0, pushes: 0, rtcstats: 0 });
    });

    t.test('what is marked is hidden at once, before it is removed', async (t) => {
        const store = await open(t);
        await store.write([batchOf(marie('a'), aPush('a', 0, { end: 'left' }))]);
        const [due] = await store.analyses.claim(T0 + HOUR, 1000, 10);
        await store.erasures.mark({ userId: 'marie' }, T0 + HOUR, 10);
        t.equal(await store.sessions.find(sessionIdFor('a')), null);
        t.same(await listed(store, { userId: 'marie', limit: 10 }), []);
        t.same(await listed(store, { facets: ['participant:marie'], limit: 10 }), []);
        t.equal(await store.analyses.finish(due!, buildAnalysis()), false, 'an analysis that was under way comes too late');
        t.same(await store.analyses.claim(T0 + 9 * HOUR, 1000, 10), []);
        t.equal(await store.sessions.find(sessionIdFor('a')), null);
    });

    t.test('conferences of deleted sessions are hidden at once, and are due to be put together without them', async (t) => {
        const store = await open(t);
        const key = conferenceKey(null, 'weekly-standup');
        await store.write([batchOf(marie('a'), aPost('b'), marie('in no conference yet', { conferenceName: 'other' }))]);
        const document = buildConference('m', { facets: ['participant:marie', 'os:linux'] });
        const change: ConferenceChange = {
            documents: [document], gone: [], moved: ['a', 'b'].map((name) => [sessionIdFor(name), document.conferenceId]), settled: []
        };
        const claims = (await store.conferences.claim(T0, HOUR, 10)).claims;
        t.equal(await store.conferences.replace(claims, change), true);
        const settled = claims.flatMap(({ due }) => due.map((session) => ({ ...session, again: null })));
        await store.conferences.replace(claims, { ...change, settled });
        await store.conferences.release(claims, true);

        const inFlight = await store.conferences.claimRoom(key, T0, HOUR);
        const otherInFlight = await store.conferences.claimRoom('/other', T0, HOUR);
        t.match(await erase(store, { userId: 'marie' }, T0 + HOUR), { sessions: 2 });
        t.equal(await store.conferences.find(document.conferenceId), null);
        for (const facets of [['participant:marie'], ['os:linux']])
            t.same((await store.conferences.list({ now: T0, limit: 10, walk: 1000, facets })).items, []);
        for (const claim of [inFlight!, otherInFlight!])
            t.equal(await store.conferences.replace([claim], change), false, 'what is made of sessions that were there comes too late');
        t.equal(await store.conferences.find(document.conferenceId), null);
        await store.conferences.release([inFlight!, otherInFlight!], false);
        t.match((await store.conferences.claim(T0, HOUR, 10)).claims.find(({ conferenceKey }) => conferenceKey === key), {
            conferenceIds: [document.conferenceId]
        });
        t.same((await store.conferences.listMembers([document.conferenceId], 10)).map(({ session }) => session.sessionId), [sessionIdFor('b')]);
    });

    t.test('what comes later of a deleted session is counted and not stored', async (t) => {
        const store = await open(t);
        await store.write([batchOf(marie('a'), aPush('a', 0))]);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        const post = marie('a', { sentAt: T0 + 2 * HOUR, userId: 'jean' });
        const late = [aPush('a', 0), aReport('a', 0), aPush('a', 1, { receivedAt: T0 + 2 * HOUR }), post];
        t.match(await store.write([batchOf(...late, aPost('b'))]), { stored: 1, erased: 4, duplicates: 0, conflicts: 0 });
        t.same(await findAll(store, ['a'], 'jean'), []);
        t.not(await store.sessions.find(sessionIdFor('b')), null);
    });

    t.test('a session that nobody knew of yet is deleted when it comes, if it began before', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPush('pushes first', 0), aReport('report first', 0))]);
        await erase(store, { sessionId: sessionIdFor('known by its id') }, T0 + HOUR);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        t.match(await store.write([batchOf(aPush('known by its id', 0), aPost('known by its id'))]), { stored: 0, erased: 2 });
        t.match(await store.write([batchOf(marie('pushes first'), aPush('pushes first', 1))]), { stored: 0, erased: 2 });
        t.match(await store.write([batchOf(marie('report first'), aReport('report first', 1))]), { stored: 0, erased: 2 });
        const offline = [batchOf(marie('offline', { receivedAt: T0 + 24 * HOUR })), batchOf(aPush('offline', 0), aReport('offline', 0))];
        t.match(await store.write(offline), { stored: 0, erased: 3 });
        t.match(await store.write([batchOf(aPush('offline', 1))]), { stored: 0, erased: 1 });
        while ((await store.erasures.sweep(T0 + HOUR, 10)).more);
        t.same(await findAll(store, ['pushes first', 'report first', 'offline', 'known by its id'], 'marie'), []);
    });

    t.test('a later session of the same user is kept, until she is deleted again', async (t) => {
        const store = await open(t);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        t.match(await store.write([batchOf(marie('next', { startedAt: T0 + HOUR + 1 }), aPush('next', 0))]), { stored: 2, erased: 0 });
        t.same(await erase(store, { userId: 'marie' }, T0 + HOUR), { sessions: 0, pushes: 0, rtcstats: 0 });
        t.not(await store.sessions.find(sessionIdFor('next')), null);
        t.same(await erase(store, { userId: 'marie' }, T0 + 2 * HOUR), { sessions: 1, pushes: 1, rtcstats: 0 });
        t.same(await findAll(store, ['next'], 'marie'), []);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        t.match(await store.write([batchOf(marie('between', { startedAt: T0 + HOUR + 2 }))]), { erased: 1 }, 'the latest moment counts');
    });

    t.test('the hour of a deleted session is due, and does not count it', async (t) => {
        const store = await open(t);
        const ended = ['a', 'b', 'c'].map((name) => aPush(name, 0, { end: 'left' }));
        await store.write([batchOf(marie('a'), marie('b'), aPost('c'), ...ended)]);
        for (const due of await store.analyses.claim(T0, 1000, 10)) await store.analyses.finish(due, buildAnalysis());
        const [from, to] = [hourOf(T0), hourOf(T0) + HOUR];
        const due = await store.rollups.claim({ level: 'hour', from, to, now: T0 + HOUR, leaseMs: 1 });
        await store.rollups.finish(due!, [], 0);
        t.same(await store.rollups.due({ level: 'hour', from, to }), []);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        t.same(await store.rollups.due({ level: 'hour', from, to }), [from]);
        t.same((await store.rollups.sessionsOf(from, null, 10)).sessions.map(({ sessionId }) => sessionId), [sessionIdFor('c')]);
    });

    t.test('whose marking was begun is known until all is marked', async (t) => {
        const store = await open(t);
        await store.write([batchOf(...['a', 'b', 'c'].map((name) => marie(name)))]);
        t.same(await store.erasures.listOpen(), []);
        t.match(await store.erasures.mark({ userId: 'marie' }, T0 + HOUR, 2), { sessions: 2 });
        t.same(await store.erasures.listOpen(), [{ userId: 'marie', at: T0 + HOUR }]);
        t.match(await store.erasures.mark({ userId: 'marie' }, T0 + HOUR, 2), { sessions: 1 });
        t.same(await store.erasures.listOpen(), []);
    });

    t.test('records of deleted sessions can be told from others', async (t) => {
        const store = await open(t);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        await erase(store, { sessionId: sessionIdFor('a') }, T0 + HOUR);
        const [mine, later] = [marie('b'), marie('c', { startedAt: T0 + 2 * HOUR })];
        const marked = await store.erasures.findMarked([aPush('a', 0), mine, later, aPost('d'), aPush('d', 0)]);
        t.same(marked, new Set([sessionIdFor('a'), sessionIdFor('b')]));
    });

    t.test('marks that are old enough go, in slices, and what comes then is stored', async (t) => {
        const store = await open(t);
        await store.write([batchOf(marie('a'), aPush('a', 0))]);
        await erase(store, { userId: 'marie' }, T0 + HOUR);
        await erase(store, { sessionId: sessionIdFor('later') }, T0 + 2 * HOUR);
        t.equal(await store.erasures.unmark(T0 + HOUR, 10), 0);
        t.equal(await store.erasures.unmark(T0 + HOUR + 1, 1), 1);
        t.equal(await store.erasures.unmark(T0 + HOUR + 1, 10), 1);
        t.match(await store.write([batchOf(marie('a'), aPush('a', 1), aPush('later', 0))]), { stored: 2, erased: 1 });
        t.same((await store.pushes.list(sessionIdFor('a'), -1, 10)).map(({ seq }) => seq), [1]);
    });

    t.test('in whatever order records and an erasure come, nothing of the user is found and all of the others is', async (t) => {
        const store = await open(t);
        let run = 0;
        const upTo = (max: number) => fc.integer({ min: 0, max });
        const aSession = fc.record({ isMarie: fc.boolean(), startedAt: upTo(3), posts: upTo(2), pushes: upTo(3) });
        const plan = fc.record({
            sessions: fc.array(aSession, { minLength: 1, maxLength: 4 }), order: fc.infiniteStream(upTo(999)),
            at: upTo(3), erasedAfter: upTo(8), batch: fc.integer({ min: 1, max: 4 })
        });
        await fc.assert(fc.asyncProperty(plan, async ({ sessions, order, at, erasedAfter, batch }) => {
            const prefix = `run ${String(++run)} `;
            const all = sessions.map(({ isMarie, startedAt, posts, pushes }, index) => {
                const name = `${prefix}${String(index)}`;
                const userId = `${prefix}${isMarie ? 'marie' : 'jean'}`;
                const records: StoredRecord[] = [
                    ...Array.from({ length: posts }, (_, post) =>
                        aPost(name, { userId, startedAt: T0 + startedAt, sentAt: T0 + post, receivedAt: T0 + 500 + post })),
                    ...Array.from({ length: pushes }, (_, seq) => aPush(name, seq)), ...Array.from({ length: pushes }, (_, seq) => aReport(name, seq))
                ];
                return { name, records, posts, pushes, goes: isMarie && startedAt <= at && posts > 0 };
            });
            const records = all.flatMap((session) => session.records.map((record) => [order.next().value as number, record] as const))
                .sort(([a], [b]) => a - b).map(([, record]) => record);
            const write = async (some: readonly StoredRecord[]) => {
                for (let begin = 0; begin < some.length; begin += batch) await store.write([batchOf(...some.slice(begin, begin + batch))]);
            };
            await write(records.slice(0, erasedAfter));
            await erase(store, { userId: `${prefix}marie` }, T0 + at);
            await write(records.slice(erasedAfter));
            while ((await store.erasures.sweep(T0 + at, 2)).more);
            await write(records);
            for (const { name, goes, posts, pushes } of all) {
                const found = await findAll(store, [name]);
                if (goes) t.same(found, [], `${name} is gone`);
                else {
                    t.equal((await store.pushes.list(sessionIdFor(name), -1, 100)).length, pushes, `${name} has its pushes`);
                    const objects = await store.rtcstats.list(sessionIdFor(name), { limit: 100 });
                    t.equal(objects.length, pushes === 0 ? 0 : 1 + 2 * pushes, `${name} has its objects`);
                }
                if (!goes && posts > 0) t.match(await store.sessions.find(sessionIdFor(name)), { lastSeq: pushes - 1 });
            }
        }), { numRuns: RUNS });
    });

    t.test('marks are listed by when they were made', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a', { userId: 'marie' }), aPost('b', { userId: 'jean' }))]);
        await erase(store, { sessionId: sessionIdFor('b') }, T0 + 1000);
        await erase(store, { userId: 'marie' }, T0 + 2000);
        const marks = (from: number, limit = 10) => store.erasures.listMarked(from, limit);
        t.same((await marks(T0 + 1000)).slice(0, 1), [{ id: sessionIdFor('b'), at: T0 + 1000 }], 'the moment counts');
        t.same(new Set((await marks(T0 + 1001)).map(({ id }) => id)), new Set([sessionIdFor('a'), userMarkOf('marie')]));
        t.equal((await marks(0, 1)).length, 1);
        t.same(await marks(T0 + 2001), []);
    });
}
