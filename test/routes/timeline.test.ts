import { gunzipSync } from 'node:zlib';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import type { CallEvent } from '../../schemas/event.js';
import type { SessionReply } from '../../schemas/session.js';
import { ConferenceTimelineReplySchema, type ConferenceTimelineReply, type TimelineSession } from '../../schemas/timeline.js';
import { changed, GOOD } from '../analysis/analyzed-call.js';
import { beginSession, buildTestApp, post, READER, type BegunSession } from '../build-test-app.js';

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ url, headers });
const LOSSY = changed(GOOD, { outbound: { audio: { packetLoss: 30 }, video: { packetLoss: 30 } } });
const SECOND = 1000;
/** From one push to the next. */
const PUSH = 30 * SECOND;

/** Sends so many whole samples, 5 s apart; the push after the one with this seq begins PUSH later. */
async function push(
    app: FastifyInstance, { token, url }: BegunSession, begin: number, seq: number, { state = GOOD, events = [] as CallEvent[], end = false } = {}
) {
    const deltas = Array.from({ length: 6 }, (_, index) => ({ at: begin + seq * PUSH + (index + 1) * 5 * SECOND, keyframe: true, patch: state }));
    const body = { token, seq, sentAt: Date.now(), deltas, events, ...end && { end: 'left' } };
    const { statusCode } = await post(app, url, body);
    if (statusCode !== 204) throw new Error(`the push was answered with ${String(statusCode)}`);
}

async function timelineOf(app: FastifyInstance, { sessionId }: BegunSession): Promise<ConferenceTimelineReply> {
    const { conferenceId } = (await get(app, `/v1/sessions/${sessionId}`)).json<SessionReply>();
    const answer = await get(app, `/v1/conferences/${String(conferenceId)}/timeline`);
    if (answer.statusCode !== 200) throw new Error(answer.body);
    return answer.json<ConferenceTimelineReply>();
}

const deviceChanges = (length: number, begin: number, every: number): CallEvent[] =>
    Array.from({ length }, (_, index) => ({ at: begin + index * every, type: 'deviceChanged', data: { kind: 'audioinput' } }));

const lane = (timeline: ConferenceTimelineReply, { sessionId }: BegunSession): TimelineSession => {
    const found = timeline.sessions.find((session) => session.sessionId === sessionId);
    if (found === undefined) throw new Error('not in it');
    return found;
};
const quality = ({ quality: spans, startedAt }: TimelineSession) =>
    spans.map(({ from, to, verdict }) => [(from - startedAt) / SECOND, (to - startedAt) / SECOND, verdict]);

t.test('a conference that is over is told as its sessions were analysed', async (t) => {
    const app = await buildTestApp(t, { DISPLAY_NAMES: 'on' });
    const begin = Date.now() - 300 * SECOND;
    const a = await beginSession(app, { meetingId: 'm', userId: 'marie', displayName: 'Marie', startedAt: begin, joinedAt: begin });
    const b = await beginSession(app, { meetingId: 'm', startedAt: begin + 10 * SECOND, joinedAt: begin + 10 * SECOND });
    const muted = { at: begin + 4 * SECOND, type: 'trackMuteChanged' as const, data: { local: true, kind: 'audio', muted: true } };
    await push(app, a, begin, 0, { events: [muted] });
    await push(app, a, begin, 1, { state: LOSSY });
    await push(app, a, begin, 2, { end: true, events: [{ at: begin + 65 * SECOND, type: 'deviceChanged', data: { kind: 'audioinput' } }] });
    await push(app, b, begin + 10 * SECOND, 0, { end: true });

    const timeline = await timelineOf(app, a);
    t.same([...Value.Errors(ConferenceTimelineReplySchema, timeline)], []);
    t.match(timeline, { from: begin, to: begin + 90 * SECOND, endedAt: begin + 90 * SECOND });
    t.strictSame(timeline.sessions.map(({ sessionId, basis }) => [sessionId, basis]), [[a.sessionId, 'analysis'], [b.sessionId, 'analysis']]);
    const own = lane(timeline, a);
    const session = (await get(app, `/v1/sessions/${a.sessionId}`)).json<SessionReply>();
    t.match(own, { displayName: 'Marie', userId: 'marie', verdict: session.summary?.verdict });
    t.strictSame(own.issues, session.issues);
    const [loss] = own.issues;
    t.equal(loss?.code, 'upload_loss');
    t.strictSame(quality(own), [[0, 30, 'good'], [30, 60, 'poor'], [60, 90, 'good']]);
    t.strictSame(own.muted.audio, [{ from: begin + 4 * SECOND, to: begin + 90 * SECOND }]);
    t.match(own.marks, [{ at: begin + 65 * SECOND, type: 'deviceChanged', data: { kind: 'audioinput' } }]);
    t.match(own.ways, [{ from: begin, to: begin + 90 * SECOND, kind: 'bridge', region: 'eu-west' }]);
    t.notHas(own, { measured: [] });
});

t.test('an answer is gzipped for who takes that', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 100 * SECOND;
    const a = await beginSession(app, { startedAt: begin, joinedAt: begin });
    const events = deviceChanges(50, begin, 500);
    await push(app, a, begin, 0, { events, end: true });
    const plain = await timelineOf(app, a);
    const url = `/v1/conferences/${plain.conferenceId}/timeline`;
    const packed = await get(app, url, { ...READER, 'accept-encoding': 'gzip' });
    t.match(packed.headers, { 'content-encoding': 'gzip', vary: 'accept-encoding', 'content-type': /^application\/json/ });
    t.strictSame(JSON.parse(gunzipSync(packed.rawPayload).toString()), plain);
});

