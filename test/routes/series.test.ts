import type { AddressInfo } from 'node:net';
import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import type { FastifyInstance } from 'fastify';
import { ConferenceSeriesReplySchema, SessionSeriesReplySchema, type ConferenceSeriesReply, type SessionSeriesReply } from '../../schemas/series.js';
import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import type { SessionReply } from '../../schemas/session.js';
import { openTrace } from '../../src/cli/open-trace.js';
import { replayCall } from '../../src/cli/replay-call.js';
import type {} from '../../src/plugins/session-analysis.js';
import { beginSession, buildTestApp, post, READER } from '../build-test-app.js';

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ url, headers });
/** A round moment, an hour ago. */
const BEGIN = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;

/** A session with a sample every 10 s, whose rtt counts from `rtt` on. */
async function aCall(app: FastifyInstance, { begin = BEGIN, samples = 12, rtt = 0, seqs = [0], joinedAfter = 0 }) {
    const session = await beginSession(app, { meetingId: 'm1', startedAt: begin, joinedAt: begin + joinedAfter });
    for (const seq of seqs) {
        const deltas = Array.from({ length: samples }, (_, index) => {
            const at = begin + (seq * samples + index) * 10_000;
            return { at, ...index === 0 && { keyframe: true }, patch: { transport: { rtt: rtt + seq * samples + index, p2p: true } } };
        });
        const { statusCode } = await post(app, session.url, { token: session.token, seq, sentAt: Date.now(), deltas, events: [] });
        if (statusCode !== 204) throw new Error(`the push was answered with ${String(statusCode)}`);
    }
    return session;
}

t.test('a session\'s series has columns of a step each', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await aCall(app, {});
    const answer = await get(app, `/v1/sessions/${sessionId}/series?metrics=transport.rtt,transport.p2p,jvbRTT&step=30000`);
    t.equal(answer.statusCode, 200, answer.body);
    const series = answer.json<SessionSeriesReply>();
    t.same([...Value.Errors(SessionSeriesReplySchema, series)], []);
    t.match(series, { sessionId, from: BEGIN, step: 30_000, first: 0, gaps: [] });
    t.strictSame(series.metrics, {
        'transport.rtt': { mean: [1, 4, 7, 10], min: [0, 3, 6, 9], max: [2, 5, 8, 11] },
        'transport.p2p': { last: [true, true, true, true] },
        jvbRTT: { mean: [null, null, null, null] }
    });
});

t.test('a stretch of it is read by from and to, and gaps are those within it', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await aCall(app, { seqs: [0, 2] });
    const url = `/v1/sessions/${sessionId}/series?metrics=transport.rtt&step=60000`;
    const whole = (await get(app, url)).json<SessionSeriesReply>();
    t.strictSame(whole.metrics['transport.rtt']?.mean, [2.5, 8.5, null, null, 26.5, 32.5]);
    t.strictSame(whole.gaps, [{ from: BEGIN + 110_000, to: BEGIN + 240_000 }]);
    const part = (await get(app, `${url}&from=${String(BEGIN + 250_000)}&to=${String(BEGIN + 300_000)}`)).json<SessionSeriesReply>();
    t.match(part, { from: BEGIN + 240_000, to: BEGIN + 300_000, first: 0, metrics: { 'transport.rtt': { mean: [26.5] } } });
    t.strictSame(part.gaps, []);
});

t.test('a conference\'s series has the same steps for all its sessions', async (t) => {
    const app = await buildTestApp(t);
    const a = await aCall(app, { rtt: 100 });
    const b = await aCall(app, { begin: BEGIN + 60_000, samples: 6 });
    const { conferenceId } = (await get(app, `/v1/sessions/${a.sessionId}`)).json<SessionReply>();
    const answer = await get(app, `/v1/conferences/${String(conferenceId)}/series?metrics=transport.rtt&step=60000`);
    const series = answer.json<ConferenceSeriesReply>();
    t.same([...Value.Errors(ConferenceSeriesReplySchema, series)], []);
    t.strictSame(series.sessions.map(({ sessionId, first, metrics }) => [sessionId, first, metrics['transport.rtt']?.mean]), [
        [a.sessionId, 0, [102.5, 108.5]], [b.sessionId, 1, [2.5]]
    ]);
});

