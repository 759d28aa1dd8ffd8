import t, { type Test } from 'tap';
import { sendWebhook, type SendOptions } from '../../src/notify/send-webhook.js';
import { findFreePort } from '../support/free-port.js';
import { startReceiver } from './start-receiver.js';

const KEY = Buffer.alloc(32, 1);
const send = (url: string, options: Partial<SendOptions> = {}) => sendWebhook('msg_1', '{"type":"a"}',
    { url, keys: [KEY], timeoutMs: 60_000, signal: new AbortController().signal, now: Date.now, ...options });

t.test('every 2xx is a delivery', async (t) => {
    const receiver = await startReceiver(t);
    for (const status of [200, 202, 204]) {
        receiver.answers(status);
        t.same(await send(receiver.url), { kind: 'delivered' });
    }
    const headers = { 'content-type': 'application/json', 'webhook-signature': /^v1,/ };
    t.match(receiver.received[0], { id: 'msg_1', body: '{"type":"a"}', headers });
});

t.test('everything else is none; 410 is the end, Retry-After is heard', async (t) => {
    const receiver = await startReceiver(t);
    for (const status of [400, 404, 500]) {
        receiver.answers(status);
        t.same(await send(receiver.url), { kind: 'failed', reason: `status ${String(status)}` });
    }
    receiver.answers((_request, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    t.same(await send(receiver.url), { kind: 'failed', reason: 'status 429', retryAfterMs: 7000 });
    receiver.answers(410);
    t.same(await send(receiver.url), { kind: 'gone' });
});

t.test('a redirect is not followed', async (t) => {
    const [receiver, other] = [await startReceiver(t), await startReceiver(t)];
    for (const status of [301, 302, 307, 308]) {
        receiver.answers((_request, response) => response.writeHead(status, { location: other.url }).end());
        t.same(await send(receiver.url), { kind: 'failed', reason: `status ${String(status)}` });
    }
    t.same(other.received, []);
});

t.test('of an answer without end only the beginning is read', async (t) => {
    const receiver = await startReceiver(t);
    let isClosed: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => { isClosed = resolve; });
    receiver.answers((_request, response) => {
        response.writeHead(200);
        response.on('close', isClosed);
        const write = () => { if (!response.destroyed) response.write(Buffer.alloc(64 * 1024), () => { setImmediate(write); }); };
        write();
    });
    t.same(await send(receiver.url), { kind: 'delivered' });
    await closed;
});

t.test('who answers slowly, breaks off or is not there fails', async (t: Test) => {
    const receiver = await startReceiver(t);
    receiver.answers(() => undefined);
    t.same(await send(receiver.url, { timeoutMs: 50 }), { kind: 'failed', reason: 'no answer within 50 ms' });
    receiver.answers((request) => { request.socket.destroy(); });
    t.match(await send(receiver.url), { kind: 'failed', reason: /other side closed|ECONNRESET|UND_ERR_SOCKET/ });
    t.match(await send(`http://127.0.0.1:${String(await findFreePort())}/`), { kind: 'failed', reason: 'ECONNREFUSED' });
    const closing = new AbortController();
    receiver.answers(() => { closing.abort(); });
    t.match(await send(receiver.url, { signal: closing.signal }), { kind: 'failed' });
});
