import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { Test } from 'tap';
import type { IssueCode } from '../../schemas/issue.js';
import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import { foldName } from '../../src/store/conference-key.js';
import { facetsAsked, type FacetFilter } from '../../src/store/facets.js';
import type { SessionDocument, SessionFilter, SessionPage, Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { anAsked, aWrite, type Asked, type Write } from './random-lists.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from './sample-records.js';

const LEASE_MS = 60_000;
const MINUTE = 60_000;

/** What every store must do to find sessions. `open` gives an empty one and sees to its end; `runs`: random stores that are looked at. */
export function sessionListsContract(t: Test, open: (t: Test) => Promise<Store>, runs: number): void {
    const ids = (...names: string[]) => names.map(sessionIdFor);
    const found = async (store: Store, filter: Partial<SessionFilter>) =>
        (await listed(store, { ...filter, limit: 10 })).map(({ sessionId }) => sessionId);
    const having = (store: Store, filter: FacetFilter) => found(store, { facets: facetsAsked(filter) });

    async function analyse(store: Store, analysis: Partial<SessionAnalysis>): Promise<boolean[]> {
        const due = await store.analyses.claim(T0 + 24 * 60 * MINUTE, LEASE_MS, 100);
        return Promise.all(due.map((session) => store.analyses.finish(session, buildAnalysis(analysis))));
    }

    t.test('sessions are found by what their posts say, without case, and by several of these at once', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('a', { browser: { name: 'Firefox', version: '140.0' }, country: 'DE', displayName: 'Zoë', userId: 'u1', endpointId: 'e1' }),
            aPost('b', { os: { name: 'Windows', version: '10' }, country: 'DE', userId: 'u2', endpointId: 'e2', startedAt: T0 + 1 }),
            aPost('c', { browser: { name: null, version: null }, userId: null, endpointId: null, startedAt: T0 + 2 })
        )]);
        t.same(await having(store, { browser: 'firefox' }), ids('a'));
        t.same(await having(store, { browser: 'CHROME' }), ids('b'));
        t.same(await having(store, { os: 'linux' }), ids('c', 'a'));
        t.same(await having(store, { country: 'de' }), ids('b', 'a'));
        for (const participant of ['u1', 'E1', 'zoë', 'ZOË', 'Zoe\u0308']) t.same(await having(store, { participant }), ids('a'), participant);
        t.same(await having(store, { country: 'de', os: 'linux', participant: 'u1' }), ids('a'));
        t.same(await having(store, { country: 'de', browser: 'firefox', os: 'windows' }), []);
        t.same(await having(store, { region: 'de' }), [], 'each in its own kind');
        t.same(await found(store, { facets: facetsAsked({ country: 'de' }), userId: 'u2', conferenceName: 'weekly-standup' }), ids('b'));
    });

    t.test('a later post moves a session to what it says', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a', { displayName: 'Marie', country: 'DE' }))]);
        const later = { sentAt: T0 + 9000, startedAt: T0 + 100, receivedAt: T0 + 9000 };
        await store.write([batchOf(aPost('a', { displayName: 'Jean', country: 'FR', ...later }))]);
        t.same([await having(store, { participant: 'marie' }), await having(store, { country: 'de' })], [[], []]);
        t.same([await having(store, { participant: 'jean' }), await having(store, { country: 'fr' })], [ids('a'), ids('a')]);
        t.same(await having(store, { browser: 'chrome', country: 'fr' }), ids('a'));
    });

    t.test('a session is found by the region that was told last, whatever came first', async (t) => {
        const records = [aPush('a', 0, { region: 'eu' }), aPush('a', 3, { region: 'US' }), aPush('a', 4), aPost('a')];
        for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]]) {
            const store = await open(t);
            for (const index of order) await store.write([batchOf(records[index]!)]);
            t.same([await having(store, { region: 'us' }), await having(store, { region: 'eu' })], [ids('a'), []], String(order));
        }
    });

    t.test('a session is found by what analysis says of it last', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left', region: 'eu' }))]);
        const { summary } = buildAnalysis();
        const issue = { severity: 'warning', from: T0, to: T0 + 1, evidence: {}, text: '.' } as const;
        const issues = (...codes: IssueCode[]) => codes.map((code) => ({ ...issue, code }));
        await analyse(store, { issues: issues('high_rtt', 'upload_loss'), summary: { ...summary, verdict: 'poor', connectionKind: 'relay' } });
        t.same(await having(store, { verdict: 'poor', issue: 'upload_loss', connection: 'relay', region: 'eu', browser: 'chrome' }), ids('a'));
        await store.write([batchOf(aPush('a', 1, { end: 'left', region: 'us' }))]);
        t.same(await having(store, { verdict: 'poor', issue: 'high_rtt', region: 'us' }), ids('a'), 'the old result stays until there is a new one');
        const better = { issues: issues('freezes'), summary: { ...summary, verdict: 'good', connectionKind: 'p2p' } } as const;
        t.same(await analyse(store, better), [true]);
        for (const gone of [{ verdict: 'poor' }, { issue: 'high_rtt' }, { connection: 'relay' }, { region: 'eu' }])
            t.same(await having(store, gone), []);
        t.same(await having(store, { verdict: 'good', issue: 'freezes', connection: 'p2p', region: 'us' }), ids('a'));
        await store.write([batchOf(aPost('a', { country: 'DE', sentAt: T0 + 9000 }))]);
        t.same(await having(store, { verdict: 'good', country: 'de' }), ids('a'));
    });

    t.test('a result that comes too late changes nothing', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left' }))]);
        const [due] = await store.analyses.claim(T0, LEASE_MS, 10);
        await store.write([batchOf(aPost('a', { country: 'DE', sentAt: T0 + 9000 }))]);
        const { summary } = buildAnalysis();
        t.equal(await store.analyses.finish(due!, buildAnalysis({ summary: { ...summary, verdict: 'fair' } })), false);
        t.same([await having(store, { verdict: 'fair' }), await having(store, { country: 'de' })], [[], ids('a')]);
    });

    t.test('sessions are found by the beginning of the conference\'s name', async (t) => {
        const store = await open(t);
        const names = ['Weekly', 'weekly-standup', 'WEEK', 'wee', 'we', 'w', 'week-long planning of the year',
            'Ärzte', '\u{1f600}\u{1f601} fun', '100%_sure', 'a+b', '$set'];
        const posts = names.map((conferenceName, index) => aPost(conferenceName, { conferenceName, tenant: index === 4 ? 'acme' : null }));
        await store.write([batchOf(...posts)]);
        const prefixes = ['w', 'W', 'we', 'wee', 'week', 'weekl', 'WEEKLY-', 'weekly-standup', 'week-long planning of', 'weekly-standup2', 'är',
            'A\u0308', '\u{1f600}', '\u{1f600}\u{1f601} ', '1', '100%', '100__', 'a+', 'a.', '$s', '.*', '^', 'x'];
        for (const namePrefix of prefixes) {
            const begin = (await listed(store, { namePrefix, limit: 50 })).map(({ conferenceName }) => conferenceName);
            t.same(begin.sort(), names.filter((name) => foldName(name).startsWith(foldName(namePrefix))).sort(), namePrefix);
        }
    });

    t.test('sessions are found by how long they lasted: to their end, or to the last that they told of', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('told', { startedAt: T0 }), aPush('told', 0, { at: T0 + MINUTE - 50, receivedAt: T0 + 90 * MINUTE }),
            aPost('ended', { startedAt: T0 + 1 }), aPush('ended', 5, { at: T0 + 9 * MINUTE, receivedAt: T0 + 9 * MINUTE }),
            aPush('ended', 6, { at: T0 + 1 + 5 * MINUTE, receivedAt: T0 + 9 * MINUTE, end: 'left', offset: 0 }),
            aPost('joined', { startedAt: T0 + 2, joinedAt: T0 + 302 }),
            aPost('odd', { startedAt: T0 + 3 }), aPush('odd', 0, { at: T0 - MINUTE, receivedAt: T0 + MINUTE, end: 'left' })
        )]);
        const lasting = (minDuration: number) => found(store, { minDuration });
        t.same(await lasting(0), ids('odd', 'joined', 'ended', 'told'));
        t.same(await lasting(1), ids('joined', 'ended', 'told'));
        t.same(await lasting(MINUTE - 50), ids('ended', 'told'));
        t.same(await lasting(MINUTE - 49), ids('ended'));
        t.same([await lasting(5 * MINUTE), await lasting(5 * MINUTE + 1)], [ids('ended'), []], 'the end, though something tells of a later moment');
    });

    t.test('a page goes through no more sessions than it may, and says where it goes on', async (t) => {
        const store = await open(t);
        const all = Array.from({ length: 12 }, (_, index) => `s${String(index)}`);
        const posts = all.map((name, index) => aPost(name, { startedAt: T0 + index, country: index === 2 ? 'DE' : 'FR', userId: 'u' }));
        await store.write([batchOf(...posts)]);
        const filter = { userId: 'u', namePrefix: 'w', facets: facetsAsked({ country: 'de', browser: 'chrome' }), minDuration: 0, limit: 5 };
        t.same((await listed(store, filter)).map(({ sessionId }) => sessionId), ids('s2'), 'unbounded');
        const first = await store.sessions.list({ minDuration: MINUTE, limit: 5, walk: 5 });
        t.same(first, { items: [], after: { startedAt: T0 + 7, sessionId: sessionIdFor('s7') } });
        const rest = await store.sessions.list({ minDuration: MINUTE, limit: 5, walk: 20, after: first.after! });
        t.same(rest, { items: [], after: null });
        t.equal((await store.sessions.list({ limit: 3, walk: 5 })).items.length, 3);
        t.equal((await store.sessions.list({ limit: 12, walk: 50 })).after, null, 'the last page says so at once');
    });

    t.test('what is removed is not found', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left', region: 'eu' }), aPost('b', { receivedAt: T0 + 90 * MINUTE }))]);
        await store.removeBefore(T0 + 60 * MINUTE, 10);
        t.same([await having(store, { region: 'eu' }), await having(store, { browser: 'chrome' })], [[], ids('b')]);
        await store.write([batchOf(aPost('a', { country: 'DE', receivedAt: T0 + 90 * MINUTE }))]);
        t.same([await having(store, { country: 'de' }), await having(store, { region: 'eu' })], [ids('a'), []]);
    });

    t.test('a filtered list is the whole list, filtered, whatever was written in whatever order', async (t) => {
        const property = fc.asyncProperty(fc.array(aWrite, { minLength: 60, maxLength: 120 }), fc.array(anAsked, { minLength: 40, maxLength: 40 }),
            async (writes, questions) => {
                const store = await open(t);
                await writeAll(store, writes);
                const all = await listed(store, { limit: 1000 });
                for (const asked of questions) {
                    const expected = all.filter((session) => isAsked(session, asked)).map(({ sessionId }) => sessionId);
                    deepStrictEqual(await readPages(store, asked), expected, JSON.stringify(asked));
                }
                await store.close();
            });
        await t.resolves(fc.assert(property, { numRuns: runs, endOnFailure: true }));
    });
}

