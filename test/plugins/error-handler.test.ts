import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import Fastify, { type FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { ERRORS, RequestError } from '../../src/errors.js';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.js';
import { beginSession, buildTestApp, newSession, post } from '../build-test-app.js';

t.test('an address that does not exist is 404, one that takes other methods is 405 with Allow', async (t) => {
    const app = await buildTestApp(t);
    for (const url of ['/nothing', '/v1', '/v1/sessions/x/y/z', '/healthz/', '/__proto__'])
        t.match((await app.inject(url)).json(), { code: 'not_found', message: String, requestId: /.+/ }, url);
    const wrong = await app.inject({ method: 'DELETE', url: '/v1/sessions/67212462-2314-8285-af81-8d095bb0c2bf/metrics?x=1' });
    t.equal(wrong.statusCode, 405);
    t.match(wrong.headers.allow, /POST/);
    t.equal(wrong.json<{ code: string }>().code, 'method_not_allowed');
    t.equal((await app.inject({ method: 'PUT', url: '/healthz' })).headers.allow, 'GET, HEAD');
    t.equal((await app.inject({ method: 'DELETE', url: '/nothing' })).statusCode, 404);
});

t.test('what Fastify refuses by itself has our shape, too', async (t) => {
    const app = await buildTestApp(t);
    const { url } = await beginSession(app);
    const statusAndCode = async (answer: Promise<{ statusCode: number; json: () => { code: string; requestId: string } }>): Promise<unknown> => {
        const { statusCode, json } = await answer;
        const { code, requestId } = json();
        return requestId.length > 0 && [statusCode, code];
    };
    t.same(await statusAndCode(app.inject('/%zz')), [400, 'bad_request']);
    t.same(await statusAndCode(app.inject({ method: 'POST', url: `/v1/sessions/${'a'.repeat(1000)}/metrics`, payload: {} })), [404, 'not_found']);
    t.same(await statusAndCode(post(app, url, 'x'.repeat(300_000))), [413, 'body_too_large']);
    t.same(await statusAndCode(post(app, url, '{}', { 'content-type': 'application/xml' })), [415, 'unsupported_media_type']);
    t.same(await statusAndCode(post(app, url, '{}', { 'content-type': ';;;' })), [415, 'unsupported_media_type']);
});

t.test('an unforeseen error is told to the log with the request\'s id, and to nobody else', async (t) => {
    const stream = new PassThrough();
    const app = Fastify({ logger: { level: 'error', stream } });
    await app.register(errorHandlerPlugin);
    app.get('/broken', async () => { throw new Error('the password is 1234'); });
    app.get('/odd', async () => { throw Object.assign(new Error('the password is 1234'), { statusCode: 418 }); });
    const answer = await app.inject('/broken');
    t.equal(answer.statusCode, 500);
    const { requestId } = answer.json<{ requestId: string }>();
    t.same(answer.json(), { code: 'internal_error', message: ERRORS.internal_error.message, requestId });
    t.match(JSON.parse(String(stream.read())), { reqId: requestId, err: { message: /1234/, stack: String } });
    t.notMatch((await app.inject('/odd')).body, /1234/);
});

t.test('an expected failure carries its path and when to try again', async (t) => {
    const app = Fastify();
    await app.register(errorHandlerPlugin);
    app.get('/full', async () => { throw new RequestError('spool_full', { retryAfterSeconds: 30 }); });
    app.get('/bad', async () => { throw new RequestError('bad_request', { path: '', message: 'The body must be an object.' }); });
    const full = await app.inject('/full');
    t.same([full.statusCode, full.headers['retry-after'], full.json<{ code: string }>().code], [503, '30', 'spool_full']);
    t.match((await app.inject('/bad')).json(), { code: 'bad_request', path: '', message: 'The body must be an object.' });
});

t.test('what is no readable HTTP is answered in the same shape', async (t) => {
    const app = await buildTestApp(t, { HEADER_LIMIT: '2048' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const answers = {
        'GARBAGE\r\n\r\n': [400, 'bad_request'],
        'GET / HTTP/9.9\r\n\r\n': [400, 'bad_request'],
        [`GET /healthz HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(4000)}\r\n\r\n`]: [431, 'headers_too_large'],
        'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n': [400, 'bad_request']
    };
    for (const [request, [status, code]] of Object.entries(answers)) {
        const answer = await sendRaw(t, app, request);
        t.ok(answer.startsWith(`HTTP/1.1 ${String(status)} `), answer.slice(0, 60));
        const [head = '', body = ''] = answer.split('\r\n\r\n');
        t.match(head, /nosniff/);
        t.match(JSON.parse(body), { code, message: String, requestId: /.+/ });
    }
    t.equal((await app.inject('/healthz')).statusCode, 200, 'the service goes on');
});

t.test('ids of requests differ between runs', async (t) => {
    const ids = [];
    for (let run = 0; run < 2; run += 1) ids.push((await (await buildTestApp(t)).inject('/nothing')).json<{ requestId: string }>().requestId);
    t.not(ids[0], ids[1]);
});

t.test('a body far beyond the limit is refused while it is being sent', async (t) => {
    const app = await buildTestApp(t);
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${String(port)}/v1/sessions`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024) })
        .then(async (response) => [response.status, (await response.json() as { code: string }).code], (error: unknown) => error);
    if (Array.isArray(answer)) t.same(answer, [413, 'body_too_large']);
    else t.match(String((answer as { cause?: unknown }).cause), /EPIPE|ECONNRESET|closed/, 'or the connection is closed before all is sent');
    t.equal((await post(app, '/v1/sessions', newSession())).statusCode, 200);
});

async function sendRaw(t: Test, app: FastifyInstance, text: string): Promise<string> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    let answer = '';
    socket.on('data', (chunk) => { answer += String(chunk); });
    socket.write(text);
    await once(socket, 'close');
    return answer;
}