t.test('with align=join the steps of each session count from its join, and so do its gaps, from and to', async (t) => {
    const app = await buildTestApp(t);
    const a = await aCall(app, { joinedAfter: 20_000 });
    const b = await aCall(app, { begin: BEGIN + 61_000, rtt: 50, seqs: [0, 2], joinedAfter: 0 });
    const { conferenceId } = (await get(app, `/v1/sessions/${a.sessionId}`)).json<SessionReply>();
    const url = `/v1/conferences/${String(conferenceId)}/series?metrics=transport.rtt&step=60000&align=join`;
    const series = (await get(app, url)).json<ConferenceSeriesReply>();
    t.same([...Value.Errors(ConferenceSeriesReplySchema, series)], []);
    t.match(series, { from: 0, step: 60_000, sessions: [
        { sessionId: a.sessionId, origin: BEGIN + 20_000, first: 0, gaps: [], metrics: { 'transport.rtt': { mean: [4.5, 9.5] } } },
        { sessionId: b.sessionId, origin: BEGIN + 61_000, first: 0, gaps: [{ from: 110_000, to: 240_000 }],
            metrics: { 'transport.rtt': { mean: [52.5, 58.5, null, null, 76.5, 82.5] } } }
    ] });
    const part = (await get(app, `${url}&from=60000&to=120000`)).json<ConferenceSeriesReply>();
    t.match(part, { from: 60_000, to: 120_000 });
    t.strictSame(part.sessions.map(({ metrics }) => metrics['transport.rtt']?.mean), [[9.5], [58.5]]);
    const own = (await get(app, `/v1/sessions/${b.sessionId}/series?metrics=jvbRTT&align=join`)).json<SessionSeriesReply>();
    t.match(own, { from: 0, origin: BEGIN + 61_000 });
});

t.test('what summaries measure can be asked for, with its limits, and a step as long as the call says what the summary does', async (t) => {
    const app = await buildTestApp(t, { THRESHOLDS: 'jitter.warning=44,audioMos.error=off' });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
    const { participants } = await replayCall({ trace: openTrace('solyd2-bursts').trace, url, conferenceName: 'weekly', speed: Infinity });
    await app.analyseNow(60_000);
    const frozen: number[] = [];
    for (const sessionId of participants.flatMap(({ sessionIds }) => sessionIds)) {
        const { summary } = (await get(app, `/v1/sessions/${sessionId}`)).json<SessionReply>();
        if (summary === null) throw new Error('it has not been analysed');
        const read = async (metrics: readonly string[]) =>
            (await get(app, `/v1/sessions/${sessionId}/series?metrics=${metrics.join(',')}&align=join&step=604800000`)).json<SessionSeriesReply>();
        const series = await read(SESSION_METRIC_NAMES);
        t.same([...Value.Errors(SessionSeriesReplySchema, series)], []);
        for (const name of SESSION_METRIC_NAMES) {
            const [{ mean, min, max } = {}, told] = [series.metrics[name], summary.metrics[name]];
            t.ok(told === null ? mean?.[0] === null : Math.abs((mean?.[0] ?? NaN) - told.mean) <= 0.005 + told.mean * 1e-3, `the mean of ${name}`);
            t.strictSame([min?.[0] ?? null, max?.[0] ?? null], [told?.min ?? null, told?.max ?? null], `the least and the most of ${name}`);
        }
        t.match(series.limits, {
            jitterUpload: { worse: 'high', warning: 44, error: 100 }, audioMosDownload: { worse: 'low', warning: 3.6, error: null }
        });
        t.notOk('bitrateUpload' in series.limits);
        const { metrics } = await read(['freezeCount', 'freezesMs']);
        t.strictSame(metrics, { freezeCount: { sum: [summary.freezes.count] }, freezesMs: { sum: [summary.freezes.totalMs] } });
        frozen.push(summary.freezes.totalMs);
    }
    t.ok(frozen.some((ms) => ms > 0));
});

