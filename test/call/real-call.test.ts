import t from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Gap, Sample, SessionReply } from '../../schemas/session.js';
import { READER } from '../build-test-app.js';
import { libraryOf } from '../client-sdk/play-trace.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { expectedSeries } from '../support/jitsi-call/expected-series.js';
import { joinInPage, type Participant } from '../support/jitsi-call/participant.js';
import { startPageServer } from '../support/jitsi-call/start-page-server.js';
import { startProsody } from '../support/jitsi-call/start-prosody.js';
import { skipWithoutLibJitsiMeet } from '../support/lib-jitsi-meet.js';
import { skipWithout } from '../support/programs.js';
import { startService } from '../support/start-service.js';

/** A sample is stamped in the same turn of the page's event loop in which the test's own listener runs; a busy machine may stretch it. */
const SAME_MOMENT_MS = 1000;

t.test('a real Jitsi call of two', { skip: skipWithout('chromium', 'prosody') || skipWithoutLibJitsiMeet() }, async (t) => {
    const [xmpp, page, browser] = await Promise.all([startProsody(t), startPageServer(t), launchChromium(t, { fakeMedia: true })]);
    const { origin } = await startService(t, { CORS_ORIGINS: page, PUSH_INTERVAL: '4', IP_PRIVACY: 'full' });
    const get = async <T>(path: string) => (await fetch(`${origin}/v1${path}`, { headers: READER })).json() as T;
    const call = { roomName: 'weekly-standup', xmpp, pcStatsInterval: 2000, pageUrl: `${page}/weekly-standup`, scriptUrl: `${origin}/client.js` };

    const first = await joinInPage(browser, { ...call, way: 'own-page' });
    await first.saw('CONFERENCE_JOINED');
    const second = await joinInPage(browser, { ...call, way: 'jitsi-meet' });
    await Promise.all([first.saw('P2P'), second.saw('P2P')]);
    const bothSawMoreStats = (count: number) => Promise.all([first.sawMoreStats(count), second.sawMoreStats(count)]);
    await bothSawMoreStats(3);
    const known = await Promise.all([first.othersProperty('confmeter'), second.othersProperty('confmeter')]);
    await second.mute('video', true);
    await bothSawMoreStats(3);
    await second.mute('video', false);
    await bothSawMoreStats(4);
    await first.leave();
    await second.saw('USER_LEFT');
    await second.closePage();

    const { items: conferences } = await eventually(
        () => get<{ items: ConferenceReply[] }>('/conferences?conferenceName=weekly-standup'),
        ({ items }) => items.flatMap(({ sessions }) => sessions).filter(({ endedAt }) => endedAt !== null).length === 2
    );
    const sessionOf = ({ seenStats }: Participant) => conferences[0]?.sessions.find(({ endpointId }) => endpointId === seenStats[0]?.endpointId);
    const eventsOf = async (participant: Participant) => (await get<{ items: CallEvent[] }>(`/sessions/${String(sessionOf(participant)?.sessionId)}/events`)).items;

    await t.test('is one conference of two participants', async (t) => {
        t.equal(conferences.length, 1);
        t.equal(conferences[0]?.participants, 2);
        t.equal(conferences[0]?.sessions.length, 2);
        t.not(conferences[0]?.endedAt, null);
    });

    await t.test('has each participant\'s joining and leaving', async (t) => {
        t.match(sessionOf(first), { endReason: 'left', browser: { name: /Chrom/ }, os: { name: 'Linux' } });
        t.match(sessionOf(second), { endReason: 'closed' });
        for (const participant of [first, second]) {
            const { startedAt = 0, joinedAt = 0, endedAt = 0 } = sessionOf(participant) ?? {};
            t.ok(startedAt <= Number(joinedAt) && Number(joinedAt) < Number(endedAt), 'in this order: started, joined, ended');
        }
        t.not(sessionOf(first)?.userId, sessionOf(second)?.userId);
    });

    await t.test('has its events, each once', async (t) => {
        const dataOf = (events: CallEvent[], type: string) => events.filter((event) => event.type === type).map(({ data }) => data);
        for (const participant of [first, second]) {
            const events = await eventsOf(participant);
            t.equal(dataOf(events, 'joined').length, 1);
            t.match(dataOf(events, 'p2pStatus')[0], { p2p: true });
            t.same(dataOf(events, 'trackMuteChanged'), participant.seenMutes);
        }
        t.same(second.seenMutes.slice(-2), [true, false].map((muted) => ({ kind: 'video', local: true, muted })));
        t.same(dataOf(await eventsOf(first), 'userJoined'), [{ count: 2 }]);
        t.same(dataOf(await eventsOf(second), 'userLeft'), [{ count: 1 }]);
        t.equal((await eventsOf(first)).at(-1)?.type, 'left');
    });

    await t.test('has each participant\'s series, value by value as the page saw it', async (t) => {
        for (const participant of [first, second]) {
            const { samples, gaps } = await get<{ samples: Sample[]; gaps: Gap[] }>(`/sessions/${String(sessionOf(participant)?.sessionId)}/metrics`);
            const expected = expectedSeries(participant.seenStats);
            t.ok(expected.length >= 10, `${String(expected.length)} samples`);
            t.same(samples.map(({ state }) => libraryOf(state)), expected.map(({ state }) => state));
            t.ok(samples.every(({ at }, index) => Math.abs(at - Number(expected[index]?.at)) < SAME_MOMENT_MS));
            t.same(gaps, []);
        }
    });

    await t.test('has of each participant what the browser says itself', async (t) => {
        for (const participant of [first, second]) {
            const { samples } = await get<{ samples: Sample[] }>(`/sessions/${String(sessionOf(participant)?.sessionId)}/metrics`);
            // the first sample has nothing to be compared with, and the camera may be off
            const last = samples.at(-1)?.state;
            t.match(last?.candidatePair, { protocol: 'udp', localCandidateType: /host|prflx/, remoteCandidateType: /host|prflx/ });
            t.ok(Number(last?.candidatePair?.availableOutgoingBitrate) > 0);
            const whole = samples.filter(({ state: { inbound, outbound } }) =>
                [inbound?.audio?.packetLoss, inbound?.video?.packetLoss, inbound?.audio?.concealedSamples, inbound?.video?.framesPerSecond?.mean,
                    inbound?.video?.decodeTime, outbound?.video?.encodeTime, outbound?.video?.frameHeight].every((value) => value !== undefined));
            t.ok(whole.length >= 4, `${String(whole.length)} of ${String(samples.length)}`);
            for (const { state: { inbound, outbound } } of whole) {
                t.ok(Number(inbound?.video?.framesPerSecond?.mean) > 0 && Number(inbound?.video?.frameHeight?.mean) > 0);
                t.match(outbound?.video?.qualityLimitationReason, /^(none|cpu|bandwidth|other)$/);
            }
            t.ok(samples.some(({ state: { outbound } }) => outbound?.video?.roundTripTime !== undefined), 'and what the other end tells');
        }
    });

    await t.test('is summarised, judged and explained soon after', async (t) => {
        for (const participant of [first, second]) {
            const { summary, issues } = await eventually(
                () => get<SessionReply>(`/sessions/${String(sessionOf(participant)?.sessionId)}`), (session) => session.summary !== null
            );
            // how good it was is up to the machine
            t.match(summary?.verdict, /^(good|fair|poor)$/);
            t.ok(Number(summary?.measuredMs) > 10_000 && Number(summary?.p2pMs) > 10_000);
            for (const metric of ['audioMosDownload', 'roundTripTime', 'packetLossDownload', 'framesPerSecondDownload'] as const)
                t.ok(Number(summary?.metrics[metric]?.measuredMs) > 0, metric);
            const { min = 0, max = 0 } = summary?.metrics.audioMosDownload ?? {};
            t.ok(min >= 1 && max <= 4.5, `MOS from ${String(min)} to ${String(max)}`);
            t.ok(issues.every(({ from, to, text }) => from <= to && text !== ''));
        }
        const { summary, explanation } = await get<ConferenceReply>(`/conferences/${String(conferences[0]?.conferenceId)}`);
        t.match(summary, { sessions: 2, peakParticipants: 2, verdicts: { unknown: 0 } });
        t.match(explanation, { verdicts: summary?.verdicts, text: /^(The call was good for both sessions|Of 2 sessions)/ });
    });

    await t.test('has pages that know of each other that they measure', async (t) => {
        t.same(known, [['1'], ['1']]);
    });

    await t.test('is not disturbed by being measured', async (t) => {
        t.same([first.pageErrors, second.pageErrors], [[], []]);
    });
});
