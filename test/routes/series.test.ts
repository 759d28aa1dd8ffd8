import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import type { FastifyInstance } from 'fastify';
import { ConferenceSeriesReplySchema, SessionSeriesReplySchema, type ConferenceSeriesReply, type SessionSeriesReply } from '../../schemas/series.js';
import type { SessionReply } from '../../schemas/session.js';
import { beginSession, buildTestApp, post, READER } from '../build-test-app.js';

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ url, headers });
/** A round moment, an hour ago. */
const BEGIN = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;

/** A session with a sample every 10 s, whose rtt counts from `rtt` on. */
async function aCall(app: FastifyInstance, { begin = BEGIN, samples = 12, rtt = 0, seqs = [0] }) {
    const session = await beginSession(app, { meetingId: 'm1', startedAt: begin });
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
