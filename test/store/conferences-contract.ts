import type { Test } from 'tap';
import type { ConferenceChange, ConferenceDocument, ConferenceFilter } from '../../src/store/conferences.js';
import { HOUR_MS, hourOf } from '../../src/store/rollups.js';
import type { Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { buildConference, conferenceIdFor, MINUTE } from './build-conference.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from './sample-records.js';

const LEASE_MS = 60_000;
const DAY = 86_400_000;
const NOTHING: ConferenceChange = { documents: [], gone: [], moved: [], settled: [] };

/** What every store must do with conferences. `open` gives an empty one and sees to its end. */
export function conferencesContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const change = async ({ conferences }: Store, given: Partial<ConferenceChange>) => {
        const claim = await conferences.claimRoom('/any', T0, LEASE_MS);
        const done = await conferences.replace([claim!], { ...NOTHING, ...given });
        await conferences.release([claim!], true);
        return done;
    };
    const put = async (store: Store, ...documents: ConferenceDocument[]) => { await change(store, { documents }); };
    const idsOf = (items: readonly { conferenceId: string }[]) => items.map(({ conferenceId }) => conferenceId);
    const ids = (...names: string[]) => names.map(conferenceIdFor);
    const list = async ({ conferences }: Store, filter: Partial<ConferenceFilter> = {}) => {
        const { items, after } = await conferences.list({ now: T0 + DAY, limit: 100, walk: 1000, ...filter });
        return { ids: idsOf(items), after };
    };
    const listed = async (store: Store, filter: Partial<ConferenceFilter>) => (await list(store, filter)).ids;
    const dueIn = async ({ conferences }: Store, now = T0) => {
        const { claims, held } = await conferences.claim(now, LEASE_MS, 100);
        return { claims, held, due: claims.flatMap(({ due }) => due.map(({ sessionId }) => sessionId)).sort() };
    };
    const sessions = (...names: string[]) => names.map(sessionIdFor).sort();

    t.test('an empty store knows no conference', async (t) => {
        const { conferences } = await open(t);
        t.equal(await conferences.find('x'.repeat(22)), null);
        const filter = { from: 0, facets: ['os:linux'], namePrefix: 'a', minDuration: 1 };
        t.same(await conferences.list({ now: T0, limit: 10, walk: 10, ...filter }), { items: [], after: null });
        t.same(await conferences.listBegun(0, Infinity, null, 10), []);
        t.same(await conferences.listMembers(['x'], 10), []);
        t.same(await conferences.conferenceIdsOf([sessionIdFor('a')]), new Map());
        t.same(await conferences.claim(T0, LEASE_MS, 10), { claims: [], held: 0 });
    });

    t.test('a conference is read back as it was put, put again, and removed', async (t) => {
        const store = await open(t);
        const before = buildConference('a', { facets: ['os:linux', 'participant:zoë 🎈'], startedAt: T0 + 0.5, tenant: 'Acme' });
        await put(store, before);
        t.strictSame(await store.conferences.find(before.conferenceId), before);
        const after: ConferenceDocument = {
            ...before, startedAt: T0 - MINUTE, endedAt: null, meetingId: null, facets: ['os:windows'], conferenceName: 'Other',
            summary: {
                peakParticipants: 2, participantMs: 1.5, sessions: 2, verdicts: { good: 1, fair: 0, poor: 0, unknown: 1 }, rating: null,
                issues: [{ code: 'upload_loss', severity: 'error', sessions: 1, totalMs: 20_000 }]
            }
        };
        await put(store, after);
        t.strictSame((await store.conferences.list({ now: T0, limit: 10, walk: 10 })).items, [after]);
        t.strictSame(await listed(store, { facets: ['os:linux'] }), [], 'nothing of the old one is left');
        t.strictSame(await listed(store, { facets: ['os:windows'] }), ids('a'));
        t.strictSame(await listed(store, { conferenceName: 'weekly-standup' }), []);
        await change(store, { gone: ids('a', 'never there') });
        t.strictSame([await listed(store, {}), await listed(store, { facets: ['os:windows'] })], [[], []]);
    });

    t.test('conferences come newest first, a page at a time; of those that began at once the one with the greater id', async (t) => {
        const store = await open(t);
        const names = ['a', 'b', 'c', 'd', 'e'];
        const begun = (index: number) => T0 + Math.floor(index / 2) * MINUTE;
        await put(store, ...names.map((name, index) => buildConference(name, { startedAt: begun(index), facets: ['os:linux'] })));
        const [first, second] = [ids('a', 'b'), ids('c', 'd')].map((pair) => pair.sort().reverse());
        const order = [...ids('e'), ...second!, ...first!];
        t.strictSame(await list(store), { ids: order, after: null });
        for (const filter of [{}, { facets: ['os:linux'] }, { conferenceName: 'WEEKLY-standup' }, { namePrefix: 'Weekly' }, { from: T0 }]) {
            const pages: string[][] = [];
            for (let after: ConferenceFilter['after'] | null; after !== null;) {
                const page = await list(store, { ...filter, limit: 2, ...after !== undefined && { after } });
                pages.push(page.ids);
                after = page.after;
            }
            t.strictSame(pages, [order.slice(0, 2), order.slice(2, 4), order.slice(4)], JSON.stringify(filter));
        }
    });

    t.test('they are found by name, by the begin of it, by facets, and by how long they took', async (t) => {
        const store = await open(t);
        await put(store,
            buildConference('a', { conferenceName: 'Straße', facets: ['browser:firefox', 'verdict:poor'] }),
            buildConference('b', { conferenceName: 'strasse', facets: ['browser:chrome', 'browser:firefox'], endedAt: T0 + 40 * MINUTE }),
            buildConference('c', { conferenceName: 'stra', tenant: 'acme', facets: ['verdict:poor'], endedAt: null }));
        const found = async (filter: Partial<ConferenceFilter>) => (await listed(store, filter)).sort();
        t.strictSame(await found({ conferenceName: 'STRASSE' }), ids('b').sort());
        t.strictSame(await found({ conferenceName: 'str' }), []);
        t.strictSame(await found({ namePrefix: 'STRA' }), ids('a', 'b', 'c').sort());
        t.strictSame(await found({ namePrefix: 'stras' }), ids('b').sort());
        t.strictSame(await found({ namePrefix: 'stra', facets: ['verdict:poor'] }), ids('a', 'c').sort());
        t.strictSame(await found({ namePrefix: 'straß', conferenceName: 'straße' }), ids('a').sort());
        t.strictSame(await found({ facets: ['verdict:poor', 'browser:firefox'] }), ids('a').sort());
        t.strictSame(await found({ facets: ['browser:firefox'], conferenceName: 'strasse' }), ids('b').sort());
        t.strictSame(await found({ facets: ['browser:safari'] }), []);
        t.strictSame(await found({ minDuration: 10 * MINUTE, now: T0 + MINUTE }), ids('a', 'b').sort());
        t.strictSame(await found({ minDuration: 40 * MINUTE, now: T0 + 40 * MINUTE }), ids('b', 'c').sort(), 'who goes on has done so until now');
        t.strictSame(await found({ minDuration: 40 * MINUTE + 1, now: T0 + 40 * MINUTE, facets: ['verdict:poor'] }), []);
    });

    t.test('a page ends where it has gone through so many, even with nothing on it, and the next one goes on', async (t) => {
        const store = await open(t);
        await put(store, ...Array.from({ length: 25 }, (_, index) => buildConference(`c${String(index)}`, {
            startedAt: T0 + index * MINUTE, facets: ['os:linux', ...index % 12 === 0 ? ['verdict:poor'] : []],
            conferenceName: index % 12 === 0 ? 'rare' : 'any'
        })));
        const filters = [
            { facets: ['os:linux', 'verdict:poor'] }, { namePrefix: 'r', facets: ['os:linux'] },
            { minDuration: 10 * MINUTE, facets: ['verdict:poor'] }
        ];
        for (const filter of filters) {
            const pages: string[][] = [];
            for (let after: ConferenceFilter['after'] | null; after !== null;) {
                const page = await list(store, { ...filter, walk: 10, limit: 2, ...after !== undefined && { after } });
                pages.push(page.ids);
                after = page.after;
            }
            t.strictSame(pages.flat(), ids('c24', 'c12', 'c0'), JSON.stringify(filter));
            if (filter.facets.length > 1) t.strictSame(pages, [ids('c24'), ids('c12'), ids('c0')]);
        }
    });

    t.test('from and to take those that went on within, however long ago they began', async (t) => {
        const store = await open(t);
        await put(store,
            buildConference('short', { facets: ['os:linux'] }),
            buildConference('days', { startedAt: T0 - 20 * DAY, endedAt: T0 + MINUTE, facets: ['os:linux'] }),
            buildConference('goes on', { startedAt: T0 - 40 * DAY, endedAt: null, facets: ['os:linux'] }),
            buildConference('long ago', { startedAt: T0 - 30 * DAY, endedAt: T0 - 10 * DAY, facets: ['os:linux'] }));
        for (const facets of [[], ['os:linux']]) {
            const found = async (from: number, to?: number) => listed(store, { from, facets, ...to !== undefined && { to } });
            t.strictSame(await found(T0), ids('short', 'days', 'goes on'));
            t.strictSame(await found(T0, T0), ids('days', 'goes on'), 'to is not within');
            t.strictSame(await found(T0 + 10 * MINUTE), ids('short', 'goes on'), 'from is');
            t.strictSame(await found(T0 + 10 * MINUTE + 1), ids('goes on'));
            t.strictSame(await found(0), ids('short', 'days', 'long ago', 'goes on'));
            t.strictSame(await listed(store, { to: T0 - 30 * DAY, facets }), ids('goes on'));
        }
        t.strictSame(idsOf(await store.conferences.listBegun(T0 - 30 * DAY, T0, null, 10)), ids('days', 'long ago'));
        const after = { startedAt: T0, conferenceId: conferenceIdFor('short') };
        t.strictSame(idsOf(await store.conferences.listBegun(T0 - 30 * DAY, T0 + 1, after, 1)), ids('days'));
    });

    t.test('a room is due when a session of it begins, changes, ends, goes on after all, or has been analysed', async (t) => {
        const store = await open(t);
        const settle = async () => {
            const { claims, due } = await dueIn(store);
            const settled = claims.flatMap((claim) => claim.due.map((one) => ({ ...one, again: null })));
            t.equal(await store.conferences.replace(claims, { ...NOTHING, settled }), true);
            await store.conferences.release(claims, true);
            t.same((await dueIn(store)).due, []);
            return due;
        };
        await store.write([batchOf(aPush('a', 0))]);
        t.same(await settle(), [], 'nothing is known of it but that it is there');
        await store.write([batchOf(aPost('a'), aPost('b', { conferenceName: 'other' }))]);
        t.same(await settle(), sessions('a', 'b'));
        await store.write([batchOf(aPush('a', 1), aPush('b', 0), aPost('b', { conferenceName: 'other' }))]);
        t.same(await settle(), [], 'that it goes on is nothing new');
        await store.write([batchOf(aPost('b', { conferenceName: 'other', meetingId: 'm', sentAt: T0 + 900 }), aPush('a', 2, { region: 'eu-west' }))]);
        t.same(await settle(), sessions('a', 'b'));
        await store.write([batchOf(aPush('a', 4, { end: 'left' }))]);
        t.same(await settle(), sessions('a'));
        await store.write([batchOf(aPush('a', 5))]);
        t.same(await settle(), sessions('a'), 'it goes on');

        const [due] = await store.analyses.claim(T0 + DAY, LEASE_MS, 10);
        t.equal(await store.analyses.finish(due!, buildAnalysis()), true);
        t.same(await settle(), [due!.sessionId]);
        await store.write([batchOf(aPush(due!.sessionId === sessionIdFor('a') ? 'a' : 'b', 8))]);
        t.same(await settle(), [due!.sessionId], 'it had been taken for silent');
    });

    t.test('the rooms that are due are claimed by one only, until they are released or the lease is over', async (t) => {
        const store = await open(t);
        const { conferences } = store;
        const names = Array.from({ length: 40 }, (_, index) => `s${String(index)}`);
        await store.write([batchOf(...names.map((name, index) => aPost(name, { conferenceName: `room ${String(index % 10)}` })))]);
        const rounds = await Promise.all(Array.from({ length: 4 }, async () => conferences.claim(T0, LEASE_MS, 100)));
        const claims = rounds.flatMap((round) => round.claims);
        t.same(claims.map(({ conferenceKey }) => conferenceKey).sort(), Array.from({ length: 10 }, (_, index) => `/room ${String(index)}`));
        t.same(claims.flatMap(({ due }) => due.map(({ sessionId }) => sessionId)).sort(), sessions(...names), 'with all that are due in it');
        t.match(await dueIn(store), { claims: [], held: 10 });
        t.equal(await conferences.claimRoom('/room 3', T0, LEASE_MS), null);
        await conferences.release(claims.slice(0, 1), false);
        t.match(await dueIn(store), { claims: [{ conferenceKey: claims[0]!.conferenceKey }], held: 9 }, 'released, and not done');

        const again = await dueIn(store, T0 + LEASE_MS);
        t.equal(again.claims.length, 10);
        t.equal(await conferences.replace(claims.slice(1, 3), { ...NOTHING, documents: [buildConference('late')] }), false, 'whoever comes too late');
        t.equal(await conferences.find(conferenceIdFor('late')), null);
    });

    t.test('sessions are due again when they changed meanwhile, or when it was said', async (t) => {
        const store = await open(t);
        const { conferences } = store;
        await store.write([batchOf(aPost('a'), aPost('b'), aPost('c'))]);
        const { claims } = await dueIn(store);
        await store.write([batchOf(aPush('b', 0, { end: 'left' }))]);
        const again = (id: string) => id === sessionIdFor('c') ? T0 + 10 * LEASE_MS : null;
        const settled = claims.flatMap(({ due }) => due.map((one) => ({ ...one, again: again(one.sessionId) })));
        await conferences.replace(claims, { ...NOTHING, settled });
        await conferences.release(claims, true);
        t.same((await dueIn(store, T0 + 1)).due, sessions('b'));
        t.same((await dueIn(store, T0 + 10 * LEASE_MS)).due, sessions('b', 'c'));
    });

    t.test('conferences are known by their sessions', async (t) => {
        const store = await open(t);
        const { conferences } = store;
        await store.write([batchOf(aPost('a', { startedAt: T0 + 2 }), aPost('b', { startedAt: T0 + 1 }), aPost('c'), aPost('d'))]);
        await change(store, { moved: [[sessionIdFor('a'), 'x'], [sessionIdFor('b'), 'x'], [sessionIdFor('c'), 'x'], [sessionIdFor('gone'), 'x']] });
        await change(store, { moved: [[sessionIdFor('c'), 'y']] });
        const members = await conferences.listMembers(['x', 'y', 'z'], 10);
        t.strictSame(members.map(({ conferenceId, session: { sessionId } }) => [conferenceId, sessionId]),
            [['y', sessionIdFor('c')], ['x', sessionIdFor('b')], ['x', sessionIdFor('a')]]);
        t.match(members[0], { session: { conferenceName: 'weekly-standup', lastSeenAt: T0 + 500 } });
        t.equal((await conferences.listMembers(['x', 'y'], 2)).length, 2);
        t.same(await conferences.conferenceIdsOf([...sessions('a', 'c', 'd'), sessionIdFor('gone')]),
            new Map([[sessionIdFor('a'), 'x'], [sessionIdFor('c'), 'y']]));
        await store.write([batchOf(aPost('c', { sentAt: T0 + 5000, meetingId: 'm' }))]);
        t.equal((await conferences.conferenceIdsOf(sessions('c'))).get(sessionIdFor('c')), 'y', 'a later post does not forget it');
    });

    t.test('the hours in which conferences change are due to be counted anew', async (t) => {
        const store = await open(t);
        const hours = async () => {
            const found: number[] = [];
            for (;;) {
                const due = await store.rollups.claim({ level: 'hour', from: 0, to: Infinity, now: T0, leaseMs: 1 });
                if (due === null) return found.sort();
                found.push(due.at);
                await store.rollups.drop(due);
            }
        };
        const hour = (n: number) => hourOf(T0) + n * HOUR_MS;
        await put(store, buildConference('a', { startedAt: hour(1) }), buildConference('b', { startedAt: hour(2) }));
        t.same(await hours(), [hour(1), hour(2)]);
        await put(store, buildConference('a', { startedAt: hour(1) }), buildConference('b', { startedAt: hour(3) }));
        t.same(await hours(), [hour(2), hour(3)], 'the old one and the new one, and not that of one that stays as it was');
        await change(store, { gone: ids('a', 'never there') });
        t.same(await hours(), [hour(1)]);
    });

    t.test('conferences go when nothing came of them for as long as everything is kept', async (t) => {
        const store = await open(t);
        const facets = ['os:linux'];
        await put(store, buildConference('old', { lastSeenAt: T0 - 1, facets }), buildConference('new', { lastSeenAt: T0, facets }));
        await store.removeBefore(T0, 100);
        t.same(await listed(store, {}), ids('new'));
        t.same(await listed(store, { facets: ['os:linux'] }), ids('new'));
    });
}
