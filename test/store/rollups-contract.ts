import type { Test } from 'tap';
import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import { DAY_MS, dayOf, HOUR_MS, hourOf, type ClaimOptions, type DuePeriod, type RollupRow } from '../../src/store/rollups.js';
import type { SessionRecord, Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from './sample-records.js';

const LEASE_MS = 60_000;
const HOUR = hourOf(T0);
const DAY = dayOf(T0);
const EVER = { from: -Infinity, to: Infinity };

const aRow = (changes: Partial<RollupRow> = {}): RollupRow =>
    ({ table: 'margins', metric: null, totals: { sessions: 1.5, 'verdict:good': 0 }, cells: Uint8Array.of(0, 1, 255), ...changes });

/** What every store must do with hours and days. `open` gives an empty one and sees to its end. */
export function rollupsContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const claim = (store: Store, options: Partial<ClaimOptions> = {}) =>
        store.rollups.claim({ level: 'hour', ...EVER, now: T0, leaseMs: LEASE_MS, ...options });
    const claimed = async (store: Store, options: Partial<ClaimOptions> = {}): Promise<DuePeriod> => {
        const period = await claim(store, options);
        if (period === null) throw new Error('nothing is due');
        return period;
    };
    const dueHours = (store: Store) => store.rollups.due({ level: 'hour', ...EVER });
    /** Writes a session and finishes its analysis. */
    const analyse = async (store: Store, name: string, post: Partial<SessionRecord> = {}, analysis: Partial<SessionAnalysis> = {}) => {
        await store.write([batchOf(aPost(name, post), aPush(name, 0, { end: 'left', region: 'eu-west' }))]);
        const [due] = await store.analyses.claim(T0, LEASE_MS, 1);
        if (due === undefined || !await store.analyses.finish(due, buildAnalysis(analysis))) throw new Error('not analysed');
    };
    const COUNTS = { table: 'margins', metric: null };
    const listed = async (store: Store, level: 'hour' | 'day' = 'hour', kind: Pick<RollupRow, 'table' | 'metric'> = COUNTS) =>
        store.rollups.list(kind, [{ level, ...EVER }]);

    t.test('an hour is due when the analysis of a session that began in it is finished', async (t) => {
        const store = await open(t);
        t.same(await dueHours(store), []);
        t.equal(await claim(store), null);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left' }))]);
        t.same(await dueHours(store), [], 'not before');
        await analyse(store, 'b', { startedAt: HOUR - 1 });
        await analyse(store, 'c', { startedAt: HOUR });
        t.same((await dueHours(store)).includes(HOUR - HOUR_MS), true);
        t.same(await store.rollups.due({ level: 'hour', from: HOUR, to: HOUR + 1 }), [HOUR]);
        t.same(await store.rollups.due({ level: 'day', ...EVER }), []);
    });

    t.test('a period that is due is claimed by one only, until the lease is over', async (t) => {
        const store = await open(t);
        const hours = Array.from({ length: 12 }, (_, index) => HOUR + index * HOUR_MS);
        await store.rollups.mark(hours);
        await store.rollups.mark(hours);
        const claims = await Promise.all(hours.map(() => claim(store)));
        for (let more = await claim(store); more !== null; more = await claim(store)) claims.push(more);
        const given = claims.filter((period) => period !== null);
        t.same(given.map(({ at }) => at).sort(), hours, 'each once');
        t.same(given[0], { level: 'hour', at: given[0]?.at, changes: 2, claims: 1 });
        t.equal(await claim(store, { now: T0 + LEASE_MS - 1 }), null);
        t.same((await claimed(store, { now: T0 + LEASE_MS })).claims, 2);
        t.same(await dueHours(store), hours, 'due as long as nobody has finished it');
    });

    t.test('only periods of the level and in the range are claimed, those that rested longest first', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR, HOUR + HOUR_MS, HOUR + 2 * HOUR_MS]);
        t.equal(await claim(store, { level: 'day' }), null);
        t.equal((await claimed(store, { from: HOUR + 1, to: HOUR + 2 * HOUR_MS })).at, HOUR + HOUR_MS);
        t.equal(await claim(store, { from: HOUR + 1, to: HOUR + 2 * HOUR_MS }), null);
        t.same([(await claimed(store)).at, (await claimed(store)).at], [HOUR, HOUR + 2 * HOUR_MS]);
    });

    t.test('the rows of a period are read back; its day is due, it is not', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR]);
        const rows = [aRow(), aRow({ metric: 'roundTripTime', totals: null }), aRow({ table: 'usage', cells: null })];
        await store.rollups.finish(await claimed(store), rows, T0);
        t.same(await dueHours(store), []);
        t.same(await store.rollups.due({ level: 'day', ...EVER }), [DAY]);
        t.same(await listed(store), [{ level: 'hour', at: HOUR, totals: rows[0]?.totals, cells: rows[0]?.cells }]);
        const begin = { level: 'hour', at: HOUR };
        t.same(await listed(store, 'hour', { table: 'margins', metric: 'roundTripTime' }), [{ ...begin, totals: null, cells: rows[0]?.cells }]);
        t.same(await listed(store, 'hour', { table: 'usage', metric: null }), [{ ...begin, totals: rows[0]?.totals, cells: null }]);

        const day = await claimed(store, { level: 'day' });
        t.same(day, { level: 'day', at: DAY, changes: 1, claims: 1 });
        await store.rollups.finish(day, [aRow({ totals: { sessions: 7 } })], T0);
        t.same(await store.rollups.due({ level: 'day', ...EVER }), []);
        t.same((await listed(store, 'day')).map(({ totals }) => totals), [{ sessions: 7 }]);
        t.equal((await listed(store)).length, 1, 'a day is another row');
        t.same(await store.rollups.list(COUNTS, []), []);
        t.same(await store.rollups.list(COUNTS, [{ level: 'hour', from: HOUR + 1, to: Infinity }, { level: 'day', from: 0, to: DAY }]), []);
    });

    t.test('what a period holds is replaced, and what it has no more is gone', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR]);
        await store.rollups.finish(await claimed(store), [aRow(), aRow({ metric: 'jitterUpload' })], T0);
        await store.rollups.mark([HOUR]);
        await store.rollups.finish(await claimed(store), [aRow({ totals: { sessions: 2 } })], T0);
        t.same((await listed(store)).map(({ totals }) => totals), [{ sessions: 2 }]);
        t.same(await listed(store, 'hour', { table: 'margins', metric: 'jitterUpload' }), []);
    });

    t.test('a period that changes while its rows are made stays due, and rests as it is told to', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR]);
        const before = await claimed(store);
        await store.rollups.mark([HOUR]);
        await store.rollups.finish(before, [aRow()], T0 + 5000);
        t.equal((await listed(store)).length, 1, 'they are better than none');
        t.same(await dueHours(store), [HOUR]);
        t.equal(await claim(store, { now: T0 + 4999 }), null);
        await store.rollups.finish(await claimed(store, { now: T0 + 5000 }), [aRow()], T0 + 9000);
        t.same(await dueHours(store), []);
        await store.rollups.mark([HOUR]);
        t.equal(await claim(store, { now: T0 + 8999 }), null, 'it rests although it is due');
        t.ok(await claim(store, { now: T0 + 9000 }));
    });

    t.test('whoever comes back after another has claimed the period changes nothing', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR]);
        const slow = await claimed(store);
        const quick = await claimed(store, { now: T0 + LEASE_MS });
        await store.rollups.finish(slow, [aRow({ totals: { sessions: 1 } })], T0);
        t.same(await listed(store), []);
        await store.rollups.finish(quick, [aRow({ totals: { sessions: 2 } })], T0);
        await store.rollups.finish(slow, [aRow({ totals: { sessions: 1 } })], T0);
        await store.rollups.drop(slow);
        t.same((await listed(store)).map(({ totals }) => totals), [{ sessions: 2 }]);
        t.same(await dueHours(store), []);
    });

    t.test('a period that is dropped keeps its rows and is due no more', async (t) => {
        const store = await open(t);
        await store.rollups.mark([HOUR]);
        await store.rollups.finish(await claimed(store), [aRow()], T0);
        await store.rollups.mark([HOUR]);
        await store.rollups.drop(await claimed(store));
        t.same(await dueHours(store), []);
        t.equal((await listed(store)).length, 1);
    });

    t.test('the sessions of an hour are read with what rollups take of them, page by page', async (t) => {
        const store = await open(t);
        const analysis = buildAnalysis();
        const told = { inCallMs: 1500.5, connectionKind: 'relay-tcp', setupMs: 12.5, mediaErrors: 2, rating: 4, verdict: 'poor' } as const;
        const mediaErrorNames = { NotAllowedError: 2 };
        const histogram = { buckets: [3], weights: [10_000], sums: [500], min: 0.05, max: 0.06, beyondMs: null };
        const issue = { severity: 'warning', from: T0, to: T0 + 1, evidence: {}, text: 'Slow.' } as const;
        await analyse(store, 'a', {
            joinedAt: T0 + 1.5, country: 'DE', conferenceName: 'Weekly', tenant: 'Acme', observedBy: sessionIdFor('b')
        }, {
            summary: { ...analysis.summary, ...told, mediaErrorNames }, histograms: { roundTripTime: histogram },
            issues: [{ ...issue, code: 'high_rtt' }, { ...issue, code: 'freezes' }, { ...issue, code: 'high_rtt' }]
        });
        const { sessions: [first], after } = await store.rollups.sessionsOf(HOUR, null, 10);
        t.equal(after, null);
        t.same({ ...first, issueCodes: [...first?.issueCodes ?? []].sort() }, {
            sessionId: sessionIdFor('a'), startedAt: T0, conferenceKey: 'acme/weekly', conferenceName: 'weekly', endpointId: 'cf491bb2',
            observedBy: sessionIdFor('b'), joinedAt: T0 + 1.5, browser: 'Chrome', os: 'Linux', region: 'eu-west', country: 'DE',
            summary: { ...told, mediaErrorNames }, issueCodes: ['freezes', 'high_rtt'], histograms: { roundTripTime: histogram }
        });
        const little = { startedAt: HOUR, browser: { name: null, version: null }, endpointId: null };
        for (const name of ['b', 'c', 'd', 'e']) await analyse(store, name, little);
        await analyse(store, 'before', { startedAt: HOUR - 1 });
        const names: string[] = [];
        let page = await store.rollups.sessionsOf(HOUR, null, 2);
        for (; page.after !== null; page = await store.rollups.sessionsOf(HOUR, page.after, 2))
            names.push(...page.sessions.map(({ sessionId }) => sessionId));
        names.push(...page.sessions.map(({ sessionId }) => sessionId));
        t.same(names.sort(), ['a', 'b', 'c', 'd', 'e'].map(sessionIdFor).sort());
        const unknown = (await store.rollups.sessionsOf(HOUR, null, 10)).sessions.find(({ sessionId }) => sessionId === sessionIdFor('b'));
        t.match(unknown, { browser: null, endpointId: null, country: null, observedBy: null, joinedAt: null });
    });

    t.test('a session of which a later post tells another start leaves its hour, which is due with the other one', async (t) => {
        const store = await open(t);
        await analyse(store, 'a');
        await store.rollups.finish(await claimed(store), [], T0);
        t.same(await dueHours(store), []);
        await analyse(store, 'a', { startedAt: HOUR - 5, sentAt: T0 + 900, receivedAt: T0 + 900 });
        t.same(await dueHours(store), [HOUR - HOUR_MS, HOUR]);
        t.same((await store.rollups.sessionsOf(HOUR, null, 10)).sessions, []);
        t.equal((await store.rollups.sessionsOf(HOUR - HOUR_MS, null, 10)).sessions.length, 1);
    });

    t.test('what has begun before a moment is removed, some at a time', async (t) => {
        const store = await open(t);
        for (const at of [HOUR - DAY_MS, HOUR]) {
            await store.rollups.mark([at]);
            await store.rollups.finish(await claimed(store), [aRow(), aRow({ metric: 'a' }), aRow({ metric: 'b' })], T0);
        }
        t.equal(await store.rollups.removeBefore(DAY, 2), 2);
        t.equal(await store.rollups.removeBefore(DAY, 2), 1);
        t.equal(await store.rollups.removeBefore(DAY, 2), 0);
        t.same((await listed(store)).map(({ at }) => at), [HOUR]);
        t.same(await store.rollups.due({ level: 'day', ...EVER }), [DAY], 'and nothing is due of it');
    });
}
