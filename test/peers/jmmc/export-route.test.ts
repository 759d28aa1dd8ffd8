import type { FastifyInstance } from 'fastify';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { buildTestApp, READER } from '../../build-test-app.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from '../../store/sample-records.js';

const get = (app: FastifyInstance, query = '', headers: Record<string, string> = {}) =>
    app.inject({ url: `/v1/export/jmmc${query}`, headers: { ...READER, ...headers } });
const settings = { RETENTION_DAYS: '0' };
const clock = { now: () => T0 + 3_600_000 };

t.test('sessions are given as documents, one per line, the newest first, however long they are', async (t) => {
    const app = await buildTestApp(t, settings, clock);
    const pushes = Array.from({ length: 200 }, (_, seq) => aPush('long', seq));
    await app.store.write([batchOf(aPost('long'), ...pushes, aPost('new', { startedAt: T0 + 60_000, conferenceName: 'other' }))]);
    const answer = await get(app);
    t.match(answer.headers, {
        'content-type': 'application/x-ndjson; charset=utf-8', 'content-disposition': 'attachment; filename="confmeter-jmmc.ndjson"'
    });
    const documents = answer.body.trimEnd().split('\n').map((line) => JSON.parse(line) as { _id: string; m: object[] });
    t.same(documents.map(({ _id, m }) => [_id, m.length]), [[sessionIdFor('new'), 1], [sessionIdFor('long'), 601]]);
    t.same(documents[1]?.m.slice(0, 4), [
        { ts: T0 / 1000, br: 'Chrome 156', os: 'Linux', pid: 'cf491bb2', t: { rip: 0xc0000200 } },
        { ts: T0 / 1000 + 10, cq: 100 }, { ts: T0 / 1000 + 20 }, { ts: T0 / 1000 + 30 }
    ]);
    const gzipped = await get(app, '', { 'accept-encoding': 'gzip' });
    t.equal(gunzipSync(gzipped.rawPayload).toString(), answer.body);
});

t.test('they are filtered by name and time, and are whole', async (t) => {
    const app = await buildTestApp(t, settings, clock);
    await app.store.write([batchOf(aPost('one'), aPush('one', 0), aPost('two', { conferenceName: 'other' }), aPush('two', 0))]);
    const ids = async (query: string) => (await get(app, query)).body.split('\n').filter(Boolean)
        .map((line) => JSON.parse(line) as { _id: string; m: object[] }).map(({ _id, m }) => [_id, m.length]);
    t.same(await ids('?conferenceName=OTHER&format=ndjson'), [[sessionIdFor('two'), 4]]);
    t.same(await ids(`?conferenceName=other&from=${String(T0 + 15_000)}`), [[sessionIdFor('two'), 4]]);
    t.same(await ids(`?to=${String(T0)}`), []);
});

t.test('what cannot be is 400, nothing is shown without the token, and JMMC=off takes it away', async (t) => {
    const app = await buildTestApp(t, settings, clock);
    const wrong = [['format=csv', '/format'], ['format=ndjson&format=ndjson', '/format'], ['limit=3', '/limit'], ['verdict=poor', '/verdict']];
    for (const [query, path] of wrong)
        t.match((await get(app, `?${String(query)}`)).json(), { code: 'bad_request', path });
    t.equal((await app.inject({ url: '/v1/export/jmmc' })).statusCode, 401);
    const off = await buildTestApp(t, { JMMC: 'off' });
    t.equal((await get(off)).statusCode, 404);
});

t.test('a store that does not answer is a 503, not a file that ends early', async (t) => {
    const app = await buildTestApp(t);
    await app.store.close();
    t.match((await get(app)).json(), { code: 'store_unavailable' });
});
