import { gunzipSync } from 'node:zlib';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import type { SessionReply } from '../../schemas/session.js';
import { METRICS } from '../../src/analysis/metrics.js';
import type {} from '../../src/plugins/session-analysis.js';
import { SESSION_COLUMNS } from '../../src/routes/export-columns.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { beginSession, buildTestApp, post, READER, settled } from '../build-test-app.js';

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = {}) => app.inject({ url, headers: { ...READER, ...headers } });
const BEGIN = Date.parse('2026-11-21T10:00:00.000Z');
const rowsOf = (csv: string) => csv.split('\r\n').filter((line) => line !== '');

async function aCall(app: FastifyInstance, members = {}) {
    const times = { startedAt: BEGIN, joinedAt: BEGIN + 500, sentAt: BEGIN + 30_000 };
    const session = await beginSession(app, { conferenceName: 'weekly', userId: 'marie', ...times, ...members });
    const { statusCode } = await post(app, session.url, {
        token: session.token, seq: 0, sentAt: BEGIN + 30_000, end: 'left',
        deltas: [
            { at: BEGIN + 10_000, keyframe: true, patch: { connectionQuality: 0, transport: { p2p: true, rtt: 12 }, codec: { video: 'AV1' } } },
            { at: BEGIN + 20_000, patch: { transport: { rtt: 13 } } }
        ],
        events: [{ at: BEGIN + 500, type: 'joined', data: { setupMs: 500 } }, { at: BEGIN + 21_000, type: 'left' }]
    });
    if (statusCode !== 204) throw new Error(`the push was answered with ${String(statusCode)}`);
    return session;
}
/** The page's clock is right. */
const atTheTime = { now: () => BEGIN + 30_000 };

t.test('sessions are exported with when they joined and left, in ISO 8601', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const { sessionId } = await aCall(app, { tags: { site: 'north, "main"' } });
    const answer = await get(app, '/v1/export/sessions');
    t.match(answer.headers, {
        'content-type': /^text\/csv/, 'content-disposition': 'attachment; filename="confmeter-sessions.csv"', 'cache-control': 'no-store'
    });
    const [header = '', row = '', ...others] = rowsOf(answer.body);
    t.same(others, []);
    t.match(header, /^sessionId,conferenceId,conferenceName,tenant,.*,startedAt,joinedAt,endedAt,endReason,/);
    t.match(row, `${sessionId},`);
    t.match(row, ',2026-11-21T10:00:00.000Z,2026-11-21T10:00:00.500Z,2026-11-21T10:00:21.000Z,left,');
    t.match(row, '"{""site"":""north, \\""main\\""""}"');
    const whole = (await get(app, `/v1/sessions/${sessionId}`)).json<object>();
    t.strictSame(JSON.parse((await get(app, '/v1/export/sessions?format=ndjson')).body), whole);
});

t.test('of sessions that have ended there is what people ask for of the summary', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const { sessionId } = await aCall(app);
    await beginSession(app, { conferenceName: 'goes on', startedAt: BEGIN + 20_000, sentAt: BEGIN + 30_000 });
    await settled(app);
    await app.analyseNow(30_000);
    const [header = '', ...rows] = rowsOf((await get(app, '/v1/export/sessions')).body);
    const names = header.split(',');
    const [goingOn, ended] = rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
    t.match(ended, {
        sessionId, durationMs: '21000', inCallMs: '20500', setupMs: '500', verdict: 'good', rating: '', 'roundTripTime.p50': '13'
    });
    t.match(goingOn, { conferenceName: 'goes on', durationMs: '', verdict: '', issues: '', inCallMs: '', 'roundTripTime.p50': '' });
    const filtered = async (query: string) => rowsOf((await get(app, `/v1/export/sessions?${query}`)).body).slice(1).map((row) => row.slice(0, 36));
    t.same(await filtered('verdict=good&participant=MARIE&minDuration=20.5'), [sessionId], 'filtered as lists are');
    t.same(await filtered('verdict=poor'), []);
});

t.test('a summary has a column for each figure, and of each metric for the median and the worst', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const { sessionId } = await aCall(app);
    const shown = (await get(app, `/v1/sessions/${sessionId}`)).json<SessionReply>();
    const { summary } = buildAnalysis();
    const spread = { mean: 1, p5: 0.5, p50: 0, p95: 12.5, min: 0, max: 20, beyondMs: 0, measuredMs: 9000 };
    const session: SessionReply = {
        ...shown,
        summary: {
            ...summary, connectionKind: 'relay-tcp', verdict: 'poor', rating: 2, freezes: { count: 3, totalMs: 900 },
            reasons: [{ code: 'upload_loss', severity: 'error', totalMs: 9000 }],
            metrics: { ...summary.metrics, packetLossUpload: spread, audioMosDownload: spread, bitrateUpload: spread }
        },
        issues: (['upload_loss', 'tcp_used', 'upload_loss'] as const)
            .map((code) => ({ code, severity: 'error', from: BEGIN, to: BEGIN + 1, evidence: {}, text: 'Bad.' }))
    };
    const cells = Object.fromEntries(Object.entries(SESSION_COLUMNS).map(([name, cell]) => [name, cell(session)]));
    t.match(cells, {
        connectionKind: 'relay-tcp', p2pMs: 0, verdict: 'poor', rating: 2, reasons: 'upload_loss', issues: 'upload_loss tcp_used',
        'freezes.count': 3, 'freezes.totalMs': 900, 'interruptions.count': 0, peakParticipants: null,
        'packetLossUpload.p50': 0, 'packetLossUpload.p95': 12.5, 'audioMosDownload.p50': 0, 'audioMosDownload.p5': 0.5, 'bitrateUpload.p50': 0
    });
    t.same(Object.keys(cells).filter((name) => name.startsWith('bitrateUpload')), ['bitrateUpload.p50'], 'neither side is bad');
    const numbers = Object.entries(summary).filter(([, value]) => typeof value === 'number').map(([name]) => name);
    t.same(numbers.filter((name) => !(name in cells)), [], 'none is missing');
});

