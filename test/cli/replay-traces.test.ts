import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { ConnectionState } from '../../schemas/connection-state.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Gap, Sample, SessionReply } from '../../schemas/session.js';
import { ReplayError } from '../../src/cli/answer-watch.js';
import { listShippedTraces, openTrace } from '../../src/cli/open-trace.js';
import { replayCall, type Replay } from '../../src/cli/replay-call.js';
import type {} from '../../src/plugins/session-analysis.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { libraryOf, mediaOf, playTrace } from '../client-sdk/play-trace.js';
import { toldExplanations } from '../support/told-findings.js';
import { DEEP_TRACES } from '../support/traces.js';
import { expectedSeries } from './expected-series.js';

interface Running { app: FastifyInstance; url: string; get<T>(path: string): Promise<T> }

/** The real service on a port of its own. It keeps whole addresses, so that they can be compared. */
async function serve(t: Test, settings: Record<string, string> = {}): Promise<Running> {
    const app = await buildTestApp(t, { IP_PRIVACY: 'full', ...settings });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
    const get = async <T>(path: string) => (await fetch(`${url}/v1${path}`, { headers: READER })).json() as Promise<T>;
    return { app, url, get };
}

const replay = (url: string, name: string): Promise<Replay> =>
    replayCall({ trace: openTrace(name).trace, url, conferenceName: `Replay of ${name}`, speed: Infinity });

/** What the browser itself said, as the page would have sent it; a page that was killed would not have sent the last of it. */
const isDeep = (name: string): name is typeof DEEP_TRACES[number] => (DEEP_TRACES as readonly string[]).includes(name);
async function deeperSamples(name: typeof DEEP_TRACES[number], participant: string): Promise<ConnectionState[]> {
    return (await playTrace(name, participant as 'a' | 'b')).samples.map(({ state }) => mediaOf(state));
}

/** Pages cannot be killed in a replay: there they leave. */
const WITH_KILLED_PAGE = 'solyd2-crash';

for (const name of listShippedTraces()) {
    t.test(`${name} comes back from the API value by value, and so does all that happened in it`, async (t) => {
        // with so short an interval there are pushes enough for keyframes among them
        const { app, url, get } = await serve(t, { PUSH_INTERVAL: name === 'solyd-cut' ? '1' : '30' });
        const { conferenceId, meetingId, beginsAt, participants } = await replay(url, name);
        const expected = expectedSeries(name);
        const begin = Math.min(...expected.map(({ startedAt }) => startedAt));
        const placed = (at: number) => beginsAt + at - begin;

        const conference = await get<ConferenceReply>(`/conferences/${conferenceId}`);
        t.match(conference, { conferenceId, meetingId, conferenceName: `Replay of ${name}`, participants: 2, sessions: [{}, {}] });
        t.equal(conference.endedAt, placed(Math.max(...expected.map(({ endedAt }) => endedAt))));

        for (const { name: participant, endpointId, startedAt, joinedAt, endedAt, samples, events } of expected) {
            const [sessionId = '', ...more] = participants.find((other) => other.name === participant)?.sessionIds ?? [];
            t.strictSame(more, [], 'one stay is one session');
            t.match(await get<SessionReply>(`/sessions/${sessionId}`), {
                conferenceId, endpointId, meetingId, startedAt: placed(startedAt), joinedAt: placed(joinedAt), endedAt: placed(endedAt),
                endReason: 'left', samples: samples.length, browser: { name: 'Chrome' }
            });
            const metrics = await get<{ samples: Sample[]; gaps: Gap[] }>(`/sessions/${sessionId}/metrics`);
            t.equal(metrics.samples.length, samples.length);
            for (const [index, { at, state }] of samples.entries()) {
                const sample = metrics.samples[index] as Sample;
                t.strictSame({ at: sample.at, state: libraryOf(sample.state) }, { at: placed(at), state }, `${participant} ${String(at)}`);
            }
            t.strictSame(metrics.gaps, []);
            if (isDeep(name)) {
                const deeper = await deeperSamples(name, participant);
                t.ok(deeper.length > 8);
                t.strictSame(metrics.samples.slice(0, deeper.length).map(({ state }) => mediaOf(state)), deeper);
                if (name !== WITH_KILLED_PAGE) t.equal(deeper.length, samples.length);
            }
            const { items } = await get<{ items: CallEvent[] }>(`/sessions/${sessionId}/events`);
            t.strictSame(items, events.map((event) => ({ ...event, at: placed(event.at) })));
        }

        if (name === WITH_KILLED_PAGE) return;
        await app.analyseNow(60_000);
        const { explanation } = await get<ConferenceReply>(`/conferences/${conferenceId}`);
        t.equal(explanation?.text.replaceAll(/\b[0-9a-f]{8}\b/g, (id) => expected.find(({ endpointId }) => endpointId === id)?.name ?? id),
            toldExplanations.get(name) ?? 'The call was good for both sessions.', 'what docs/issues.md says of it');
    });
}

