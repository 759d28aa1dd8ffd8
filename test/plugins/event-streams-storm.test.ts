import { connect, type Socket } from 'node:net';
import t from 'tap';
import { FIRST, GET_OTHER, GET_STREAM, hears, openStreams } from '../support/open-streams.js';
import { waitUntil } from '../support/wait-until.js';

const connectionsOf = (server: { getConnections(answer: (error: Error | null, count: number) => void): void }) =>
    new Promise<number>((resolve, reject) => { server.getConnections((error, count) => { if (error) reject(error); else resolve(count); }); });

t.test('Node\'s HTTP server has nothing to do any more with a connection that became a stream', async (t) => {
    const { app, streams, read } = await openStreams(t);
    const reader = read();
    const other = read(GET_OTHER);
    await hears(reader, FIRST);
    await hears(other, 'here');
    // closes whatever it has a parser for
    app.server.closeAllConnections();
    await other.closed;
    streams[0]?.send('data: still here\n\n');
    await hears(reader, 'data: still here');
});

t.test('a request with a body becomes a stream, with one that comes later as well', async (t) => {
    const { app, streams, read } = await openStreams(t);
    // as audience-meter's client asks
    await hears(read('POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'), FIRST);
    await hears(read('POST /stream HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'), FIRST);
    const late = read('GET /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n');
    await hears(late, FIRST);
    streams[2]?.send('data: 2\n\n');
    await hears(late, 'data: 2');
    late.socket.write('12345');
    streams[2]?.end('data: 3\n\n');
    await hears(late, 'data: 3');
    await late.closed;
    await waitUntil('it has left', () => app.eventStreams.size === 2);
});

t.test('what a reader sends into its stream is not kept, and who sends more than a little is dropped', async (t) => {
    const { app, streams, read } = await openStreams(t);
    const reader = read();
    await hears(reader, FIRST);
    reader.socket.write(GET_OTHER);
    streams[0]?.send('data: 2\n\n');
    await hears(reader, 'data: 2');
    t.notMatch(reader.heard(), 'here');
    const send = () => { if (!reader.socket.destroyed) reader.socket.write('x'.repeat(1000)); };
    await waitUntil('it is dropped', () => { send(); return app.eventStreams.size === 0; });
    await reader.closed;
});

t.test('a request right behind that for a stream gets no answer: the connection is closed', async (t) => {
    const { app, read } = await openStreams(t);
    for (const behind of [GET_STREAM, GET_OTHER]) {
        const reader = read(GET_STREAM + behind);
        await reader.closed;
        t.notMatch(reader.heard(), 'here');
    }
    await waitUntil('no stream is left', () => app.eventStreams.size === 0);
    await hears(read(), FIRST);
});

t.test('a frame larger than STREAM_BUFFER reaches a reader that has kept up', async (t) => {
    const { streams, read } = await openStreams(t, { STREAM_BUFFER: '4096' });
    const reader = read();
    await hears(reader, FIRST);
    const frame = `data: ${'x'.repeat(16_000_000)}\n\n`;
    streams[0]?.send(frame);
    t.ok(streams[0]?.isOpen);
    await waitUntil('it has read it all', () => reader.heard().endsWith(frame));
});

t.test('a reader that takes nothing for STREAM_STALL is dropped, however much may wait for it', async (t) => {
    const { app, streams, read } = await openStreams(t, { STREAM_STALL: '1', STREAM_BUFFER: String(64 * 1024 * 1024) });
    const [good, slow] = [read(), read()];
    await hears(good, FIRST);
    await hears(slow, FIRST);
    slow.socket.pause();
    const megabyte = Buffer.alloc(1024 * 1024, 'x');
    // more than an operating system takes for a reader, less than may wait
    for (let sent = 0; sent < 32; sent += 1) for (const stream of streams) stream.send(megabyte);
    await waitUntil('the slow one is dropped', () => app.eventStreams.size === 1);
    t.equal(streams.filter(({ isOpen }) => isOpen).length, 1);
    await waitUntil('the other one has read it all', () => good.heard().length > 32 * megabyte.length);
});

t.test('of a thousand that come at once exactly MAX_STREAMS get in', async (t) => {
    const { app, read } = await openStreams(t, { MAX_STREAMS: '200' });
    const readers = Array.from({ length: 1000 }, () => read());
    await waitUntil('all are answered', () => readers.every(({ heard }) => heard().includes('\r\n\r\n')));
    t.equal(readers.filter(({ heard }) => heard().startsWith('HTTP/1.1 200')).length, 200);
    t.equal(readers.filter(({ heard }) => heard().startsWith('HTTP/1.1 503')).length, 800);
    t.equal(app.eventStreams.size, 200);
});

t.test('of connections that break at any moment nothing is left behind', async (t) => {
    const COUNT = 1000;
    const { app, port, streams } = await openStreams(t, { MAX_STREAMS_PER_ADDRESS: String(COUNT), MAX_CONNECTIONS: String(COUNT) });
    let open = 0;
    const breaks: ((socket: Socket) => void)[] = [
        (socket) => { socket.destroy(); }, (socket) => { socket.resetAndDestroy(); }, (socket) => { socket.end(); socket.resume(); }
    ];
    function storm(place: number): void {
        const socket = connect(port, '127.0.0.1');
        open += 1;
        const breakNow = () => { breaks[place % breaks.length]?.(socket); };
        socket.on('error', () => undefined).on('close', () => { open -= 1; });
        // before it is there, before and after it has asked, after some of what it asks, after the answer, and some ms later
        const moment = place % 7;
        if (moment === 0) { socket.destroy(); return; }
        socket.once('connect', () => {
            if (moment === 1) { breakNow(); return; }
            socket.write(moment === 2 ? GET_STREAM.slice(0, 20) : GET_STREAM);
            if (moment <= 3) breakNow();
            if (moment === 4) socket.once('data', breakNow);
            if (moment >= 5) setTimeout(breakNow, Math.random() * 30);
        });
    }
    for (let place = 0; place < COUNT; place += 1) storm(place);
    let closes = 0;
    await waitUntil('all are gone, on both sides', async () => {
        for (const stream of streams) stream.send(FIRST);
        return open === 0 && app.eventStreams.size === 0 && await connectionsOf(app.server) === 0;
    });
    for (const stream of streams) stream.onClose(() => { closes += 1; });
    t.ok(streams.length > 100, 'many were streams');
    t.equal(closes, streams.length);
    t.ok(streams.every(({ isOpen }) => !isOpen));

    // every place is free again, those of the address and those of connections
    const readers = Array.from({ length: COUNT }, () => connect(port, '127.0.0.1', function (this: Socket) { this.write(GET_STREAM); }).resume());
    t.teardown(() => { for (const reader of readers) reader.destroy(); });
    await waitUntil('as many as may are in again', () => app.eventStreams.size === COUNT);
});
