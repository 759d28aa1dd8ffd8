import t from 'tap';
import type { EventStream } from '../../src/live/event-stream.js';
import { FIRST, GET_OTHER, hears, openStreams } from '../support/open-streams.js';
import { waitUntil } from '../support/wait-until.js';

t.test('a stream begins with its headers and its first bytes, and goes on until either side ends it', async (t) => {
    const { app, streams, read } = await openStreams(t);
    const reader = read();
    await hears(reader, FIRST);
    const head = reader.heard().toLowerCase();
    for (const line of ['http/1.1 200 ok', 'content-type: text/event-stream', 'cache-control: no-cache', 'x-accel-buffering: no', 'x-own: yes'])
        t.ok(head.includes(`${line}\r\n`), line);
    t.notOk(head.includes('transfer-encoding'));
    const [stream] = streams as [EventStream];
    stream.send('data: 2\n\n');
    stream.send(Buffer.from('data: 3\n\n'));
    await hears(reader, '\r\n\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\n');
    let closes = 0;
    stream.onClose(() => { closes += 1; });
    stream.end('data: 4\n\n');
    stream.end('data: 5\n\n');
    stream.send('data: 6\n\n');
    t.notOk(stream.isOpen);
    await reader.closed;
    t.ok(reader.heard().endsWith('data: 4\n\n'));
    await waitUntil('it is closed', () => closes === 1);
    t.equal(app.eventStreams.size, 0);
    stream.onClose(() => { closes += 1; });
    t.equal(closes, 2, 'who asks later is told at once');

    const gone = read();
    await hears(gone, FIRST);
    gone.socket.destroy();
    await waitUntil('it is noticed that it went', () => app.eventStreams.size === 0);
    t.notOk(streams[1]?.isOpen);
});

t.test('signs of life come in between', async (t) => {
    const { read } = await openStreams(t, { STREAM_HEARTBEAT: '1' });
    await hears(read(), `${FIRST}:\n\n:\n\n`);
});

t.test('a stream ends when it has lasted long enough', async (t) => {
    const { read } = await openStreams(t, {}, 1000);
    const reader = read();
    await reader.closed;
    t.ok(reader.heard().endsWith(FIRST));
});

t.test('beyond MAX_STREAMS it is 503, beyond MAX_STREAMS_PER_ADDRESS 429, and a place that is left can be taken', async (t) => {
    const { read, app } = await openStreams(t, { MAX_STREAMS: '2', MAX_STREAMS_PER_ADDRESS: '0' });
    const [first] = [read(), read()];
    await waitUntil('both are open', () => app.eventStreams.size === 2);
    const third = read();
    await hears(third, '"code":"streams_full"');
    t.match(third.heard(), /^HTTP\/1\.1 503 [^]*retry-after: 30\r\n/i);
    first.socket.destroy();
    await waitUntil('one has left', () => app.eventStreams.size === 1);
    await hears(read(), FIRST);

    const narrow = await openStreams(t, { MAX_STREAMS_PER_ADDRESS: '1' });
    const only = narrow.read();
    await hears(only, FIRST);
    await hears(narrow.read(), 'HTTP/1.1 429 ');
    only.socket.destroy();
    await waitUntil('it has left', () => narrow.app.eventStreams.size === 0);
    await hears(narrow.read(), FIRST);
});

t.test('streams take no place of MAX_CONNECTIONS', async (t) => {
    const { read } = await openStreams(t, { MAX_CONNECTIONS: '1' });
    await hears(read(), FIRST);
    await hears(read(), FIRST);
    await hears(read(GET_OTHER), 'here');
});

t.test('a reader that does not read is dropped, the others are not', async (t) => {
    const { app, streams, read } = await openStreams(t, { STREAM_BUFFER: '65536' });
    const good = read();
    await hears(good, FIRST);
    const slow = read();
    await hears(slow, FIRST);
    slow.socket.pause();
    const frame = `data: ${'x'.repeat(16_000)}\n\n`;
    await waitUntil('the slow one is dropped', () => {
        for (const stream of streams) stream.send(frame);
        return app.eventStreams.size === 1;
    });
    t.ok(streams[0]?.isOpen);
    streams[0]?.send('data: end\n\n');
    await hears(good, 'data: end');
});

t.test('a stop ends all streams, also those that nobody reads, and opens no more', async (t) => {
    const { app, streams, read } = await openStreams(t, { SHUTDOWN_GRACE: '3600' });
    const reader = read();
    await hears(reader, FIRST);
    const slow = read();
    await hears(slow, FIRST);
    slow.socket.pause();
    for (let sent = 0; sent < 900_000; sent += 100_000) streams[1]?.send(`data: ${'x'.repeat(100_000)}\n\n`);
    await app.close();
    await reader.closed;
    await waitUntil('none is left', () => app.eventStreams.size === 0);
});
