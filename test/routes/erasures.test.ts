import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { beginSession, buildTestApp, post, READER, settled, type BegunSession } from '../build-test-app.js';
import { holdWrites } from '../support/hold-writes.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';

const skip = await skipWithoutMongodb();
type Open = (t: Test, settings?: Record<string, string>, overrides?: Parameters<typeof buildTestApp>[2]) => Promise<FastifyInstance>;

const push = (app: FastifyInstance, { url, token }: BegunSession, seq: number, changes = {}) => post(app, url, {
    token, seq, sentAt: Date.now(), events: [{ at: Date.now(), type: 'joined' }],
    deltas: [{ at: Date.now(), keyframe: true, patch: { connectionQuality: 88 } }], ...changes
});
const remove = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ method: 'DELETE', url, headers });
const read = async (app: FastifyInstance, url: string) => app.inject({ url, headers: READER });

/** Everything that can be read, as one text. */
async function readAll(app: FastifyInstance, sessionIds: readonly string[]): Promise<string> {
    const lists = ['/v1/sessions', '/v1/conferences', '/v1/export/sessions', '/v1/export/metrics', '/v1/export/events'];
    const listed = await Promise.all(lists.map(async (url) => (await read(app, url)).body));
    const { items } = JSON.parse(listed[1] ?? '') as { items: { conferenceId: string }[] };
    const below = [
        ...items.map(({ conferenceId }) => `/v1/conferences/${conferenceId}`),
        ...items.map(({ conferenceId }) => `/v1/conferences/${conferenceId}/series?metrics=connectionQuality`),
        ...sessionIds.flatMap((id) => ['', '/metrics', '/events', '/series?metrics=connectionQuality'].map((part) => `/v1/sessions/${id}${part}`))
    ];
    return [...listed, ...await Promise.all(below.map(async (url) => (await read(app, url)).body))].join('\n');
}

