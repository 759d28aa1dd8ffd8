import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import t, { type Test } from 'tap';
import type { FastifyInstance } from 'fastify';
import { buildTestApp, newSession, post, READER } from '../build-test-app.js';

const OTHER = 'https://evil.example';
const LISTED = 'https://meet.example.org';

/** The log as lines, while the app runs. */
function captureLog(): { stream: PassThrough; lines: () => { msg: string; origin?: string }[] } {
    const stream = new PassThrough();
    let text = '';
    stream.on('data', (chunk) => { text += String(chunk); });
    return { stream, lines: () => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { msg: string }) };
}

const statusOf = async (app: FastifyInstance, headers: Record<string, string>): Promise<number> =>
    (await post(app, '/v1/sessions', newSession(), headers)).statusCode;

t.test('a page of another origin may not send, and the log names it once', async (t) => {
    const log = captureLog();
    const app = await buildTestApp(t, {}, { logger: { level: 'warn', stream: log.stream } });
    const answer = await post(app, '/v1/sessions', newSession(), { origin: OTHER, host: 'quality.example.org' });
    t.equal(answer.statusCode, 403);
    t.match(answer.json(), { code: 'origin_not_allowed', message: /CORS_ORIGINS/, requestId: /.+/ });
    t.match(answer.headers, { 'access-control-allow-origin': '*' }, 'it may read that, so that its script stops');
    for (const origin of [OTHER, 'null', 'garbage', '']) await statusOf(app, { origin });
    const named = log.lines().filter(({ origin }) => origin !== undefined).map(({ origin }) => origin);
    t.same(named, [OTHER, 'null', 'garbage', '']);
});

t.test('it may read no other answer', async (t) => {
    const app = await buildTestApp(t, { CORS_ORIGINS: LISTED });
    for (const url of ['/v1/sessions', '/healthz', '/login']) for (const origin of [OTHER, 'null', 'garbage', '']) {
        const { statusCode, headers } = await app.inject({ url, headers: { origin, ...READER } });
        t.match([statusCode, headers['access-control-allow-origin']], [200, undefined], `${url} from ${origin}`);
    }
});

t.test('its preflight is refused as well', async (t) => {
    const app = await buildTestApp(t);
    const headers = { origin: OTHER, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    const answer = await app.inject({ method: 'OPTIONS', url: '/v1/sessions', headers });
    t.equal(answer.statusCode, 403);
    t.equal(answer.json<{ code: string }>().code, 'origin_not_allowed');
    t.notOk(answer.headers['access-control-allow-methods']);
});

t.test('a page of an origin in CORS_ORIGINS may send, ask first, and read the answer', async (t) => {
    const app = await buildTestApp(t, { CORS_ORIGINS: `https://a.example,${LISTED}` });
    const preflight = await app.inject({
        method: 'OPTIONS', url: '/v1/sessions',
        headers: { origin: LISTED, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
    });
    t.equal(preflight.statusCode, 204);
    t.match(preflight.headers, {
        'access-control-allow-origin': LISTED, 'access-control-allow-methods': /POST/, 'access-control-allow-headers': /content-type/
    });
    const answer = await post(app, '/v1/sessions', newSession(), { origin: LISTED });
    t.equal(answer.statusCode, 200);
    t.match(answer.headers, { 'access-control-allow-origin': LISTED, vary: /origin/i });
    const refused = await post(app, '/v1/sessions', '{', { origin: LISTED });
    t.match(refused.headers, { 'access-control-allow-origin': LISTED }, 'also an error');
});

t.test('a page of the host that it sends to may send, whatever the port, and read the answer', async (t) => {
    const app = await buildTestApp(t);
    for (const [origin, host] of [
        ['https://quality.example.org', 'quality.example.org'], ['https://quality.example.org:8443', 'quality.example.org'],
        ['http://[2001:db8::1]:8443', '[2001:db8::1]:80']
    ] as const) {
        const answer = await post(app, '/v1/sessions', newSession(), { origin, host });
        t.equal(answer.statusCode, 200, origin);
        t.match(answer.headers, { 'access-control-allow-origin': origin, vary: /origin/i });
        const read = await app.inject({ url: '/v1/sessions', headers: { origin, host, ...READER } });
        t.equal(read.headers['access-control-allow-origin'], origin);
    }
    t.equal(await statusOf(app, { origin: 'https://quality.example.org.evil.example', host: 'quality.example.org' }), 403);
});

t.test('an OPTIONS request that is no preflight has an answer as any other', async (t) => {
    const app = await buildTestApp(t);
    const options = async (headers: Record<string, string>) => (await app.inject({ method: 'OPTIONS', url: '/v1/sessions', headers })).statusCode;
    t.same([await options({}), await options({ origin: 'https://localhost', host: 'localhost' })], [405, 204]);
});

t.test('X-Forwarded-Host and X-Forwarded-For are believed only from TRUST_PROXY', async (t) => {
    const headers = { origin: LISTED, host: '127.0.0.1:8080', 'x-forwarded-host': 'meet.example.org', 'x-forwarded-for': '203.0.113.9' };
    t.equal(await statusOf(await buildTestApp(t), headers), 403);
    t.equal(await statusOf(await buildTestApp(t, { TRUST_PROXY: '10.0.0.0/8' }), headers), 403);
    t.equal(await statusOf(await buildTestApp(t, { TRUST_PROXY: 'loopback' }), headers), 200);
});

t.test('requests through a proxy that is not believed are warned of, once', async (t) => {
    const log = captureLog();
    const app = await buildTestApp(t, {}, { logger: { level: 'warn', stream: log.stream } });
    for (let count = 0; count < 3; count += 1) await statusOf(app, { 'x-forwarded-for': '203.0.113.9' });
    t.equal(log.lines().filter(({ msg }) => msg.includes('TRUST_PROXY')).length, 1);
});

t.test('what is no page (no Origin) may send', async (t) => {
    t.equal(await statusOf(await buildTestApp(t), {}), 200);
});

t.test('an address that asks too often is told to wait, other addresses and /healthz are not', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '3', TRUST_PROXY: 'loopback', CORS_ORIGINS: LISTED });
    const from = (address: string) => post(app, '/v1/sessions', newSession(), { 'x-forwarded-for': address, origin: LISTED });
    for (let count = 0; count < 3; count += 1) t.equal((await from('203.0.113.9')).statusCode, 200);
    const answer = await from('203.0.113.9');
    t.equal(answer.statusCode, 429);
    t.equal(answer.json<{ code: string }>().code, 'rate_limited');
    t.match(Number(answer.headers['retry-after']), Number, 'seconds');
    t.ok(Number(answer.headers['retry-after']) > 0 && Number(answer.headers['retry-after']) <= 60);
    t.equal(answer.headers['access-control-allow-origin'], LISTED, 'the page may read it');
    t.equal((await from('203.0.113.10')).statusCode, 200);
    t.equal((await app.inject({ url: '/healthz', headers: { 'x-forwarded-for': '203.0.113.9' } })).statusCode, 200);
});

