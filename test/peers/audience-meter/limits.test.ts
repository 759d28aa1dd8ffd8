import { connect } from 'node:net';
import t from 'tap';
import { RequestError } from '../../../src/errors.js';
import { boundServer } from '../../../src/peers/audience-meter/bounded-server.js';
import { createNotificationServer } from '../../../src/peers/audience-meter/notification-port.js';
import { createStatsServer } from '../../../src/peers/audience-meter/stats-port.js';
import { waitUntil } from '../../support/wait-until.js';
import { ask, listening, openMeter, openWire } from './open-meter.js';

t.test('the notification port', async (t) => {
    const meter = await openMeter(t, { AUDIENCE_NOTIFICATION_BYTES: '16', AUDIENCE_LOCAL_CONNECTIONS: '2', AUDIENCE_LOCAL_TIMEOUT: '600' });
    const listener = openWire(t, meter.public, listening('/room1'));
    await listener.hears(/data: 1\n\n/);

    await t.test('refuses browsers and names that are not its own, and tells nothing', async (t) => {
        for (const [header, why] of [
            ['Origin: https://evil.example.org', /^HTTP\/1\.1 403 [^]*Browsers may not send here/],
            ['User-Agent: Mozilla/5.0 (X11; Linux x86_64)', /^HTTP\/1\.1 403 [^]*Browsers may not send here/]
        ] as const) t.match(await ask(t, meter.notification, '/room1/evil/1', [header]), why);
        const rebound = openWire(t, meter.notification, 'GET /room1/evil/1 HTTP/1.1\r\nHost: evil.example.org\r\nConnection: close\r\n\r\n');
        await rebound.closed();
        t.match(rebound.heard(), /^HTTP\/1\.1 403 [^]*not a name of this machine/);
    });

    await t.test('takes a message of AUDIENCE_NOTIFICATION_BYTES, and no longer one', async (t) => {
        t.match(await ask(t, meter.notification, `/room1/slide/${'4'.repeat(10)}`), /^HTTP\/1\.1 200 /);
        t.match(await ask(t, meter.notification, `/room1/slide/${'5'.repeat(11)}`), /^HTTP\/1\.1 414 [^]*16 bytes \(AUDIENCE_NOTIFICATION_BYTES\)/);
        await listener.hears(/data: slide=4{10}\n\n/);
    });

    await t.test('closes what is beyond AUDIENCE_LOCAL_CONNECTIONS at once', async (t) => {
        const slow = [1, 2].map(() => openWire(t, meter.notification, 'GET /room1/slow/1 HTTP/1.1\r\nHost: localhost\r\n'));
        await waitUntil('a third finds no place', async () => await ask(t, meter.notification, '/room1/third/1') === '');
        t.notOk(slow.some((wire) => wire.isClosed()));
        for (const wire of slow) wire.close();
        await waitUntil('there is place again', async () => await ask(t, meter.notification, '/room1/again/1') !== '');
        await listener.hears(/data: again=1\n\n/);
    });

    t.notMatch(listener.heard(), /evil|slide=5|slow/);
});

t.test('a message for which there is no room is answered 503, to be sent again', async (t) => {
    const server = createNotificationServer({ tell() { throw new RequestError('messages_full', { retryAfterSeconds: 1 }); } }, {
        AUDIENCE_NOTIFICATION_HOST: '127.0.0.1', AUDIENCE_NOTIFICATION_BYTES: 1024, AUDIENCE_LOCAL_TIMEOUT: 10_000, HEADER_LIMIT: 16_384
    });
    const bound = boundServer(server, { maxConnections: 2, timeoutMs: 10_000 }, console as never);
    t.teardown(() => bound.close());
    const port = await bound.listen({ port: 0, host: '127.0.0.1', door: 'AUDIENCE_NOTIFICATION_' });
    t.match(await ask(t, port, '/room1/slide/4'), /^HTTP\/1\.1 503 [^]*retry-after: 1\r\n/i);
});

t.test('a reader of the figures that does not read is closed after AUDIENCE_LOCAL_TIMEOUT, and what it sends is thrown away', async (t) => {
    const many = Array.from({ length: 100_000 }, (_, index) =>
        [`a namespace with a long name, number ${String(index)}`, { created: 1, members: 1, connections: 1, modified: 0 }] as [string, never]);
    const bound = boundServer(createStatsServer({ list: () => many }), { maxConnections: 1, timeoutMs: 300 }, console as never);
    t.teardown(() => bound.close());
    const port = await bound.listen({ port: 0, host: '127.0.0.1', door: 'AUDIENCE_STATS_' });
    const socket = connect(port, '127.0.0.1').pause();
    let isClosed = false;
    socket.on('error', () => undefined).once('close', () => { isClosed = true; });
    t.teardown(() => { socket.destroy(); });
    socket.write('x'.repeat(100_000));
    await waitUntil('another one is served', async () => (await ask(t, port, '/')).endsWith('}}'));
    socket.resume();
    await waitUntil('the slow one sees that it is closed', () => isClosed);
});

t.test('the public port takes no more connections than MAX_CONNECTIONS, those of PORT included, and no more requests than RATE_LIMIT', async (t) => {
    const meter = await openMeter(t, { MAX_CONNECTIONS: '2', RATE_LIMIT: '6' });
    const streams = [1, 2, 3].map(() => openWire(t, meter.public, listening('/room1')));
    for (const stream of streams) await stream.hears(/data: \d/);
    const waiting = [1, 2].map(() => openWire(t, meter.public, 'GET /'));
    const beyond = openWire(t, meter.public, 'GET /');
    await beyond.closed();
    t.equal(beyond.heard(), '');
    t.notOk(waiting.some((wire) => wire.isClosed()), 'streams are counted apart');
    for (const wire of waiting) wire.close();
    await waitUntil('there is place again', async () => await ask(t, meter.public, '/room1') !== '');
    await waitUntil('RATE_LIMIT is reached', async () => /^HTTP\/1\.1 429 [^]*retry-after: \d/i.test(await ask(t, meter.public, '/room1')));
});

t.test('a body is not heard, and may not be longer than BODY_LIMIT', async (t) => {
    const meter = await openMeter(t, { BODY_LIMIT: '1024' });
    const send = (length: number) => openWire(t, meter.public,
        `POST /room1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${String(length)}\r\n\r\n${'{'.repeat(length)}`);
    const [short, long] = [send(1024), send(1025)];
    await Promise.all([short.closed(), long.closed()]);
    t.match(short.heard(), /^HTTP\/1\.1 200 /);
    t.match(long.heard(), /^HTTP\/1\.1 413 /);
});