t.test('without the spread there are no least and most', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await aCall(app, {});
    const { metrics } = (await get(app, `/v1/sessions/${sessionId}/series?metrics=transport.rtt&step=30000&spread=false`)).json<SessionSeriesReply>();
    t.strictSame(metrics, { 'transport.rtt': { mean: [1, 4, 7, 10] } });
});

t.test('a step that nobody asked for keeps the answer small', async (t) => {
    const app = await buildTestApp(t, { MAX_DELTAS: '1000' });
    const { sessionId } = await aCall(app, { samples: 300 });
    const answer = await get(app, `/v1/sessions/${sessionId}/series?metrics=transport.rtt`);
    t.equal(answer.json<SessionSeriesReply>().step, 10_000);
    t.equal(answer.json<SessionSeriesReply>().metrics['transport.rtt']?.mean?.length, 300);
});

t.test('what cannot be is 400 and says what could, what is not there is 404, and nothing is shown without the token', async (t: Test) => {
    const app = await buildTestApp(t, { SERIES_MAX: '1000', MAX_DELTAS: '1000' });
    const { sessionId } = await aCall(app, { samples: 360 });
    const own = `/v1/sessions/${sessionId}/series`;
    const none = 'c2a1f0e2-6d2e-8b3a-9c41-5a1f0e2b7d11';
    const answers: [string, number, object][] = [
        [own, 400, { path: '/metrics', message: /1 to 20 metrics/ }],
        [`${own}?metrics=${[...Array(21).keys()].map(String).join(',')}`, 400, { path: '/metrics' }],
        [`${own}?metrics=rtt`, 400, { path: '/metrics', message: /no metric "rtt"/ }],
        [`${own}?metrics=jvbRTT&step=999`, 400, { path: '/step', message: /1000 to 604800000/ }],
        [`${own}?metrics=jvbRTT&step=1000`, 400, { path: '/step', message: /at least 1[01]\d\d\d for so many/ }],
        [`${own}?metrics=jvbRTT&from=2026-01-02&to=2026-01-02`, 400, { path: '/from' }],
        [`${own}?metrics=jvbRTT&from=yesterday`, 400, { path: '/from' }],
        [`${own}?metrics=jvbRTT&align=end`, 400, { path: '/align', message: /time, join/ }],
        [`${own}?metrics=jvbRTT&spread=no`, 400, { path: '/spread' }],
        [`${own}?metrics=jvbRTT&align=join&from=2026-01-01`, 400, { path: '/from', message: /since the join/ }],
        [`${own}?metrics=jvbRTT&align=join&from=-1`, 400, { path: '/from' }],
        [`${own}?metrics=jvbRTT&limit=3`, 400, { path: '/limit' }],
        [`/v1/sessions/${none}/series?metrics=jvbRTT`, 404, { code: 'not_found' }],
        [`/v1/conferences/${'A'.repeat(22)}/series?metrics=jvbRTT`, 404, { code: 'not_found' }],
        ['/v1/conferences/x/series?metrics=jvbRTT', 400, { path: '/conferenceId' }]
    ];
    for (const [url, status, body] of answers) {
        const answer = await get(app, url);
        t.equal(answer.statusCode, status, url);
        t.match(answer.json(), body, url);
        t.equal((await get(app, url, {})).statusCode, 401, url);
    }
    t.equal((await get(app, `${own}?metrics=jvbRTT&step=15000`)).statusCode, 200);
});
