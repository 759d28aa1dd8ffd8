import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { listReplySchema } from '../../schemas/list.js';
import { StoredRtcStatsSchema, type RtcStats, type StoredRtcStatsReply } from '../../schemas/rtcstats.js';
import { peerSessionId } from '../../src/ingest/session-id.js';
import { beginSession, buildTestApp, READER } from '../build-test-app.js';

const sessionId = peerSessionId('sora', 'QJ253E85SH1C170WQSPYJGFHCR');
const URL = `/v1/sessions/${sessionId}/rtcstats`;
const AT = Date.now() - 600_000;
interface Listed { items: StoredRtcStatsReply[]; cursor: string | null }

const get = (app: FastifyInstance, query = '', url = URL) => app.inject({ url: url + query, headers: READER });
const list = async (app: FastifyInstance, query = '') => (await get(app, query)).json<Listed>();

/** Reports of a connection, 15 s apart: the codec stays as it is. */
async function tell(app: FastifyInstance, from: number, to: number): Promise<void> {
    for (let index = from; index < to; index++) {
        const at = AT + index * 15_000;
        const stats: RtcStats[] = [
            { id: 'COT01', timestamp: at, type: 'codec', mimeType: 'video/VP9', sdpFmtpLine: null },
            { id: 'OT01', timestamp: at + 0.5, type: 'outbound-rtp', bytesSent: index },
            { id: 'I1', timestamp: at, type: 'local-candidate', address: '192.0.2.77', priority: index % 2 }
        ];
        await app.ingest.acceptPeer({
            sessionId, receivedAt: at + 40, report: { at, stats },
            session: { client: 'sora', conferenceName: 'weekly', startedAt: AT },
            push: { seq: at * 1000, deltas: [{ at, patch: {} }] }
        }, { address: undefined, userAgent: undefined });
    }
}

t.test('what getStats() said is read back, the oldest first, each object once for as long as it stays the same', async (t) => {
    const app = await buildTestApp(t);
    await tell(app, 0, 3);
    const answer = await list(app);
    t.ok(Value.Check(listReplySchema(StoredRtcStatsSchema), answer));
    t.same(answer.items.map(({ at }) => (at - AT) / 15_000), [0, 0, 0, 1, 1, 2]);
    t.strictSame(answer.items.find(({ type }) => type === 'codec'), {
        at: AT, receivedAt: AT + 40, type: 'codec', id: 'COT01', stats: { id: 'COT01', timestamp: AT, type: 'codec', mimeType: 'video/VP9' }
    });
    t.match(answer.items.findLast(({ id }) => id === 'OT01'), { stats: { bytesSent: 2, timestamp: AT + 30_000.5 } });
    t.same(answer.items.filter(({ id }) => id === 'I1').map(({ stats }) => [stats.address, stats.priority]), [['192.0.2.0', 0], ['192.0.2.0', 1]]);
    t.equal(answer.cursor, null);
});

t.test('types and ids narrow it down', async (t) => {
    const app = await buildTestApp(t);
    await tell(app, 0, 4);
    t.same((await list(app, '?type=outbound-rtp')).items.map(({ stats }) => stats.bytesSent), [0, 1, 2, 3]);
    t.equal((await list(app, '?id=I1')).items.length, 2);
    t.equal((await list(app, '?type=codec&id=COT01')).items.length, 1);
    t.same(await list(app, '?type=codec&id=I1'), { items: [], cursor: null });
});

t.test('pages follow each other without repeating or leaving out anything, also while more comes in', async (t) => {
    const app = await buildTestApp(t, { LIST_MAX: '4' });
    await tell(app, 0, 5);
    const paged: unknown[] = [];
    let page = await list(app);
    t.equal(page.items.length, 4, 'LIST_MAX holds without a limit, too');
    let told = 5;
    for (;;) {
        paged.push(...page.items.map(({ type, at }) => `${type} ${String((at - AT) / 15_000)}`));
        if (page.cursor === null) break;
        if (told < 8) await tell(app, told, told += 1);
        page = await list(app, `?limit=3&cursor=${page.cursor}`);
    }
    t.equal(new Set(paged).size, paged.length);
    t.ok(told > 5);
    t.equal(paged.length, 1 + 2 + told, 'the codec, two states of the candidate, and a state of what is sent for each report');
});

t.test('what is asked wrong is refused, and by whom', async (t) => {
    const app = await buildTestApp(t, { LIST_MAX: '10' });
    await tell(app, 0, 1);
    t.equal((await app.inject({ url: URL })).statusCode, 401);
    const wrong: [string, string][] = [
        ['?types=codec', '/types'], ['?type=', '/type'], ['?type=a&type=b', '/type'], [`?id=${'x'.repeat(257)}`, '/id'], ['?limit=0', '/limit'],
        ['?limit=11', '/limit'], ['?cursor=x', '/cursor'], ['?from=0', '/from']
    ];
    for (const [query, path] of wrong) {
        const answer = await get(app, query);
        t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path }], query);
    }
    t.match((await get(app, '', '/v1/sessions/nobody/rtcstats')).json(), { code: 'bad_request', path: '/sessionId' });
    const unknown = await get(app, '', `/v1/sessions/${peerSessionId('sora', 'nobody')}/rtcstats`);
    t.match([unknown.statusCode, unknown.json()], [404, { code: 'not_found' }]);
});

t.test('a session whose client reports no objects has none, and one that is deleted is in no answer', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId: own } = await beginSession(app);
    t.same((await get(app, '', `/v1/sessions/${own}/rtcstats`)).json(), { items: [], cursor: null });
    await tell(app, 0, 2);
    const gone = await app.inject({ method: 'DELETE', url: `/v1/sessions/${sessionId}`, headers: READER });
    t.same(gone.json(), { sessionId, sessions: 1, pushes: 2, rtcstats: 5 });
    t.equal((await get(app)).statusCode, 404);
    await tell(app, 2, 3);
    t.equal((await get(app)).statusCode, 404, 'what comes late is not stored');
});
