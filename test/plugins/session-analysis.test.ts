import t, { type Test } from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from '../store/sample-records.js';
import { eventually } from '../support/eventually.js';

/** A minute with a round trip of 120 ms, then the end: as the service shows it once it is analysed. */
async function analysedCall(t: Test, settings: Record<string, string>): Promise<SessionReply> {
    const app = await buildTestApp(t, settings, { now: () => T0 + 120_000 });
    const patch = { transport: { rtt: 120, p2p: false, localCandidateType: 'host' } };
    const deltas = [1, 2, 3, 4, 5, 6].map((sample) => ({ at: T0 + sample * 10_000, keyframe: sample === 1, patch }));
    await app.store.write([batchOf(aPost('a', { joinedAt: T0 }), aPush('a', 0, { at: T0 + 60_000, deltas, end: 'left' }))]);
    const read = async () => (await app.inject({ url: `/v1/sessions/${sessionIdFor('a')}`, headers: READER })).json<SessionReply>();
    return eventually(read, ({ summary }) => summary !== null);
}

t.test('an ended session is judged by the thresholds of docs/issues.md', async (t) => {
    t.match(await analysedCall(t, {}), { summary: { verdict: 'good', connectionKind: 'bridge' }, issues: [] });
});

t.test('THRESHOLDS changes where an issue begins', async (t) => {
    const { issues } = await analysedCall(t, { THRESHOLDS: 'roundTripTime.warning=100,roundTripTime.after=5' });
    t.match(issues, [{ code: 'high_rtt', severity: 'warning', evidence: { limit: 100 } }]);
});