function erasureRoutesContract(t: Test, open: Open): void {
    t.test('all that is known of a user goes, and what comes later is acknowledged and not kept', async (t) => {
        let log = '';
        const app = await open(t, {}, { logger: { level: 'trace', stream: { write: (line: string) => { log += line; } } } });
        const hers = [await beginSession(app, { userId: 'marie' }), await beginSession(app, { userId: 'marie', conferenceName: 'other' })];
        const his = await beginSession(app, { userId: 'jean' });
        for (const session of [...hers, his]) for (const seq of [0, 1]) await push(app, session, seq);

        const answer = await remove(app, '/v1/users/marie');
        t.equal(answer.statusCode, 200);
        t.same(answer.json(), { userId: 'marie', sessions: 2, pushes: 4, rtcstats: 0 });
        const kept = await readAll(app, [...hers, his].map(({ sessionId }) => sessionId));
        for (const trace of ['marie', ...hers.map(({ sessionId }) => sessionId)]) t.notOk(kept.includes(trace), `${trace} is in no answer`);
        t.ok(kept.includes('jean') && kept.includes(his.sessionId));
        t.match((await read(app, `/v1/sessions/${his.sessionId}`)).json(), { pushes: 2, samples: 2 });
        t.equal((await read(app, `/v1/sessions/${hers[0]!.sessionId}`)).statusCode, 404);

        t.equal((await push(app, hers[0]!, 2, { end: 'left' })).statusCode, 204, 'her page is still open');
        await settled(app);
        t.match(app.drainer.counts, { erased: 1, rejected: 0 });
        t.equal((await read(app, `/v1/sessions/${hers[0]!.sessionId}/metrics`)).statusCode, 404);
        t.same((await remove(app, '/v1/users/marie')).json(), { userId: 'marie', sessions: 0, pushes: 0, rtcstats: 0 });
        t.match(log, /"sessions":2,"pushes":4,.*"msg":"Deleted the data of a user"/);
        t.notMatch(log, /marie/, 'the log does not say whose data it was');
    });

    t.test('her next session is stored', async (t) => {
        const app = await open(t);
        await beginSession(app, { userId: 'marie' });
        await remove(app, '/v1/users/marie');
        await new Promise((resolve) => setTimeout(resolve, 2));
        const next = await beginSession(app, { userId: 'marie' });
        await push(app, next, 0);
        t.match((await read(app, '/v1/sessions?userId=marie')).json(), { items: [{ sessionId: next.sessionId, pushes: 1 }] });
    });

    t.test('one session goes, also one that was never heard of, which then is not stored', async (t) => {
        const app = await open(t);
        const [gone, stays] = [await beginSession(app, { userId: 'marie' }), await beginSession(app, { userId: 'marie' })];
        await push(app, gone, 0);
        t.same((await remove(app, `/v1/sessions/${gone.sessionId}`)).json(), { sessionId: gone.sessionId, sessions: 1, pushes: 1, rtcstats: 0 });
        t.same((await remove(app, `/v1/sessions/${gone.sessionId}`)).json(), { sessionId: gone.sessionId, sessions: 0, pushes: 0, rtcstats: 0 });
        t.match((await read(app, '/v1/sessions')).json(), { items: [{ sessionId: stays.sessionId }] });
        const unknown = '00000000-0000-8000-8000-000000000000';
        t.match(await remove(app, `/v1/sessions/${unknown}`), { statusCode: 200 });
    });

    t.test('a userId may be anything that a session may have', async (t) => {
        const app = await open(t);
        for (const userId of ['a/b?c#d%41+ &', 'Zoë Straße', '\u{1f600}'.repeat(255), 'x'.repeat(255), '*', ':userId', '100%']) {
            await beginSession(app, { userId });
            const answer = await remove(app, `/v1/users/${encodeURIComponent(userId)}`);
            t.same([answer.statusCode, answer.json()], [200, { userId, sessions: 1, pushes: 0, rtcstats: 0 }]);
        }
    });

    t.test('what is no id is refused, and so is who may not', async (t) => {
        const app = await open(t);
        const { sessionId } = await beginSession(app, { userId: 'marie' });
        t.match(await remove(app, '/v1/users/marie', {}), { statusCode: 401 });
        t.match(await remove(app, `/v1/sessions/${sessionId}`, { authorization: 'Bearer another-token-of-some-length' }), { statusCode: 401 });
        t.match((await remove(app, '/v1/sessions/marie')).json(), { code: 'bad_request', path: '/sessionId' });
        t.match((await remove(app, `/v1/users/${'x'.repeat(256)}`)).json(), { code: 'bad_request', path: '/userId' });
        t.match((await remove(app, '/v1/users/marie?dry=1')).json(), { code: 'bad_request', path: '/dry' });
        t.match((await remove(app, '/v1/users/')).json(), { code: 'bad_request', path: '/userId' });
        t.match(await remove(app, '/v1/users/marie', { ...READER, origin: 'https://elsewhere.example' }), { statusCode: 403 });
        t.match((await app.inject({ method: 'PUT', url: '/v1/users/marie', headers: READER })).statusCode, 405);
        t.match((await read(app, '/v1/sessions')).json(), { items: [{ sessionId }] }, 'nothing went');
    });

    t.test('records that wait in the spool at that moment are not stored', async (t) => {
        const app = await open(t, { READ_WAIT: '0.05' });
        await settled(app);
        const release = holdWrites(t, app);
        const sessions = await Promise.all(Array.from({ length: 20 }, () => beginSession(app, { userId: 'marie' })));
        for (const session of sessions) for (const seq of [0, 1, 2]) await push(app, session, seq);
        const other = await beginSession(app, { userId: 'jean' });

        const answer = await remove(app, '/v1/users/marie');
        t.same(answer.json(), { userId: 'marie', sessions: 0, pushes: 0, rtcstats: 0 });
        t.ok(Number(answer.headers['x-confmeter-pending']) > 0, 'it says that there is more to come');
        release();
        await settled(app);
        t.equal(app.drainer.counts.erased, 80);
        t.match((await read(app, '/v1/sessions')).json(), { items: [{ sessionId: other.sessionId }] });
        t.same(await app.store.pushes.count(sessions.map(({ sessionId }) => sessionId)),
            new Map(sessions.map(({ sessionId }) => [sessionId, { pushes: 0, samples: 0 }])));
    });

    t.test('a store that does not answer is 503, and asking again finishes it', async (t) => {
        const app = await open(t);
        const { sessionId } = await beginSession(app, { userId: 'marie' });
        await settled(app);
        const { erasures } = app.store;
        const { sweep } = erasures;
        erasures.sweep = () => Promise.reject(new Error('as asked'));
        const answer = await remove(app, '/v1/users/marie');
        t.match([answer.statusCode, answer.json(), answer.headers['retry-after']], [503, { code: 'store_unavailable' }, '5']);
        t.equal((await read(app, `/v1/sessions/${sessionId}`)).statusCode, 404, 'what is marked is hidden');
        erasures.sweep = sweep;
        t.match(await remove(app, '/v1/users/marie'), { statusCode: 200 });
    });
}

t.test('deleting, in the embedded store', async (t) => { erasureRoutesContract(t, buildTestApp); });

t.test('deleting, in MongoDB', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    erasureRoutesContract(t, (t, settings = {}, overrides = {}) =>
        buildTestApp(t, { ...settings, MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() }, overrides));
});
