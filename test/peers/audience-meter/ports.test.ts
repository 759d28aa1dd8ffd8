import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { findFreePort } from '../../support/free-port.js';
import { programPath } from '../../support/programs.js';
import { waitUntil } from '../../support/wait-until.js';
import { eventsIn, listening, openMeter, openWire, type Meter } from './open-meter.js';

const curl = async (...args: string[]) => (await promisify(execFile)(programPath('curl'), ['-sS', '--max-time', '60', ...args])).stdout;
const url = (port: number, path: string) => `http://localhost:${String(port)}${path}`;

async function readStats(t: Parameters<typeof openWire>[0], meter: Meter): Promise<Record<string, Record<string, number>>> {
    const wire = openWire(t, meter.stats);
    await wire.closed();
    return JSON.parse(Buffer.from(wire.heard(), 'latin1').toString()) as Record<string, Record<string, number>>;
}

t.test('a listener by curl hears counts and messages, a plain request gets 200 and nothing, the stats port tells all and ends', async (t) => {
    const meter = await openMeter(t);
    const child = execFile(programPath('curl'), ['-sN', '-H', 'Accept: text/event-stream', url(meter.public, '/room1')]);
    t.teardown(() => child.kill());
    let heard = '';
    child.stdout?.on('data', (part) => { heard += String(part); });
    await waitUntil('the listener is told the count', () => heard.includes('data: 1\n\n'));
    const second = openWire(t, meter.public, listening('/room1?x'));
    await waitUntil('the listener is told that there are two', () => heard.includes('data: 2\n\n'));

    t.match(await curl('-i', url(meter.public, '/room1')), /^HTTP\/1\.1 200 OK\r\n[^]*content-length: 0\r\n[^]*\r\n\r\n$/i);
    t.equal(await curl(url(meter.notification, '/room1/slide/4')), '');
    await waitUntil('the listener gets the message', () => heard.includes('data: slide=4\n\n'));
    await second.hears(/data: slide=4\n\n/);

    const begin = Math.floor(Date.now() / 1000) - 60;
    const stats = await readStats(t, meter);
    t.same(Object.keys(stats), ['room1']);
    const { created = 0, modified = 0, ...counts } = stats.room1 ?? {};
    t.same(counts, { members: 2, connections: 2 });
    t.ok(created > begin && modified >= created && modified < begin + 3600, 'times are in seconds');

    second.close();
    await waitUntil('the listener is told that it is alone', () => heard.endsWith('data: 1\n\n'));
});

t.test('the audience of the public port and that of our own route is one, however the name is escaped', async (t) => {
    const meter = await openMeter(t);
    const listener = openWire(t, meter.public, listening('/caf%C3%A9'));
    await listener.hears(/data: 1\n\n/);
    t.equal(meter.app.audience.members('café'), 1);
    t.equal(await curl(url(meter.notification, '/caf%c3%a9/slide/1')), '');
    await listener.hears(/data: slide=1\n\n/);
    t.same(Object.keys(await readStats(t, meter)), ['café']);
});

t.test('posts with an empty body, as audience-meter\'s client sends them, open a stream that any page may read', async (t) => {
    const meter = await openMeter(t);
    const request = ['POST /room1 HTTP/1.1', 'Host: meter.example.org', 'Origin: https://page.example.org', 'Accept: text/event-stream', 'Content-Length: 0'];
    const wire = openWire(t, meter.public, `${request.join('\r\n')}\r\n\r\n`);
    await wire.hears(/data: 1\n\n/);
    t.match(wire.heard(), /access-control-allow-origin: \*\r\n/i);
});

t.test('AUDIENCE_CORS_ORIGINS says whose pages may listen', async (t) => {
    const meter = await openMeter(t, { AUDIENCE_CORS_ORIGINS: 'https://page.example.org' });
    const from = (origin: string) => openWire(t, meter.public, listening('/room1', [`Origin: ${origin}`, 'Connection: close']));
    const allowed = from('https://page.example.org');
    await allowed.hears(/data: 1\n\n/);
    t.match(allowed.heard(), /access-control-allow-origin: https:\/\/page\.example\.org\r\n/i);
    const refused = from('https://other.example.org');
    await refused.closed();
    t.match(refused.heard(), /^HTTP\/1\.1 403 [^]*"origin_not_allowed"/);
    t.match(await curl(url(meter.public, '/crossdomain.xml')), /permitted-cross-domain-policies="none"/);
    const program = openWire(t, meter.public, listening('/room1'));
    await program.hears(/data: 2\n\n/);
});

