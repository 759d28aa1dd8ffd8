import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../../schemas/conference.js';
import type { ConnectionState } from '../../../schemas/connection-state.js';
import type { SessionReply } from '../../../schemas/session.js';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import { playTrace } from '../../client-sdk/play-trace.js';
import { tellFindings, toldFindings } from '../../support/told-findings.js';
import type { TraceName } from '../../support/traces.js';
import { openSoraDoor } from './open-door.js';
import { CONNECTION_IDS, recordedReports } from './recorded-reports.js';

/* The same calls as our SDK told of them and as Sora would have. Each goes through the whole service. */

/** What both make of the same counters; the rest lib-jitsi-meet has its own ways for. */
const comparable = ({ outbound, inbound, candidatePair, bitrate, received }: ConnectionState): unknown =>
    ({ outbound, inbound, candidatePair, bitrate, received });

/** As in docs/issues.md, but with a server in between. That something comes through again is known when the next report tells so. */
const EXPLANATIONS = {
    'solyd2-clean': 'The call was good for both sessions.',
    'solyd2-uplink-loss': 'Of 2 sessions, 2 poor. a had trouble in what they send: 8 % lost on the way up for 36 s. '
        + 'b noticed it: 10 % lost on the way down for 36 s; speech of 3.3 of 4.4 for 36 s.',
    'solyd2-narrow': 'Of 2 sessions, 2 fair. a had trouble in what they send: room for only 269 kbit/s upwards for 38 s; own video at 50 % of its '
        + 'height for 36 s. b noticed it: sound held back by 331 ms for 28 s; 5 freezes of 2 s in all.',
    'solyd2-cut': 'Of 2 sessions, 2 poor. b had trouble: no media for 10 s. a had trouble: no media for 10 s.'
};

const NAMES = ['solyd2-clean', 'solyd2-uplink-loss', 'solyd2-narrow', 'solyd2-cut'] as const;
const pathOf = (participant: 'a' | 'b') => `/v1/sessions/${peerSessionId('sora', CONNECTION_IDS[participant])}`;

/** A call, long over, of which every so many reports came. */
async function replay(t: Test, name: TraceName, every = 1) {
    const door = await openSoraDoor(t);
    const start = door.clock.now;
    const reportsOf = (participant: 'a' | 'b') => recordedReports(name, participant, start).filter((_, place) => place % every === 0);
    const reports = [...reportsOf('a'), ...reportsOf('b')].sort((one, other) => one.t - other.t);
    for (const { report } of reports) await door.accept(report);
    door.clock.now += 3_600_000;
    return { door, start, reports };
}

for (const name of NAMES) {
    t.test(`${name}: samples, issues, verdicts and who had trouble are those that our own script leads to`, async (t) => {
        const { door, start, reports } = await replay(t, name);
        for (const participant of ['a', 'b'] as const) {
            const path = pathOf(participant);
            const { samples, gaps } = await door.read<{ samples: { at: number; state: ConnectionState }[]; gaps: unknown[] }>(`${path}/metrics`);
            const expected = new Map((await playTrace(name, participant)).samples.map(({ at, state }) => [at, state]));
            t.equal(samples.length, reports.filter(({ report }) => report.client_id === participant).length);
            t.strictSame(gaps, []);
            const [first, ...later] = samples;
            for (const { at, state } of later) t.same(comparable(state), comparable(expected.get(at - start)!), `${participant} at ${String(at - start)}`);
            t.notOk(first?.state.bitrate, 'a rate needs two reports');
            t.match(first?.state, { transport: { p2p: false }, candidatePair: { protocol: 'udp' } });
            const { summary, issues } = await door.read<SessionReply>(path);
            t.equal(tellFindings(summary!, issues), toldFindings.get(name)![participant]);
        }
        const { items: [conference] } = await door.read<{ items: ConferenceReply[] }>('/v1/conferences');
        t.equal(conference?.sessions.length, 2);
        t.equal(conference!.explanation!.text, EXPLANATIONS[name]);
    });
}

t.test('with a report every 10 s the verdicts are the same, but for what is hardly longer than that', async (t) => {
    const verdicts: Record<string, unknown[]> = {};
    for (const name of NAMES) {
        const { door } = await replay(t, name, 5);
        verdicts[name] = [];
        for (const participant of ['a', 'b'] as const) verdicts[name].push((await door.read<SessionReply>(pathOf(participant))).summary?.verdict);
    }
    t.strictSame(verdicts, {
        'solyd2-clean': ['good', 'good'], 'solyd2-uplink-loss': ['poor', 'poor'], 'solyd2-narrow': ['fair', 'fair'], 'solyd2-cut': ['good', 'good']
    });
});
