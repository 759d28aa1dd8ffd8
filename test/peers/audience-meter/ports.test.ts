import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { findFreePort } from '../../support/free-port.js';
import { programPath, skipWithout } from '../../support/programs.js';
import { waitUntil } from '../../support/wait-until.js';
import { ask, eventsIn, listening, openMeter, openWire } from './open-meter.js';

const EMPTY = /^HTTP\/1\.1 200 OK\r\n[^]*content-length: 0\r\n[^]*\r\n\r\n$/i;

t.test('over one audience', async (t) => {
    const meter = await openMeter(t);
    const listen = (path: string, headers?: string[]) => openWire(t, meter.public, listening(path, headers));

    await t.test('a listener by curl hears counts and messages, a plain request nothing', { skip: skipWithout('curl') }, async (t) => {
        const curl = async (...args: string[]) => (await promisify(execFile)(programPath('curl'), ['-sS', '--max-time', '60', ...args])).stdout;
        const url = (port: number, path: string) => `http://localhost:${String(port)}${path}`;
        const child = execFile(programPath('curl'), ['-sN', '-H', 'Accept: text/event-stream', url(meter.public, '/room1')]);
        t.teardown(() => child.kill());
        let heard = '';
        child.stdout?.on('data', (part) => { heard += String(part); });
        await waitUntil('the listener is told the count', () => heard.includes('data: 1\n\n'));
        const second = listen('/room1?x');
        await waitUntil('the listener is told that there are two', () => heard.includes('data: 2\n\n'));

        t.match(await curl('-i', url(meter.public, '/room1')), EMPTY);
        t.match(await curl('-i', '-X', 'POST', url(meter.notification, '/room1/slide/4')), EMPTY);
        await waitUntil('the listener gets the message', () => heard.includes('data: slide=4\n\n'));
        await second.hears(/data: slide=4\n\n/);
        second.close();
        await waitUntil('the listener is told that it is alone', () => heard.endsWith('data: 1\n\n'));
    });

    await t.test('the stats port tells all namespaces, in seconds, and ends', async (t) => {
        const [one, two] = [listen('/stats'), listen('/stats')];
        await Promise.all([one.hears(/data: 2\n\n/), two.hears(/data: 2\n\n/)]);
        const wire = openWire(t, meter.stats);
        await wire.closed();
        const { created = 0, modified = 0, ...counts } = (JSON.parse(wire.heard()) as Record<string, Record<string, number>>).stats ?? {};
        t.same(counts, { members: 2, connections: 2 });
        const now = Date.now() / 1000;
        t.ok(created > now - 600 && modified >= created && modified <= now + 1, `${String(created)} ${String(modified)}`);
    });

    await t.test('a name is the same however it is escaped, and the same as on our own route', async (t) => {
        const listener = listen('/caf%C3%A9');
        await listener.hears(/data: 1\n\n/);
        t.equal(meter.app.audience.members('café'), 1);
        t.match(await ask(t, meter.notification, '/caf%c3%a9/slide/1'), EMPTY);
        await listener.hears(/data: slide=1\n\n/);
    });

    await t.test('a POST with an empty body, as audience-meter\'s client sends it, opens a stream that any page may read', async (t) => {
        const head = ['POST /posted HTTP/1.1', 'Host: meter.example.org', 'Origin: https://page.example.org', 'Accept: text/event-stream', 'Content-Length: 0'];
        const wire = openWire(t, meter.public, `${head.join('\r\n')}\r\n\r\n`);
        await wire.hears(/data: 1\n\n/);
        t.match(wire.heard(), /access-control-allow-origin: \*\r\n/i);
        const [, retry = ''] = /^retry: (\d+)$/m.exec(wire.heard()) ?? [];
        t.ok(Number(retry) >= 1000 && Number(retry) <= 3000, 'and says when to come again');
    });

    await t.test('without AUDIENCE_ENABLE_UUID a uuid ends nobody', async (t) => {
        const [first, second] = [listen('/twins/u-1'), listen('/twins/u-1')];
        await Promise.all([first.hears(/data: 2\n\n/), second.hears(/data: 2\n\n/)]);
        await ask(t, meter.public, '/twins/u-1');
        t.equal(meter.app.audience.members('twins'), 2);
    });

    await t.test('no line break gets into a message', async (t) => {
        const listener = listen('/lines');
        await listener.hears(/data: 1\n\n/);
        t.match(await ask(t, meter.notification, '/lines/slide/4\rretry: 0'), /^HTTP\/1\.1 400 /);
        await ask(t, meter.notification, '/lines/slide/%0d%0aretry:%200');
        await listener.hears(/slide/);
        t.same(eventsIn(listener.heard()).filter((data) => data.includes('=')), ['slide=%0d%0aretry:%200']);
        t.equal(listener.heard().match(/^retry/gm)?.length, 1, 'only its own');
    });
});