t.test('with AUDIENCE_ENABLE_UUID a new connection ends the former of its uuid, and a plain request ends it, too', async (t) => {
    const meter = await openMeter(t, { AUDIENCE_ENABLE_UUID: 'on' });
    const [first, other] = [openWire(t, meter.public, listening('/room1/u-1')), openWire(t, meter.public, listening('/room1/u-2'))];
    await Promise.all([first.hears(/data: \d/), other.hears(/data: \d/)]);
    const second = openWire(t, meter.public, listening('/room1/u-1'));
    await first.closed();
    t.ok(first.heard().endsWith('retry: -1\n\n'));
    await second.hears(/data: 2\n\n/);
    t.match(await curl('-i', url(meter.public, '/room1/u-1')), /^HTTP\/1\.1 200 OK/);
    await second.closed();
    t.ok(second.heard().endsWith('retry: -1\n\n'));
    await waitUntil('one is left', () => meter.app.audience.members('room1') === 1);
    t.notOk(other.isClosed());
});

t.test('without AUDIENCE_ENABLE_UUID the uuid ends nobody', async (t) => {
    const meter = await openMeter(t);
    const [first, second] = [openWire(t, meter.public, listening('/room1/u-1')), openWire(t, meter.public, listening('/room1/u-1'))];
    await Promise.all([first.hears(/data: 2\n\n/), second.hears(/data: 2\n\n/)]);
    await curl(url(meter.public, '/room1/u-1'));
    t.equal(meter.app.audience.members('room1'), 2);
});

t.test('a namespace that is not allowed, or one too many, is refused before a stream begins', async (t) => {
    const meter = await openMeter(t, { AUDIENCE_PATTERN: '^room', AUDIENCE_MAX_NAMESPACES: '1' });
    const accept = ['-i', '-H', 'Accept: text/event-stream'];
    t.match(await curl(...accept, url(meter.public, '/other')), /^HTTP\/1\.1 403 [^]*"namespace_not_allowed"/);
    await openWire(t, meter.public, listening('/room1')).hears(/data: 1\n\n/);
    t.match(await curl(...accept, url(meter.public, '/room2')), /^HTTP\/1\.1 503 [^]*"namespaces_full"/);
});

t.test('each port that is not set stays closed', async (t) => {
    const port = await findFreePort();
    const meter = await openMeter(t, { AUDIENCE_PORT: '', AUDIENCE_STATS_PORT: String(port), AUDIENCE_NOTIFICATION_PORT: '' });
    t.same([meter.public, meter.stats, meter.notification], [0, port, 0]);
});

t.test('a stop ends streams and closes all three ports', async (t) => {
    const meter = await openMeter(t);
    const listener = openWire(t, meter.public, listening('/room1'));
    const idle = [meter.public, meter.notification].map((port) => openWire(t, port, 'GET / HTTP/1.1\r\nHost: localhost\r\n'));
    await listener.hears(/data: 1\n\n/);
    await meter.app.close();
    await Promise.all([listener, ...idle].map((wire) => wire.closed()));
    for (const port of [meter.public, meter.stats, meter.notification]) await t.rejects(curl(url(port, '/')), /refused|connect/i);
});

t.test('what listeners are told has no more lines than it should', async (t) => {
    const meter = await openMeter(t);
    const listener = openWire(t, meter.public, listening('/room1'));
    await listener.hears(/data: 1\n\n/);
    const attempt = openWire(t, meter.notification, 'GET /room1/slide/4\rretry: 0 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await attempt.closed();
    t.match(attempt.heard(), /^HTTP\/1\.1 400 /);
    await curl(url(meter.notification, '/room1/slide/%0d%0aretry:%200'));
    await listener.hears(/slide/);
    t.same(eventsIn(listener.heard()).filter((data) => data.includes('=')), ['slide=%0d%0aretry:%200']);
    t.notMatch(listener.heard(), /^retry/m);
});