t.test('samples are exported with a column for each metric; zero is a value, what is not known is empty', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const { sessionId } = await aCall(app);
    const [header = '', ...rows] = rowsOf((await get(app, '/v1/export/metrics')).body);
    const names = header.split(',');
    t.same(names, ['sessionId', 'conferenceName', 'userId', 'at', ...METRICS.keys()]);
    const cells = rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell])));
    t.match(cells, [
        { sessionId, conferenceName: 'weekly', userId: 'marie', at: '2026-11-21T10:00:10.000Z', connectionQuality: '0', 'transport.p2p': 'true',
            'transport.rtt': '12', jvbRTT: '', 'codec.video': 'AV1' },
        { at: '2026-11-21T10:00:20.000Z', 'transport.rtt': '13' }
    ]);
    const lines = (await get(app, `/v1/export/metrics?format=ndjson&from=${String(BEGIN + 15_000)}`)).body.trim().split('\n');
    t.same(lines.map((line) => JSON.parse(line) as object), [{
        sessionId, conferenceName: 'weekly', userId: 'marie', at: BEGIN + 20_000,
        state: { connectionQuality: 0, transport: { p2p: true, rtt: 13 }, codec: { video: 'AV1' } }
    }], 'of a stretch of time only those within it');
});

t.test('events are exported with their data', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const { sessionId } = await aCall(app);
    t.same(rowsOf((await get(app, '/v1/export/events')).body), [
        'sessionId,conferenceName,userId,at,type,data',
        `${sessionId},weekly,marie,2026-11-21T10:00:00.500Z,joined,"{""setupMs"":500}"`,
        `${sessionId},weekly,marie,2026-11-21T10:00:21.000Z,left,`
    ]);
    t.equal((await get(app, '/v1/export/events?format=ndjson')).body.trim().split('\n').length, 2);
});

t.test('of more sessions than are read at a time none is missing and none is there twice', async (t) => {
    const app = await buildTestApp(t);
    const ids: string[] = [];
    for (let index = 0; index < 230; index++) ids.push((await beginSession(app, { conferenceName: `room ${String(index)}` })).sessionId);
    const rows = rowsOf((await get(app, '/v1/export/sessions')).body).slice(1);
    t.same(rows.map((row) => row.slice(0, 36)).sort(), ids.sort());
    t.equal(rowsOf((await get(app, '/v1/export/sessions?conferenceName=ROOM%207')).body).length, 2, 'filtered as lists are');
});

t.test('a name that a spreadsheet would take for a formula is made a text', async (t) => {
    const app = await buildTestApp(t);
    await beginSession(app, { conferenceName: '=HYPERLINK("https://example.org")' });
    t.match((await get(app, '/v1/export/sessions')).body, ',"\'=HYPERLINK(""https://example.org"")",');
});

t.test('with nothing to export there is the header, and no line', async (t) => {
    const app = await buildTestApp(t);
    t.equal((await get(app, '/v1/export/events')).body, 'sessionId,conferenceName,userId,at,type,data\r\n');
    t.equal((await get(app, '/v1/export/events?format=ndjson')).body, '');
});

t.test('who takes gzip gets it', async (t) => {
    const app = await buildTestApp(t);
    await aCall(app);
    const answer = await get(app, '/v1/export/metrics', { 'accept-encoding': 'gzip' });
    t.equal(answer.headers['content-encoding'], 'gzip');
    t.equal(rowsOf(gunzipSync(answer.rawPayload).toString()).length, 3);
});

t.test('what cannot be is 400, and nothing is shown without the token', async (t) => {
    const app = await buildTestApp(t);
    for (const what of ['sessions', 'metrics', 'events']) {
        const wrong = [
            ['format=xml', '/format'], ['format=csv&format=csv', '/format'], ['limit=3', '/limit'], ['from=1', '/from'], ['verdict=bad', '/verdict']
        ];
        for (const [query, path] of wrong) {
            const answer = await get(app, `/v1/export/${what}?${String(query)}`);
            t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path }]);
        }
        t.equal((await app.inject({ url: `/v1/export/${what}` })).statusCode, 401);
    }
});

t.test('a store that does not answer is a 503, not a file that ends early', async (t) => {
    const app = await buildTestApp(t);
    await app.store.close();
    t.match((await get(app, '/v1/export/sessions')).json(), { code: 'store_unavailable' });
});

t.test('one conference is exported by its id, without others of its name', async (t) => {
    const app = await buildTestApp(t, {}, atTheTime);
    const own = await aCall(app, { meetingId: 'this one' });
    const other = await aCall(app, { meetingId: 'another' });
    const { conferenceId } = (await get(app, `/v1/sessions/${own.sessionId}`)).json<SessionReply>();
    for (const what of ['sessions', 'metrics', 'events']) {
        const { body } = await get(app, `/v1/export/${what}?conferenceId=${String(conferenceId)}&format=ndjson`);
        const ids = body.trim().split('\n').map((line) => (JSON.parse(line) as { sessionId: string }).sessionId);
        t.strictSame([...new Set(ids)], [own.sessionId], what);
    }
    t.match((await get(app, '/v1/export/sessions')).body, other.sessionId);
    t.match((await get(app, '/v1/export/sessions?conferenceId=x')).json(), { code: 'bad_request', path: '/conferenceId' });
    t.equal((await get(app, `/v1/export/sessions?conferenceId=${'A'.repeat(22)}`)).statusCode, 404);
});
