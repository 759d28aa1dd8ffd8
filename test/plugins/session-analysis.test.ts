import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { SessionReply } from '../../schemas/session.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from '../store/sample-records.js';

/** A minute with a round trip of 120 ms, then the end: as the service shows it right after that. */
async function analysedCall(t: Test, settings: Record<string, string>): Promise<SessionReply> {
    const app = await buildTestApp(t, settings, { now: () => T0 + 120_000 });
    const patch = { transport: { rtt: 120, p2p: false, localCandidateType: 'host' } };
    const deltas = [1, 2, 3, 4, 5, 6].map((sample) => ({ at: T0 + sample * 10_000, keyframe: sample === 1, patch }));
    await app.store.write([batchOf(aPost('a', { joinedAt: T0 }), aPush('a', 0, { at: T0 + 60_000, deltas, end: 'left' }))]);
    return (await app.inject({ url: `/v1/sessions/${sessionIdFor('a')}`, headers: READER })).json<SessionReply>();
}

t.test('who asks for a session that has just ended gets its summary, by the thresholds of docs/issues.md', async (t) => {
    t.match(await analysedCall(t, {}), { summary: { verdict: 'good', connectionKind: 'bridge' }, issues: [] });
});

t.test('THRESHOLDS changes where an issue begins', async (t) => {
    const { issues } = await analysedCall(t, { THRESHOLDS: 'roundTripTime.warning=100,roundTripTime.after=5' });
    t.match(issues, [{ code: 'high_rtt', severity: 'warning', evidence: { limit: 100 } }]);
});

t.test('THRESHOLDS holds for what only a conference shows, too', async (t) => {
    const app = await buildTestApp(t, { THRESHOLDS: 'rejoins.warning=1' }, { now: () => T0 + 120_000 });
    const stay = (name: string, startedAt: number) => [
        aPost(name, { userId: 'marie', startedAt, joinedAt: startedAt, meetingId: 'm' }),
        aPush(name, 0, { at: startedAt + 20_000, deltas: [], end: 'left' })
    ];
    await app.store.write([batchOf(...stay('first', T0), ...stay('second', T0 + 30_000))]);
    const { items } = (await app.inject({ url: '/v1/conferences?issue=multiple_rejoins', headers: READER })).json<{ items: ConferenceReply[] }>();
    t.match(items, [{ summary: { issues: [{ code: 'multiple_rejoins', sessions: 1 }] } }]);
    const one = await app.inject({ url: `/v1/conferences/${String(items[0]?.conferenceId)}`, headers: READER });
    t.match(one.json(), { summary: { issues: [{ code: 'multiple_rejoins' }] } });
});