t.test('three samples, as somebody reads them off the file', async (t) => {
    const { url, get } = await serve(t);
    const { beginsAt, participants } = await replay(url, 'solyd-mute');
    const [a, b] = await Promise.all(participants.map(({ sessionIds }) => get<{ samples: Sample[] }>(`/sessions/${String(sessionIds[0])}/metrics`)));
    const at = (t: number) => beginsAt + t - 688;
    // line 26 of the file: nothing is received yet, the first pair is IPv6 without brackets
    t.strictSame(a?.samples[0], { at: at(3437), state: {
        connectionQuality: 100, maxEnabledResolution: 2160, bandwidth: { upload: 3597 },
        bitrate: { upload: 292, download: 0, audio: { upload: 21, download: 0 }, video: { upload: 271, download: 0 } },
        packetLoss: { total: 0, download: 0, upload: 0 }, codec: { audio: 'opus', video: 'VP8' }, received: { videoStreams: 0 },
        transport: {
            ip: '::1', port: 43621, localIp: 'fd00::2', localPort: 37576, type: 'udp', p2p: true, rtt: 1,
            localCandidateType: 'host', remoteCandidateType: 'host', networkType: 'ethernet'
        }
    } });
    const state = (samples: Sample[] | undefined, t: number) => samples?.find((sample) => sample.at === at(t))?.state;
    t.match(state(b?.samples, 21491), { received: { videoStreams: 1, framerate: { min: 20, mean: 20 }, height: { min: 360, mean: 360 } } });
    // a's camera is off since 21.6 s: b's library still tells the size of the last frame, but no frame comes
    t.match(state(b?.samples, 41491), { bitrate: { download: 24, video: { download: 0 } }, received: { videoStreams: 0 } });
    t.notOk('height' in (state(b?.samples, 41491)?.received ?? {}));
});

t.test('the call ends now and lasts as long as it did, however fast it is replayed', async (t) => {
    const { url, get } = await serve(t);
    const before = Date.now();
    const { trace } = openTrace('solyd-default');
    const { conferenceId } = await replayCall({ trace, url, conferenceName: 'fast', speed: 600 });
    const { startedAt, endedAt } = await get<ConferenceReply>(`/conferences/${conferenceId}`);
    t.equal((endedAt ?? 0) - startedAt, trace.duration);
    t.ok((endedAt ?? 0) >= before && (endedAt ?? 0) <= Date.now());
});

t.test('a service that refuses the call, or goes away, ends the replay with the reason', async (t) => {
    const { app, url } = await serve(t, { CONFERENCE_PATTERN: '^allowed$' });
    await t.rejects(replay(url, 'solyd-default'), {
        constructor: ReplayError, message: /^The service refused POST \/v1\/sessions with 403 conference_not_allowed: /
    });
    await app.close();
    await t.rejects(replay(url, 'solyd-default'), { constructor: ReplayError, message: /does not answer any more .*ECONNREFUSED/ });
});