t.test('the pages, the names and the uuids that settings allow', async (t) => {
    const meter = await openMeter(t, {
        AUDIENCE_CORS_ORIGINS: 'https://page.example.org', AUDIENCE_PATTERN: '^room', AUDIENCE_MAX_NAMESPACES: '1', AUDIENCE_ENABLE_UUID: 'on'
    });
    const listen = (path: string, headers?: string[]) => openWire(t, meter.public, listening(path, headers));

    await t.test('AUDIENCE_CORS_ORIGINS says whose pages may listen', async (t) => {
        const allowed = listen('/room', ['Origin: https://page.example.org']);
        await allowed.hears(/data: 1\n\n/);
        t.match(allowed.heard(), /access-control-allow-origin: https:\/\/page\.example\.org\r\n/i);
        t.match(await ask(t, meter.public, '/room', ['Accept: text/event-stream', 'Origin: https://other.example.org']), /^HTTP\/1\.1 403 [^]*"origin_not_allowed"/);
        t.match(await ask(t, meter.public, '/crossdomain.xml'), /permitted-cross-domain-policies="none"/);
        const program = listen('/room');
        await program.hears(/data: 2\n\n/);
        for (const wire of [allowed, program]) wire.close();
        await waitUntil('both have left', () => meter.app.audience.members('room') === 0);
    });

    await t.test('a new connection ends the former of its uuid, and a plain request ends it, too', async (t) => {
        const [first, other] = [listen('/room/u-1'), listen('/room/u-2')];
        await Promise.all([first.hears(/data: \d/), other.hears(/data: \d/)]);
        const second = listen('/room/u-1');
        await first.closed();
        t.ok(first.heard().endsWith('retry: -1\n\n'));
        await second.hears(/data: 2\n\n/);
        t.match(await ask(t, meter.public, '/room/u-1'), EMPTY);
        await second.closed();
        t.ok(second.heard().endsWith('retry: -1\n\n'));
        await waitUntil('one is left', () => meter.app.audience.members('room') === 1);
        t.notOk(other.isClosed());
    });

    await t.test('a namespace that is not allowed, or one too many, is refused before a stream begins', async (t) => {
        t.match(await ask(t, meter.public, '/other', ['Accept: text/event-stream']), /^HTTP\/1\.1 403 [^]*"namespace_not_allowed"/);
        t.match(await ask(t, meter.public, '/room2', ['Accept: text/event-stream']), /^HTTP\/1\.1 503 [^]*"namespaces_full"/);
        t.match(await ask(t, meter.public, `/room/${'u'.repeat(129)}`, ['Accept: text/event-stream']), /^HTTP\/1\.1 400 /);
    });
});

t.test('each port that is not set stays closed', async (t) => {
    const port = await findFreePort();
    const meter = await openMeter(t, { AUDIENCE_PORT: '', AUDIENCE_STATS_PORT: String(port), AUDIENCE_NOTIFICATION_PORT: '' });
    t.same([meter.public, meter.stats, meter.notification], [0, port, 0]);
});

t.test('a stop ends streams and closes all three ports, whoever has not finished his request', async (t) => {
    const meter = await openMeter(t, { SHUTDOWN_GRACE: '3600' });
    const listener = openWire(t, meter.public, listening('/room1'));
    const unfinished = [meter.public, meter.notification].map((port) => openWire(t, port, 'GET / HTTP/1.1\r\nHost: localhost\r\n'));
    await listener.hears(/data: 1\n\n/);
    await meter.app.close();
    await Promise.all([listener, ...unfinished].map((wire) => wire.closed()));
    for (const port of [meter.public, meter.stats, meter.notification]) t.equal(await ask(t, port, '/'), '');
});