/** Posts, pushes and results of analysis, several at a time, as instances would: a result may be out of date when it comes. */
async function writeAll(store: Store, writes: readonly Write[]): Promise<void> {
    for (let begin = 0; begin < writes.length; begin += 10) {
        const some = writes.slice(begin, begin + 10);
        await Promise.all(some.map(async ({ record, analysis }) => {
            if (record !== undefined) await store.write([batchOf(record)]);
            if (analysis === undefined) return;
            const due = await store.analyses.claim(T0 + 24 * 60 * MINUTE + begin * LEASE_MS, LEASE_MS, 3);
            await Promise.all(due.map((session) => store.analyses.finish(session, analysis)));
        }));
    }
}

async function readPages(store: Store, { words, walk, limit, ...filter }: Asked): Promise<string[]> {
    const ids: string[] = [];
    for (let page: SessionPage = { items: [], after: { startedAt: Infinity, sessionId: '' } }; page.after !== null;) {
        page = await store.sessions.list({ ...filter, facets: facetsAsked(words), ...walk !== undefined && { walk }, limit, after: page.after });
        if (page.items.length > limit) throw new Error('More than asked for');
        ids.push(...page.items.map(({ sessionId }) => sessionId));
    }
    return ids;
}

/** What SessionFilter promises, of one session. */
function isAsked(session: SessionDocument, { words, conferenceName, namePrefix, userId, minDuration = 0, from = 0, to = Infinity }: Asked): boolean {
    const { analysis, startedAt, end, lastSeq, lastAt } = session;
    const is = (asked: string | undefined, ...values: readonly (string | null | undefined)[]) =>
        asked === undefined || values.some((value) => foldName(value ?? '') === foldName(asked));
    const until = end !== null && end.seq === lastSeq ? end.at : lastAt;
    return is(words.participant, session.userId, session.endpointId, session.displayName)
        && is(words.browser, session.browser.name) && is(words.os, session.os.name)
        && is(words.region, session.region?.value) && is(words.country, session.country)
        && is(words.verdict, analysis?.summary.verdict) && is(words.connection, analysis?.summary.connectionKind)
        && is(words.issue, ...(analysis?.issues ?? []).map(({ code }) => code))
        && is(conferenceName, session.conferenceName) && (userId === undefined || session.userId === userId)
        && foldName(session.conferenceName).startsWith(foldName(namePrefix ?? ''))
        && Math.max(startedAt, until) - startedAt >= minDuration && session.lastSeenAt >= from && startedAt < to;
}
