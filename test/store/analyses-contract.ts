import type { Test } from 'tap';
import type { Store } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from './sample-records.js';

const LEASE_MS = 60_000;

/** What every store must do with what analysis finds. `open` gives an empty one and sees to its end. */
export function analysesContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const claim = async (store: Store, seenBefore: number, limit = 10) => store.analyses.claim(seenBefore, LEASE_MS, limit);
    const idsOf = (items: readonly { sessionId: string }[]) => items.map(({ sessionId }) => sessionId);

    t.test('a session is due when its last push says that it ends, or when it was last seen long ago', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('ended'), aPush('ended', 0, { receivedAt: T0 + 90_000, end: 'left' }),
            aPost('silent'), aPush('silent', 0, { receivedAt: T0 + 50_000 }),
            aPost('going on'), aPush('going on', 0, { receivedAt: T0 + 50_001 }),
            aPush('without a post', 0, { end: 'left' })
        )]);
        t.same(idsOf(await claim(store, T0 + 50_000)).sort(), [sessionIdFor('ended'), sessionIdFor('silent')].sort());
        t.same(await claim(store, T0 + 50_000), [], 'claimed is claimed');
        t.same(idsOf(await claim(store, T0 + 50_001)), [sessionIdFor('going on')]);
        const later = await claim(store, T0 + 50_000 + LEASE_MS);
        t.same(idsOf(later).sort(), [sessionIdFor('ended'), sessionIdFor('silent')].sort(), 'until the lease is over');
    });

    t.test('of many that are due no more than asked for are claimed, each by one only', async (t) => {
        const store = await open(t);
        const names = Array.from({ length: 30 }, (_, index) => `session ${String(index)}`);
        await store.write([batchOf(...names.flatMap((name) => [aPost(name), aPush(name, 0, { end: 'closed' })]))]);
        const claims = (await Promise.all(Array.from({ length: 4 }, () => claim(store, T0, 20)))).map(idsOf);
        for (const ids of claims) t.ok(ids.length <= 20);
        const rest = idsOf(await claim(store, T0, 20));
        const all = [...claims.flat(), ...rest];
        t.equal(new Set(all).size, all.length, 'nobody else has it');
        t.ok(all.length >= 30 || (await claim(store, T0, 20)).length > 0);
    });

    t.test('what analysis found is read with the session, and the session is due no more', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left' }))]);
        t.equal((await store.sessions.find(sessionIdFor('a')))?.analysis, null);
        const [due] = await claim(store, T0);
        const analysis = buildAnalysis({
            issues: [{ code: 'high_rtt', severity: 'warning', from: T0, to: T0 + 1.5, evidence: { roundTripTime: 450 }, text: 'Slow.' }]
        });
        t.equal(await store.analyses.finish(due!, analysis), true);
        t.strictSame((await store.sessions.find(sessionIdFor('a')))?.analysis, analysis);
        t.strictSame((await listed(store, { limit: 10 }))[0]?.analysis, analysis);
        t.same(await claim(store, T0 + 10 * LEASE_MS), []);
    });

    t.test('a session that changes after it was claimed is due again, and the result of before does not count', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 1, { end: 'left' }))]);
        const [due] = await claim(store, T0);
        await store.write([batchOf(aPush('a', 0))]);
        t.equal(await store.analyses.finish(due!, buildAnalysis()), false);
        t.equal((await store.sessions.find(sessionIdFor('a')))?.analysis, null);
        const [again] = await claim(store, T0 + LEASE_MS);
        t.equal(await store.analyses.finish(again!, buildAnalysis()), true);

        await store.write([batchOf(aPost('a', { sentAt: T0 + 700, receivedAt: T0 + 800, meetingId: 'late' }))]);
        const [once] = await claim(store, T0 + LEASE_MS);
        t.equal(once?.sessionId, sessionIdFor('a'), 'a late post counts, too');
        t.match((await store.sessions.find(sessionIdFor('a')))?.analysis, buildAnalysis(), 'the old result stays until there is a new one');
        t.equal(await store.analyses.finish(once!, buildAnalysis({ endReason: 'closed' })), true);
        t.match((await store.sessions.find(sessionIdFor('a')))?.analysis, { endReason: 'closed' });
    });

    t.test('a session that goes on after all is due when it falls silent', async (t) => {
        const store = await open(t);
        // the last word comes before the one that says the end
        await store.write([batchOf(aPost('a'), aPush('a', 2, { receivedAt: T0 + 5000 }))]);
        await store.write([batchOf(aPush('a', 1, { receivedAt: T0 + 6000, end: 'closed' }))]);
        const due = await claim(store, T0 + 6000);
        t.same(idsOf(due), [sessionIdFor('a')]);
        await store.analyses.postpone(due[0]!, 0);
        t.same(await claim(store, T0 + 5999), []);
        const again = await claim(store, T0 + 6000);
        t.same(idsOf(again), [sessionIdFor('a')]);
        await store.analyses.postpone(again[0]!, 90_000);
        t.same(await claim(store, T0 + 95_999), [], 'or as much later as its client may be silent');
        t.same(idsOf(await claim(store, T0 + 96_000)), [sessionIdFor('a')]);
    });

    t.test('what has been removed is not due', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0, { end: 'left' }))]);
        const [due] = await claim(store, T0);
        await store.removeBefore(T0 + 10 * LEASE_MS, 100);
        t.equal(await store.analyses.finish(due!, buildAnalysis()), false);
        await store.analyses.postpone(due!, 0);
        t.same(await claim(store, T0 + 10 * LEASE_MS), []);
    });
}