t.test('the addresses of one IPv6 network count as one', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '2', TRUST_PROXY: 'loopback' });
    const from = (address: string) => statusOf(app, { 'x-forwarded-for': address });
    t.same([await from('2001:db8:1:2::1'), await from('2001:db8:1:2::2'), await from('2001:db8:1:2:ffff::3')], [200, 200, 429]);
    t.equal(await from('2001:db8:1:3::1'), 200);
});

t.test('tries at the token count, too', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '2' });
    const statuses = [];
    for (let count = 0; count < 4; count += 1) statuses.push((await app.inject({ url: '/v1/nothing' })).statusCode);
    t.same(statuses, [404, 404, 429, 429]);
});

t.test('RATE_LIMIT 0 is no limit', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    for (let count = 0; count < 20; count += 1) t.equal(await statusOf(app, {}), 200);
});

t.test('every answer has the headers that keep browsers from guessing and telling', async (t) => {
    const app = await buildTestApp(t);
    for (const url of ['/', '/login', '/healthz', '/client.js', '/nothing', '/%']) {
        const { headers } = await app.inject(url);
        t.match(headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': url === '/login' ? 'same-origin' : 'no-referrer' }, url);
        t.notOk(headers['x-powered-by'] ?? headers.server, url);
    }
});

t.test('a request that does not arrive in time is ended with 408', async (t) => {
    const app = await buildTestApp(t, { REQUEST_TIMEOUT: '1' });
    const answer = await sendRaw(t, app, 'POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n{"sess');
    t.match(answer, /^HTTP\/1\.1 408 /);
});

t.test('connections beyond MAX_CONNECTIONS are closed at once, the others are not', async (t) => {
    const app = await buildTestApp(t, { MAX_CONNECTIONS: '1' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const first = connect(port, '127.0.0.1');
    await once(first, 'connect');
    const second = connect(port, '127.0.0.1');
    second.on('error', () => { /* a reset is as good as a close */ });
    await once(second, 'close');
    first.write('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    const [data] = await once(first, 'data') as [Buffer];
    t.match(data.toString(), /^HTTP\/1\.1 200 OK/);
    first.destroy();
});

/** Writes to a real connection and answers all that comes back. */
async function sendRaw(t: Test, app: FastifyInstance, text: string): Promise<string> {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    let answer = '';
    socket.on('data', (chunk) => { answer += String(chunk); });
    socket.write(text);
    await once(socket, 'close');
    return answer;
}