t.test('one that goes on is told as far as its pushes came, and goes on from there', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 100 * SECOND;
    const a = await beginSession(app, { startedAt: begin, joinedAt: begin });
    await push(app, a, begin, 0);
    const first = await timelineOf(app, a);
    t.same([...Value.Errors(ConferenceTimelineReplySchema, first)], []);
    t.equal(first.endedAt, null);
    t.ok(first.to >= begin + 100 * SECOND);
    t.match(lane(first, a), { basis: 'pushes', endedAt: null, verdict: null, issues: [] });
    t.strictSame(quality(lane(first, a))[0], [0, 75, 'good'], 'the last sample holds for one and a half intervals');
    t.equal(quality(lane(first, a))[1]?.[2], 'unknown');

    await push(app, a, begin, 1, { state: LOSSY });
    const second = lane(await timelineOf(app, a), a);
    t.strictSame(quality(second).slice(0, 1), [[0, 30, 'good']]);
    t.match(second.issues, [{ code: 'upload_loss', from: begin + 30 * SECOND, to: null }]);
    t.equal(second.quality.at(-1)?.verdict, 'poor');

    await push(app, a, begin, 2);
    const third = lane(await timelineOf(app, a), a);
    t.match(third.issues, [{ code: 'upload_loss', from: begin + 30 * SECOND, to: begin + 60 * SECOND }]);
    t.strictSame(quality(third).slice(0, 2), [[0, 30, 'good'], [30, 60, 'poor']]);
});

t.test('a push that comes late finds its place', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 100 * SECOND;
    const a = await beginSession(app, { startedAt: begin, joinedAt: begin });
    await push(app, a, begin, 0);
    await push(app, a, begin, 2);
    t.match(lane(await timelineOf(app, a), a).gaps, [{ from: begin + 30 * SECOND, to: begin + 65 * SECOND }]);
    await push(app, a, begin, 1);
    t.strictSame(lane(await timelineOf(app, a), a).gaps, []);
});

t.test('of more than TIMELINE_SESSIONS that go on, the first are read, and it is said of the others that they are not', async (t) => {
    const app = await buildTestApp(t, { TIMELINE_SESSIONS: '1' });
    const begin = Date.now() - 60 * SECOND;
    const a = await beginSession(app, { meetingId: 'm', startedAt: begin, joinedAt: begin });
    const b = await beginSession(app, { meetingId: 'm', startedAt: begin + SECOND, joinedAt: begin + SECOND });
    for (const session of [a, b]) await push(app, session, begin + SECOND, 0);
    const timeline = await timelineOf(app, a);
    t.strictSame(timeline.sessions.map(({ basis, ways }) => [basis, ways.length]), [['pushes', 1], ['none', 0]]);
    t.strictSame(lane(timeline, b).quality.map(({ verdict }) => verdict), ['unknown']);
});

t.test('TIMELINE_MAX limits the marks, and what was left out is counted', async (t) => {
    const app = await buildTestApp(t, { TIMELINE_MAX: '10' });
    const begin = Date.now() - 100 * SECOND;
    const a = await beginSession(app, { startedAt: begin, joinedAt: begin });
    const events = deviceChanges(12, begin, SECOND);
    await push(app, a, begin, 0, { events });
    t.match(lane(await timelineOf(app, a), a), { basis: 'pushes', marks: { length: 10 }, marksLeftOut: 2 });
    await push(app, a, begin, 1, { end: true });
    t.match(lane(await timelineOf(app, a), a), { basis: 'analysis', marks: { length: 10 }, marksLeftOut: 2 });
});

t.test('who came back again and again has that as an issue of the last stay', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 600 * SECOND;
    const stays: BegunSession[] = [];
    for (let index = 0; index < 4; index++) {
        const startedAt = begin + index * 60 * SECOND;
        const stay = await beginSession(app, { meetingId: 'm', userId: 'marie', startedAt, joinedAt: startedAt });
        await push(app, stay, startedAt, 0, { end: true });
        stays.push(stay);
    }
    const timeline = await timelineOf(app, stays[0] as BegunSession);
    t.strictSame(timeline.sessions.map(({ issues }) => issues.map(({ code }) => code)), [[], [], [], ['multiple_rejoins']]);
});

t.test('what is not there is 404, what cannot be is 400, and nothing is shown without the token', async (t) => {
    const app = await buildTestApp(t);
    const answers: [string, number, object][] = [
        [`/v1/conferences/${'A'.repeat(22)}/timeline`, 404, { code: 'not_found', message: 'There is no conference with this id.' }],
        ['/v1/conferences/x/timeline', 400, { code: 'bad_request', path: '/conferenceId' }],
        [`/v1/conferences/${'A'.repeat(22)}/timeline?step=1`, 400, { code: 'bad_request', path: '/step' }]
    ];
    for (const [url, status, body] of answers) {
        const answer = await get(app, url);
        t.equal(answer.statusCode, status, url);
        t.match(answer.json(), body, url);
        t.equal((await get(app, url, {})).statusCode, 401, url);
    }
});
