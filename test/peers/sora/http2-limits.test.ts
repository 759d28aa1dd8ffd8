import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import t from 'tap';
import { skipWithout } from '../../support/programs.js';
import { waitUntil } from '../../support/wait-until.js';
import { answerOf, beginReport, connectHttp2, connectRaw, END_HEADERS, END_STREAM, FRAME, reportHeaders, sendReport } from './http2-client.js';
import { curl, EXPORTER, openSoraPort, PRIOR_KNOWLEDGE, report } from './open-port.js';

const LIMITS = {
    SORA_MAX_STREAMS: '2', SORA_MAX_FRAME: '65536', SORA_BODY_LIMIT: '131072', HEADER_LIMIT: '2048', REQUEST_TIMEOUT: '2', SORA_IDLE_TIMEOUT: '3'
};
const WAITING = { buffered: true };
const originOf = (port: number) => `http://127.0.0.1:${String(port)}`;
const errorOf = (frame: { payload: Buffer } | undefined, at: number) => frame?.payload.readUInt32BE(at);

t.test('the limits of the settings', async (t) => {
    const { app, port } = await openSoraPort(t, LIMITS);
    const origin = originOf(port);

    await t.test('a client is told of them', async (t) => {
        const session = await connectHttp2(t, origin);
        await waitUntil('they have come', () => session.remoteSettings.maxFrameSize === 65_536);
        t.match(session.remoteSettings, { maxConcurrentStreams: 2, maxFrameSize: 65_536, maxHeaderListSize: 2048 });
    });

    await t.test('a request beyond SORA_MAX_STREAMS is refused, the others are not', async (t) => {
        const raw = await connectRaw(t, port);
        for (const stream of [1, 3, 5]) raw.send(FRAME.headers, END_HEADERS, stream, reportHeaders());
        raw.send(FRAME.data, END_STREAM, 1, Buffer.from(JSON.stringify(report())));
        const refused = await raw.next(FRAME.reset);
        t.match([refused?.stream, errorOf(refused, 0)], [5, constants.NGHTTP2_REFUSED_STREAM]);
        t.equal((await raw.next(FRAME.headers))?.stream, 1);
    });

    await t.test('headers beyond HEADER_LIMIT are refused, whether the client knows of it or not', async (t) => {
        const session = await connectHttp2(t, origin);
        t.equal((await sendReport(session, report())).status, 204);
        await t.rejects(sendReport(session, report(), { 'x-large': 'x'.repeat(10_000) }));
        t.equal((await sendReport(session, report())).status, 204, 'the connection goes on');
        const raw = await connectRaw(t, port, { acknowledges: false });
        const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`x-${String(index)}`, 'x'.repeat(100)]));
        raw.send(FRAME.headers, END_HEADERS | END_STREAM, 1, reportHeaders(many));
        // the name :status is 8 in the static table, then come three octets: RFC 7541, 6.2.1
        t.equal((await raw.next(FRAME.headers))?.payload.subarray(0, 5).toString('latin1'), 'H\x03431');
    });

    await t.test('a body beyond SORA_BODY_LIMIT is 413, said beforehand or not, and the connection goes on', async (t) => {
        const session = await connectHttp2(t, origin);
        const large = JSON.stringify(report()).padEnd(200_000);
        const expected = { status: 413, text: '{"message":"The body is too large."}\n' };
        t.match(await sendReport(session, large), expected);
        t.match(await sendReport(session, large, { 'content-length': '200000' }), expected);
        t.equal((await sendReport(session, report())).status, 204);
    });

    await t.test('curl reads a 413 that comes before it has sent all', { skip: skipWithout('curl') }, async (t) => {
        const request = { ...PRIOR_KNOWLEDGE, headers: EXPORTER, body: ' '.repeat(3_000_000) };
        for (let i = 0; i < 3; i += 1) t.match(await curl(`${origin}/collector`, request), { status: 413, exit: 0 });
    });

    await t.test('what cannot be kept is refused with 503, and /.ok says 500', async (t) => {
        const { append, depth } = app.spool;
        app.spool.append = () => Promise.resolve('full');
        app.spool.depth = () => ({ batches: 9, bytes: app.config.SPOOL_MAX_BYTES, oldestAt: 5 });
        const session = await connectHttp2(t, origin);
        t.match(await sendReport(session, report()), { status: 503, headers: { 'retry-after': /^\d+$/ }, text: /^\{"message":"The spool is full: / });
        t.match(await answerOf(session.request({ ':path': '/.ok' })), { status: 500, text: '{"message":"Internal Server Error"}\n' });
        Object.assign(app.spool, { append, depth });
        t.equal((await sendReport(session, report())).status, 204);
        t.equal((await answerOf(session.request({ ':path': '/.ok' }))).status, 204);
    });

    // these wait for timeouts, all at the same time
    t.jobs = 6;

    t.test('a frame may be as large as SORA_MAX_FRAME, and one byte more ends the connection', WAITING, async (t) => {
        const send = async (bytes: number) => {
            const raw = await connectRaw(t, port);
            // the limit counts once the service knows that the client knows of it
            await raw.next(FRAME.settings);
            raw.send(FRAME.ping, 0, 0, Buffer.alloc(8));
            await raw.next(FRAME.ping);
            raw.send(FRAME.headers, END_HEADERS, 1, reportHeaders());
            raw.send(FRAME.data, END_STREAM, 1, Buffer.from(JSON.stringify(report()).padEnd(bytes)));
            return raw;
        };
        // :status 204 is 0x89 in HPACK's static table
        t.equal((await (await send(65_536)).next(FRAME.headers))?.payload[0], 0x89);
        const tooLarge = await send(65_537);
        t.equal(errorOf(await tooLarge.next(FRAME.goAway), 4), constants.NGHTTP2_FRAME_SIZE_ERROR);
        await tooLarge.closed;
    });

    t.test('a body that does not arrive in time is 408, and its stream is closed', WAITING, async (t) => {
        const session = await connectHttp2(t, origin);
        const slow = beginReport(session);
        slow.write('{"type":');
        t.match(await answerOf(slow), { status: 408, text: '{"message":"The request took too long to arrive."}\n' });
        await once(slow, 'close');
        t.equal((await sendReport(session, report())).status, 204, 'the connection goes on');
    });

    t.test('who goes on with a body after the 413 is cut off, and nobody else', WAITING, async (t) => {
        const session = await connectHttp2(t, origin);
        const endless = beginReport(session);
        endless.write(' ');
        // so late that the time for the body ends while what follows is thrown away; on a slow machine even later
        await delay(1500);
        endless.write(' '.repeat(200_000));
        t.ok([413, 408].includes((await answerOf(endless)).status));
        await once(endless, 'close');
        t.equal((await sendReport(session, report())).status, 204);
    });

    t.test('a connection without requests is closed, though it pings', WAITING, async (t) => {
        const idle = await connectHttp2(t, origin);
        const toldToGo = once(idle, 'goaway');
        const closed = once(idle, 'close').then(() => true);
        while (!idle.closed && !idle.destroyed) {
            idle.ping(() => undefined);
            await Promise.race([closed, delay(50)]);
        }
        t.equal((await toldToGo)[0], constants.NGHTTP2_NO_ERROR);
    });

    t.test('what is no HTTP/2 after the preface, or breaks off, ends its connection alone', WAITING, async (t) => {
        const garbage = await connectRaw(t, port);
        garbage.socket.write(Buffer.alloc(4096, 'garbage '));
        t.type(await garbage.next(FRAME.goAway), 'object');
        await garbage.closed;

        const halfClosed = await connectRaw(t, port);
        halfClosed.send(FRAME.headers, END_HEADERS, 1, reportHeaders());
        halfClosed.send(FRAME.data, 0, 1, Buffer.from('{"type":'));
        halfClosed.socket.end();
        await halfClosed.closed;

        const reset = await connectRaw(t, port);
        reset.send(FRAME.headers, END_HEADERS, 1, reportHeaders());
        await reset.next(FRAME.settings);
        reset.socket.resetAndDestroy();

        const session = await connectHttp2(t, origin);
        t.equal((await sendReport(session, report())).status, 204);
    });

    t.test('what is no HTTP at all is told so; who says nothing, or half of something, is sent away', WAITING, async (t) => {
        const heard = async (bytes: string) => {
            const socket = connect(port, '127.0.0.1');
            t.teardown(() => { socket.destroy(); });
            let text = '';
            socket.setEncoding('utf8').on('data', (part: string) => { text += part; });
            socket.write(bytes);
            await once(socket, 'close');
            return text;
        };
        const [hello, propfind, silent, half, endless] = await Promise.all([
            heard('hello\r\n\r\n'), heard('PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), heard(''), heard('PRI * HTTP/2.0\r\n'),
            heard('POST /stats-webhook HTTP/1.1\r\nHost: x\r\n')
        ]);
        t.match(hello, /^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\n\r\n\{"message":"This is no HTTP request that can be read\."\}$/);
        t.match(propfind, /^HTTP\/1\.1 400[^]*\{"message":"Bad Request"\}/);
        t.match(endless, /^HTTP\/1\.1 408/, 'headers that do not end');
        t.match([silent, half], ['', '']);
    });
});

t.test('what arrives at once is limited by SORA_PENDING_BYTES', async (t) => {
    const { port } = await openSoraPort(t, { SORA_PENDING_BYTES: '1048576', SORA_BODY_LIMIT: '700000' });
    const session = await connectHttp2(t, originOf(port));
    const first = beginReport(session);
    const answer = answerOf(first);
    first.write('{');
    // so that the service knows of it
    t.equal((await answerOf(session.request({ ':path': '/.ok' }))).status, 204);
    t.match(await sendReport(session, report()), { status: 503, headers: { 'retry-after': '1' }, text: /^\{"message":"Too much arrives at once/ });
    const text = JSON.stringify(report());
    t.equal((await sendReport(session, text, { 'content-length': String(Buffer.byteLength(text)) })).status, 204, 'a small one has room');
    first.end('}');
    t.equal((await answer).status, 400);
    await once(first, 'close');
    t.equal((await sendReport(session, report())).status, 204);
});

t.test('SORA_RATE_LIMIT counts requests of an address, but not those for /.ok; RATE_LIMIT does not count here', async (t) => {
    const { port } = await openSoraPort(t, { SORA_RATE_LIMIT: '3', RATE_LIMIT: '1', SORA_MAX_CONNECTIONS: '2' });
    const session = await connectHttp2(t, originOf(port));
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await sendReport(session, report())).status);
    t.same(statuses, [204, 204, 204]);
    const refused = await sendReport(session, report());
    t.match(refused, { status: 429, headers: { 'retry-after': /^\d+$/ }, text: '{"message":"Too many requests from this address."}\n' });
    t.equal((await answerOf(session.request({ ':path': '/.ok' }))).status, 204);

    await t.test('connections beyond SORA_MAX_CONNECTIONS are closed, until another one ends', async (t) => {
        const isOk = async () => {
            const raw = connect(port, '127.0.0.1').on('error', () => undefined);
            raw.end('GET /.ok HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
            const answer = once(raw, 'data').then(([data]) => String(data), () => '');
            return /^HTTP\/1\.1 204/.test(await Promise.race([answer, once(raw, 'close').then(() => '')]));
        };
        t.equal(await isOk(), true);
        const second = await connectHttp2(t, originOf(port));
        t.equal((await answerOf(second.request({ ':path': '/.ok' }))).status, 204);
        t.equal(await isOk(), false);
        second.close();
        await waitUntil('there is room again', isOk);
    });
});

t.test('a connection with a request under way is not idle', async (t) => {
    const { port } = await openSoraPort(t, { SORA_IDLE_TIMEOUT: '1' });
    const session = await connectHttp2(t, originOf(port));
    const late = beginReport(session);
    const answer = answerOf(late);
    await delay(1500);
    late.end(JSON.stringify(report()));
    t.equal((await answer).status, 204);
    await once(session, 'close');
});
