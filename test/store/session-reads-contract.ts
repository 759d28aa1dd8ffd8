import type { Test } from 'tap';
import { conferenceIdOf, conferenceKey } from '../../src/store/conference-key.js';
import { LONGEST_STAY_MS, type Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from './sample-records.js';

const HOUR = 3_600_000;

/** Where every store must find the sessions that it has. `open` gives an empty one and sees to its end. */
export function sessionReadsContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const idsOf = (items: readonly { sessionId: string }[]) => items.map(({ sessionId }) => sessionId);
    const ids = (...names: string[]) => names.map(sessionIdFor);

    t.test('sessions are listed newest first, in pages', async (t) => {
        const store = await open(t);
        const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
        // two and two begin together
        await store.write([batchOf(...names.map((name, index) => aPost(name, { startedAt: T0 + Math.floor(index / 2) * 1000 })))]);
        const all = await listed(store, { limit: 100 });
        const order = (a: { startedAt: number; sessionId: string }, b: typeof a) => b.startedAt - a.startedAt || (a.sessionId < b.sessionId ? 1 : -1);
        t.same(idsOf(all), idsOf([...all].sort(order)));
        t.equal(all.length, names.length);
        const pages: string[] = [];
        let page = await listed(store, { limit: 2 });
        while (page.length > 0) {
            pages.push(...idsOf(page));
            page = await listed(store, { limit: 2, after: page.at(-1)! });
        }
        t.same(pages, idsOf(all));
        t.same(idsOf(await listed(store, { limit: 100, after: all[1]!, to: T0 + 2000 })), idsOf(all).slice(3), 'the earlier bound counts');
        t.same(idsOf(await listed(store, { limit: 100, after: all[3]!, to: T0 + 9000 })), idsOf(all).slice(4));
    });

    t.test('sessions are found by conference, by user and by both', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('a', { conferenceName: 'Daily', userId: 'marie', startedAt: T0 }),
            aPost('b', { conferenceName: 'daily', userId: 'jean', startedAt: T0 + 1, tenant: 'acme' }),
            aPost('c', { conferenceName: 'weekly', userId: 'marie', startedAt: T0 + 2 }),
            aPost('d', { conferenceName: 'weekly', userId: null, startedAt: T0 + 3 })
        )]);
        t.same(idsOf(await listed(store, { conferenceName: 'DAILY', limit: 10 })), ids('b', 'a'), 'case does not matter');
        t.same(idsOf(await listed(store, { userId: 'marie', limit: 10 })), ids('c', 'a'));
        t.same(idsOf(await listed(store, { userId: 'marie', conferenceName: 'daily', limit: 10 })), ids('a'));
        t.same(await listed(store, { userId: 'nobody', limit: 10 }), []);
    });

    t.test('a later post moves a session to where it belongs', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a', { conferenceName: 'old', userId: 'one' }))]);
        const later = { sentAt: T0 + 9000, startedAt: T0 + 60_000, receivedAt: T0 + 60_500 };
        await store.write([batchOf(aPost('a', { conferenceName: 'new', userId: 'two', ...later }))]);
        t.same(await listed(store, { conferenceName: 'old', limit: 10 }), []);
        t.same(await listed(store, { userId: 'one', limit: 10 }), []);
        t.same(idsOf(await listed(store, { userId: 'two', conferenceName: 'new', from: T0 + 60_000, limit: 10 })), ids('a'));
    });

    t.test('from and to select the sessions that were there in between', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('before', { startedAt: T0, receivedAt: T0 }), aPush('before', 0, { receivedAt: T0 + HOUR }),
            aPost('across', { startedAt: T0 + 1, receivedAt: T0 }), aPush('across', 0, { receivedAt: T0 + 3 * HOUR }),
            aPost('within', { startedAt: T0 + 2 * HOUR, receivedAt: T0 + 2 * HOUR }),
            aPost('after', { startedAt: T0 + 4 * HOUR, receivedAt: T0 + 4 * HOUR })
        )]);
        const between = async (from: number, to: number) => idsOf(await listed(store, { from, to, limit: 10 }));
        t.same(await between(T0 + 2 * HOUR, T0 + 4 * HOUR), ids('within', 'across'), 'to is exclusive');
        t.same(await between(T0 + HOUR, T0 + 4 * HOUR + 1), ids('after', 'within', 'across', 'before'), 'from is inclusive');
        t.same(idsOf(await listed(store, { from: T0 + 3 * HOUR, limit: 10 })), ids('after', 'across'));
        t.same(idsOf(await listed(store, { to: T0 + 1, limit: 10 })), ids('before'));
    });

    t.test('from looks back for a week', async (t) => {
        const store = await open(t);
        const from = T0 + 30 * 24 * HOUR;
        await store.write([batchOf(
            aPost('week', { startedAt: from - LONGEST_STAY_MS, receivedAt: from + 5 }),
            aPost('longer', { startedAt: from - LONGEST_STAY_MS - 1, receivedAt: from + 5 })
        )]);
        t.same(idsOf(await listed(store, { from, limit: 10 })), ids('week'));
        t.same(idsOf(await store.sessions.listByConferenceKey('/weekly-standup', from, from + HOUR, 10)), ids('week'));
    });

    t.test('sessions of one conference key are listed oldest first', async (t) => {
        const store = await open(t);
        const there = (name: string, begin: number, end: number, changes = {}) =>
            aPost(name, { startedAt: T0 + begin, receivedAt: T0 + end, conferenceName: 'Daily', tenant: 'acme', ...changes });
        await store.write([batchOf(
            there('late', 50, 60), there('a', 0, 20, { conferenceName: 'DAILY' }), there('b', 10, 30), there('gone', 0, 4),
            there('other', 0, 20, { tenant: null }), there('another', 0, 20, { conferenceName: 'daily2' })
        )]);
        const key = conferenceKey('Acme', 'daily');
        const list = async (from: number, to: number) => idsOf(await store.sessions.listByConferenceKey(key, from, to, 10));
        t.same(await list(T0 + 5, T0 + 40), ids('a', 'b'));
        t.same(await list(T0 + 20, T0 + 50), ids('a', 'b', 'late'), 'both inclusive');
    });

    t.test('who was not seen for long is listed, if asked for, until it is analysed, unless its last push is an end', async (t) => {
        const store = await open(t);
        const post = (name: string) => aPost(name, { startedAt: T0, receivedAt: T0 });
        await store.write([batchOf(post('analysed'))]);
        const due = await store.analyses.claim(T0, 1, 10);
        for (const one of due) await store.analyses.finish(one, buildAnalysis({ endedAt: T0, endReason: 'silent' }));
        await store.write([batchOf(
            post('silent'), post('left'), aPush('left', 0, { receivedAt: T0, end: 'left' }), post('paused'), aPush('paused', 0, { receivedAt: T0 })
        )]);
        await store.write([batchOf(aPost('there', { startedAt: T0 + HOUR, receivedAt: T0 + HOUR }))]);
        const list = async (untilAnalysed?: boolean) =>
            idsOf(await store.sessions.listByConferenceKey('/weekly-standup', T0 + HOUR, T0 + HOUR, 10, untilAnalysed));
        const silent = ids('silent', 'paused').sort();
        t.same(await list(true), [...silent, ...ids('there')]);
        t.same(await list(), ids('there'));
    });

    t.test('the rest of a meeting comes with those of its sessions that were there', async (t) => {
        const store = await open(t);
        const there = (name: string, at: number, meetingId: string | null) => aPost(name, { startedAt: T0 + at, receivedAt: T0 + at, meetingId });
        await store.write([batchOf(
            there('early', 0, 'm'), there('now', 3 * HOUR, 'm'), there('later', 9 * HOUR, 'm'),
            there('other', 0, 'n'), there('none', 1, null)
        )]);
        const list = async (limit: number) =>
            idsOf(await store.sessions.listByConferenceKey('/weekly-standup', T0 + 2 * HOUR, T0 + 4 * HOUR, limit));
        t.same(await list(10), ids('early', 'now', 'later'));
        t.same(await list(2), ids('early', 'now'), 'the earliest, when they are too many');
    });

    t.test('sessions seen since a moment come last seen first, without their analyses', async (t) => {
        const store = await open(t);
        const names = ['a', 'b', 'c', 'd'];
        const posts = names.map((name, index) => aPost(name, { receivedAt: T0 + index * 1000 }));
        await store.write([batchOf(...posts, aPush('a', 0, { receivedAt: T0 + 9000 }), aPush('only pushes', 0, { receivedAt: T0 + 9000 }))]);
        const due = await store.analyses.claim(T0 + HOUR, 1000, 10);
        for (const one of due) await store.analyses.finish(one, buildAnalysis({ endedAt: T0, endReason: 'silent' }));
        t.same(idsOf(await store.sessions.seenSince(T0 + 2000, 10)), ids('a', 'd', 'c'), 'the moment counts');
        t.same(idsOf(await store.sessions.seenSince(0, 2)), ids('a', 'd'));
        t.same(await store.sessions.seenSince(T0 + 9001, 10), []);
        const [a] = await store.sessions.seenSince(T0 + 9000, 10);
        t.not((await store.sessions.find(sessionIdFor('a')))?.analysis, null);
        t.same(a, { ...await store.sessions.find(sessionIdFor('a')), analysis: null });
    });

    t.test('pushes of many sessions are listed at once, each above its own seq', async (t) => {
        const store = await open(t);
        const names = ['a', 'b', 'c'].sort((one, other) => sessionIdFor(one) < sessionIdFor(other) ? -1 : 1);
        const [first = '', second = '', third = ''] = names;
        await store.write([batchOf(...names.flatMap((name) => [aPost(name), aPush(name, 2), aPush(name, 0), aPush(name, 1)]))]);
        const places = [{ sessionId: sessionIdFor(third), after: 1 }, { sessionId: sessionIdFor(first), after: -1 },
            { sessionId: sessionIdFor(second), after: 2 }, { sessionId: sessionIdFor('nobody'), after: -1 }];
        const all = [aPush(first, 0), aPush(first, 1), aPush(first, 2), aPush(third, 2)];
        t.same(await store.pushes.listEach(places, 10), all);
        t.same(await store.pushes.listEach(places, 2), all.slice(0, 2));
        t.same(await store.pushes.listEach([], 10), []);
    });

    t.test('a conference is found by its meeting, else by a session that could be its first', async (t) => {
        const store = await open(t);
        const key = conferenceKey(null, 'weekly-standup');
        await store.write([batchOf(aPost('second', { meetingId: 'm', startedAt: T0 + 1 }), aPost('first', { meetingId: 'm' }), aPost('alone'))]);
        const find = async (id: string) => (await store.sessions.findByConferenceId(conferenceIdOf(key, id)))?.sessionId;
        t.equal(await find('m'), sessionIdFor('first'));
        t.equal(await find(sessionIdFor('alone')), sessionIdFor('alone'));
        t.equal(await find(sessionIdFor('second')), sessionIdFor('second'));
        t.equal(await find('unknown'), undefined);
    });
}
