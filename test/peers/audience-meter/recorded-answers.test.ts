import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../../support/project.js';
import { eventsIn, listening, openMeter, openWire } from './open-meter.js';

const readLines = <T>(name: string): T[] =>
    readFileSync(join(ROOT, 'test/fixtures/audience-meter', name), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);

interface Answer { status: number; headers: Record<string, string>; body: string; isStream: boolean }

const AT_ONCE = 20;
/** Any name of a namespace, as with audience-meter. */
const ANY = { AUDIENCE_PATTERN: '.', RATE_LIMIT: '0' };

function readAnswer(heard: string): Answer {
    const [head = '', ...rest] = heard.split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
    return { status: Number(first.split(' ')[1]), headers, body: rest.join('\r\n\r\n'), isStream: headers['content-type'] === 'text/event-stream' };
}

t.test('the public port answers each recorded request as audience-meter did', async (t) => {
    const meter = await openMeter(t, ANY);
    const recorded = readLines<Answer & { request: string }>('answers.ndjson');
    for (let index = 0; index < recorded.length; index += AT_ONCE) {
        await Promise.all(recorded.slice(index, index + AT_ONCE).map(async ({ request, ...theirs }) => {
            const wire = openWire(t, meter.public, request);
            const [line = ''] = request.split('\r\n');
            // nobody can listen to the answer to HEAD: there the original left the connection open, and counted it
            const isQuirk = request.startsWith('HEAD') && theirs.status === 0;
            await wire.hears(theirs.isStream ? /data: \d+\n\n/ : /\r\n\r\n/);
            const ours = readAnswer(wire.heard());
            t.equal(ours.status, isQuirk ? 200 : theirs.status, line);
            t.equal(ours.isStream, theirs.isStream, line);
            for (const name of ['content-type', 'content-length', 'cache-control', 'access-control-allow-origin'])
                if (theirs.headers[name] !== undefined) t.equal(ours.headers[name], theirs.headers[name], `${line}: ${name}`);
            if (!theirs.isStream) {
                if (theirs.headers.connection === 'close') await wire.closed();
            } else {
                t.equal(ours.headers.connection, 'close');
                // those of several requests count together
                if (/\/n\d/.test(request)) t.equal(eventsIn(wire.heard())[0], eventsIn(`\r\n\r\n${theirs.body}`)[0], line);
                t.equal(ours.body.startsWith('\n'.repeat(2047)), theirs.body.startsWith('\n'.repeat(2047)), `${line}: padding`);
            }
            wire.close();
        }));
    }
});

t.test('a listener hears each recorded message as from audience-meter', async (t) => {
    const meter = await openMeter(t, ANY);
    const listener = openWire(t, meter.public, listening('/room1'));
    await listener.hears(/data: 1\n\n/);
    const heard: string[] = [];
    for (const { target, status, heard: theirs } of readLines<{ target: string; status: number; heard: string }>('messages.ndjson')) {
        const wire = openWire(t, meter.notification, `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
        await wire.closed();
        const ours = readAnswer(wire.heard());
        t.same([ours.status, ours.headers['content-type'], ours.body], [status, 'text/html', ''], target);
        // there a backslash is one slash more, and so no message
        if (theirs !== '' || target.includes('\\')) heard.push(theirs === '' ? 's=a\\b' : theirs.replace(/^data: (.*)\n\n$/, '$1'));
    }
    await listener.hears(/data: s=abs\n\n/);
    t.same(eventsIn(listener.heard()).filter((data) => data.includes('=')), heard);
});
