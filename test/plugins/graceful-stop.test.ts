import { once } from 'node:events';
import { request as httpRequest, Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { openSpool } from '../../src/spool/open-spool.js';
import { openStore } from '../../src/store/open-store.js';
import { buildTestApp, newSession, post } from '../build-test-app.js';
import { createLogLines } from '../support/log-lines.js';

interface Answer { status: number | undefined; body: { code?: string }; headers: IncomingMessage['headers'] }

async function answerOf(request: ClientRequest): Promise<Answer> {
    const [response] = await once(request, 'response') as [IncomingMessage];
    let text = '';
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode, body: JSON.parse(text) as { code?: string }, headers: response.headers };
}

/** A connection of its own, kept open between requests. */
const connection = (t: Test): Agent => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    t.teardown(() => { agent.destroy(); });
    return agent;
};

t.test('a stop lets those in the middle finish, refuses new writes, and then moves everything into the store', async (t) => {
    // so long that connections which are kept open afterwards would make this test hang
    const app = await buildTestApp(t, { SHUTDOWN_GRACE: '3600' });
    const { config } = app;
    const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    const begin = (agent: Agent) => httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/v1/sessions', agent,
        headers: { 'content-type': 'text/plain' } });
    const [slow, busy] = [newSession(), newSession()];

    const slowRequest = begin(connection(t));
    const slowAnswer = answerOf(slowRequest);
    slowRequest.write(JSON.stringify(slow).slice(0, 10));
    const busyConnection = connection(t);
    const busyRequest = begin(busyConnection);
    const busyAnswer = answerOf(busyRequest);
    busyRequest.write(JSON.stringify(busy).slice(0, 10));
    // both have arrived at the service when a later request of another connection is answered
    await fetch(`http://127.0.0.1:${String(port)}/healthz`);

    const closed = app.close();
    busyRequest.end(JSON.stringify(busy).slice(10));
    t.equal((await busyAnswer).status, 200, 'a request that had begun is answered');
    slowRequest.end(JSON.stringify(slow).slice(10));
    t.equal((await slowAnswer).status, 200);
    await closed;

    const store = await openStore(config, createLogLines().log);
    t.teardown(() => store.close());
    for (const { sessionId } of [slow, busy]) t.ok(await store.sessions.find(sessionId), 'accepted and drained before the store closed');
    const spool = await openSpool({ dataDir: config.DATA_DIR, maxBytes: 1e6 });
    t.equal(spool.depth().batches, 0);
    await spool.close();
});

t.test('a new write during a stop is 503 and told to come back', async (t) => {
    const app = await buildTestApp(t);
    const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    const hold = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/v1/sessions', agent: connection(t),
        headers: { 'content-type': 'text/plain' } });
    const held = answerOf(hold);
    hold.write('{');
    // two requests on one connection: the second is read when the first is answered, after the stop has begun
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => { text += String(chunk); });
    const body = JSON.stringify(newSession());
    const head = `POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ${String(body.length)}\r\n\r\n`;
    socket.write(head + body.slice(0, -1));
    await fetch(`http://127.0.0.1:${String(port)}/healthz`);
    const closed = app.close();
    socket.write(body.slice(-1) + head + body);
    await once(socket, 'close');
    t.match(text, /^HTTP\/1\.1 200 OK[\s\S]*HTTP\/1\.1 503 Service Unavailable[\s\S]*retry-after: 5[\s\S]*"code":"shutting_down"/i);
    hold.end('}');
    t.equal((await held).status, 400);
    await closed;
});

t.test('who does not finish within SHUTDOWN_GRACE does not hold the stop up', async (t) => {
    const app = await buildTestApp(t, { SHUTDOWN_GRACE: '0.2' });
    const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
    const hanging = httpRequest({ port, host: '127.0.0.1', method: 'POST', path: '/v1/sessions', headers: { 'content-type': 'text/plain' } });
    const failed = once(hanging, 'error');
    hanging.write('{');
    await fetch(`http://127.0.0.1:${String(port)}/healthz`);
    await app.close();
    t.match((await failed)[0], { code: 'ECONNRESET' });
});

t.test('what is being accepted goes to the spool, then to the store, and only then do both close', async (t) => {
    const app = await buildTestApp(t);
    const { spool, store } = app;
    const order: string[] = [];
    let letFirstGo: () => void = () => undefined;
    const firstMayGo = new Promise<void>((resolve) => { letFirstGo = resolve; });
    const { append, close: closeSpool } = spool;
    const { write, close: closeStore } = store;
    const appending = new Promise<void>((resolve) => {
        spool.append = async (bytes) => {
            order.push('append');
            resolve();
            await firstMayGo;
            return append.call(spool, bytes);
        };
    });
    store.write = (batches) => (order.push('write'), write.call(store, batches));
    spool.close = () => (order.push('close spool'), closeSpool.call(spool));
    store.close = () => (order.push('close store'), closeStore.call(store));
    const first = post(app, '/v1/sessions', newSession());
    await appending;
    const { acceptSession } = app.ingest;
    const arriving = new Promise<void>((resolve) => {
        Object.assign(app.ingest, { acceptSession: (...request: Parameters<typeof acceptSession>) => (resolve(), acceptSession(...request)) });
    });
    const second = post(app, '/v1/sessions', newSession());
    await arriving;
    const closed = app.close();
    letFirstGo();
    t.same([(await first).statusCode, (await second).statusCode], [200, 200]);
    await closed;
    t.same(order.slice(0, 2), ['append', 'append'], 'also what waited for the batch before it');
    t.same(order.slice(2).filter((step, index, steps) => step !== steps[index - 1]), ['write', 'close store', 'close spool']);
});
