import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type {} from '../../src/plugins/audience.js';
import type {} from '../../src/plugins/event-streams.js';
import { beginSession, buildTestApp, post, READER } from '../build-test-app.js';
import { readEvents } from '../support/event-reader.js';
import { waitUntil } from '../support/wait-until.js';

/** The real service on a port, and who listens there. */
async function openService(t: Test, settings: Record<string, string> = {}) {
    const app = await buildTestApp(t, { AUDIENCE_NOTIFY_MIN_DELAY: '0.1', ...settings });
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    return { app, listen: (path: string, headers?: Record<string, string>) => readEvents(t, `${address}/audience/${path}`, headers) };
}

const membersAre = (app: FastifyInstance, namespace: string, members: number) => waitUntil(`${namespace} has ${String(members)} members`,
    () => app.audience.members(namespace) === members, () => String(app.audience.members(namespace)));

/** For all tests that need no settings of their own, each with namespaces of its own. */
const shared = openService(t);

const ask = async (app: FastifyInstance, path: string, headers: Record<string, string> = {}) => await app.inject({ url: `/audience/${path}`, headers });

t.test('a listener hears when to come again, the count, itself included, and every change', async (t) => {
    const { app, listen } = await shared;
    const first = listen('first');
    await first.hears('data: 1\n\n');
    t.equal(first.status, 200);
    t.match(first.headers, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', vary: 'accept, origin' });
    t.equal(first.headers['x-content-type-options'], 'nosniff');
    const [, retry = ''] = /^retry: (\d+)\n\ndata: 1\n\n/.exec(first.text) ?? [];
    t.ok(Number(retry) >= 2000 && Number(retry) <= 8000, retry);
    const second = listen('first');
    await second.hears('data: 2\n\n');
    await first.hears('data: 2\n\n');
    second.request.destroy();
    await waitUntil('the first hears that the second has left', () => first.messages().at(-1) === '1');
    first.request.destroy();
    await membersAre(app, 'first', 0);
    t.equal(app.eventStreams.size, 0);
});

t.test('a message is heard by those who listen', async (t) => {
    const { app, listen } = await shared;
    const [here, elsewhere] = [listen('messages'), listen('other')];
    await here.hears('data: 1\n\n');
    await elsewhere.hears('data: 1\n\n');
    app.audience.tell('messages', 'slide', '4');
    await here.hears('data: slide=4\n\n');
    t.notOk(elsewhere.text.includes('slide'));
});

t.test('who asks for no stream is told how many there are, and does not count', async (t) => {
    const { app, listen } = await shared;
    await listen('asked').hears('data: 1\n\n');
    for (const accept of [undefined, '*/*', 'application/json']) {
        const reply = await ask(app, 'asked', accept === undefined ? {} : { accept });
        t.equal(reply.statusCode, 200);
        t.same(reply.json(), { namespace: 'asked', members: 1 });
    }
    t.same((await ask(app, 'nobody-there')).json(), { namespace: 'nobody-there', members: 0 });
    const head = await app.inject({ method: 'HEAD', url: '/audience/event', headers: { accept: 'text/event-stream' } });
    t.equal(head.statusCode, 200, 'a HEAD begins no stream');
    t.notOk([...app.audience.list()].some(([name]) => name === 'nobody-there'), 'asking makes no namespace');
});

t.test('all namespaces are listed in the original\'s form, to who has the token', async (t) => {
    const { app, listen } = await shared;
    const before = Math.floor(Date.now() / 1000);
    await listen('listed').hears('data: 1\n\ndata: 1\n\n');
    await listen('__proto__').hears('data: 1\n\n');
    t.equal((await app.inject({ url: '/audience' })).statusCode, 401);
    const reply = await app.inject({ url: '/audience', headers: READER });
    const list = new Map(Object.entries(reply.json<Record<string, Record<string, number>>>()));
    t.ok(list.has('__proto__'));
    const { created = 0, modified = 0, ...counts } = list.get('listed') ?? {};
    t.same(counts, { members: 1, connections: 1 });
    t.ok(created >= before && modified >= created && modified <= Date.now() / 1000 + 1, `${String(created)} ${String(modified)}`);
});

t.test('names are percent-decoded, and bad escapes are refused', async (t) => {
    const { app, listen } = await shared;
    await listen('caf%C3%A9%20one%2Ftwo').hears('data: 1\n\n');
    t.equal(app.audience.members('café one/two'), 1);
    t.same((await ask(app, 'caf%c3%a9%20one%2ftwo')).json(), { namespace: 'café one/two', members: 1 });
    for (const bad of ['%zz', '%C3', 'x%']) {
        const reply = await ask(app, bad);
        t.equal(reply.statusCode, 400, bad);
        t.equal(reply.json<{ code: string }>().code, 'bad_request');
    }
});

t.test('names that AUDIENCE_PATTERN does not allow are 403, for listeners and for those who ask', async (t) => {
    const { app, listen } = await shared;
    for (const name of ['a%0Adata:%20999', '%3Cscript%3E', 'x'.repeat(129), '%00', '%E2%80%AE']) {
        const listener = listen(name);
        await listener.hears('"code":"namespace_not_allowed"');
        t.equal(listener.status, 403);
        t.equal((await ask(app, name)).statusCode, 403);
    }
    const narrow = await openService(t, { AUDIENCE_PATTERN: '^event-\\d+$' });
    t.equal((await ask(narrow.app, 'event-7')).statusCode, 200);
    t.equal((await ask(narrow.app, 'weekly')).statusCode, 403);
});

t.test('one namespace or one stream too many is 503, and leaves no trace', async (t) => {
    const { app, listen } = await openService(t, { AUDIENCE_MAX_NAMESPACES: '1', MAX_STREAMS: '2' });
    await listen('one').hears('data: 1\n\n');
    const refused = listen('two');
    await refused.hears('"code":"namespaces_full"');
    t.equal(refused.status, 503);
    t.equal(refused.headers['retry-after'], '30');
    const second = listen('one');
    await second.hears('data: 2\n\n');
    await listen('one').hears('"code":"streams_full"');
    t.equal(app.audience.members('one'), 2);
    t.same([...app.audience.list()].length, 1);
});

t.test('with AUDIENCE_ENABLE_UUID a uuid has one connection: a new one, or a plain request, ends the former for good', async (t) => {
    const { app, listen } = await openService(t, { AUDIENCE_ENABLE_UUID: 'on' });
    const [former, other] = [listen('event/u1'), listen('event/u2')];
    await former.hears('data: ');
    await other.hears('data: ');
    const next = listen('event/u1');
    await next.hears('data: 2\n\n');
    await former.closed();
    t.ok(former.text.endsWith('event: excluded\ndata: \n\nretry: -1\n\n'), former.text);
    t.equal(app.audience.members('event'), 2);
    t.equal((await app.inject({ method: 'HEAD', url: '/audience/event/u1' })).statusCode, 200);
    t.equal(app.audience.members('event'), 2, 'a HEAD changes nothing');
    t.same((await ask(app, 'event/u1')).json(), { namespace: 'event', members: 1 });
    await next.closed();
    t.notOk(other.isClosed);
});

t.test('without it a uuid ends nothing', async (t) => {
    const { app, listen } = await shared;
    const former = listen('uuidless/u1');
    await former.hears('data: 1\n\n');
    await listen('uuidless/u1').hears('data: 2\n\n');
    t.same((await ask(app, 'uuidless/u1')).json(), { namespace: 'uuidless', members: 2 });
    t.notOk(former.isClosed);
});

t.test('pages of the same host may listen, others only if they are listed', async (t) => {
    const { app, listen } = await openService(t, { AUDIENCE_CORS_ORIGINS: 'https://www.example.org', CORS_ORIGINS: 'https://meet.example.org' });
    const own = listen('event', { origin: 'http://127.0.0.1:3000' });
    await own.hears('data: ');
    t.equal(own.headers['access-control-allow-origin'], 'http://127.0.0.1:3000');
    const listed = listen('event', { origin: 'https://www.example.org' });
    await listed.hears('data: ');
    t.equal(listed.headers['access-control-allow-origin'], 'https://www.example.org');
    for (const origin of ['https://meet.example.org', 'https://evil.example', 'null']) {
        const other = listen('event', { origin });
        await other.hears('"code":"origin_not_allowed"');
        t.match([other.status, other.headers['access-control-allow-origin']], [403, '*'], 'which its script can read, to stop');
        t.equal((await ask(app, 'event', { origin })).statusCode, 403);
    }
    t.equal(app.audience.members('event'), 2);
});

t.test('AUDIENCE_CORS_ORIGINS=* lets every page listen, and nothing else of the service', async (t) => {
    const { app, listen } = await openService(t, { AUDIENCE_CORS_ORIGINS: '*' });
    const listener = listen('event', { origin: 'https://anywhere.example' });
    await listener.hears('data: 1\n\n');
    t.equal(listener.headers['access-control-allow-origin'], '*');
    t.equal((await ask(app, 'event', { origin: 'null' })).headers['access-control-allow-origin'], '*');
    const list = await app.inject({ url: '/audience', headers: { ...READER, origin: 'https://anywhere.example' } });
    t.equal(list.headers['access-control-allow-origin'], undefined);
});

t.test('AUDIENCE=off: there is nothing', async (t) => {
    const app = await buildTestApp(t, { AUDIENCE: 'off' });
    for (const url of ['/audience', '/audience/event', '/audience/event/u1'])
        t.equal((await app.inject({ url, headers: READER })).statusCode, 404, url);
});

t.test('a stream that has lasted long enough ends, and its listener has left', async (t) => {
    const { app, listen } = await openService(t, { AUDIENCE_MAX_CONN_DURATION: '1' });
    const listener = listen('event');
    await listener.hears('data: 1\n\n');
    await listener.closed();
    await membersAre(app, 'event', 0);
});

t.test('who shuts only its own half of the connection, or tears it, has left', async () => {
    const { app, listen } = await shared;
    const [stays, halfOpen, torn] = [listen('halves'), listen('halves'), listen('halves')];
    for (const listener of [stays, halfOpen, torn]) await listener.hears('data: ');
    await membersAre(app, 'halves', 3);
    halfOpen.socket?.end();
    torn.socket?.resetAndDestroy();
    await membersAre(app, 'halves', 1);
    await waitUntil('who stays hears it', () => stays.messages().at(-1) === '1');
});

t.test('many who come, go and are torn away at once are counted exactly, and pushes are answered meanwhile', async (t) => {
    const { app, listen } = await shared;
    const session = await beginSession(app);
    const everybody = Array.from({ length: 300 }, (_, index) => {
        const namespace = index % 3 === 0 ? 'many' : 'more';
        return { namespace, stays: index % 4 !== 1, listener: listen(namespace) };
    });
    const deltas = [{ at: Date.now(), keyframe: true, patch: { connectionQuality: 99 } }];
    const push = post(app, session.url, { token: session.token, seq: 0, deltas });
    // in the middle: some before their request has arrived, some while they are told
    const gone = everybody.filter(({ stays }) => !stays).map(async ({ listener }, index) => {
        if (index % 2 === 1) await waitUntil('it is there', () => listener.text !== '');
        listener.socket?.resetAndDestroy();
        listener.request.destroy();
    });
    t.equal((await push).statusCode, 204);
    await Promise.all(gone);
    const staying = everybody.filter(({ stays }) => stays);
    await waitUntil('those who stay are there', () => staying.every(({ listener }) => listener.text !== ''));
    for (const name of ['many', 'more']) await membersAre(app, name, staying.filter(({ namespace }) => namespace === name).length);
    for (const { listener } of staying) listener.request.destroy();
    for (const name of ['many', 'more']) await membersAre(app, name, 0);
});

t.test('a stop of the service ends all streams at once', async (t) => {
    const { app, listen } = await openService(t, { SHUTDOWN_GRACE: '3600' });
    const listeners = Array.from({ length: 100 }, () => listen('event'));
    await waitUntil('all listen', () => listeners.every(({ text }) => text !== ''));
    await app.close();
    await waitUntil('all are closed', () => listeners.every(({ isClosed }) => isClosed));
    t.equal(app.audience.members('event'), 0);
});
