import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { buildTestApp, READER } from '../build-test-app.js';

const PROGRAM = fileURLToPath(new URL('../../src/cli/replay.js', import.meta.url));

interface Ran { code: number; stdout: string; stderr: string }

async function run(args: string[], env: Record<string, string> = {}): Promise<Ran> {
    try {
        return { code: 0, ...await promisify(execFile)(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env } }) };
    } catch (error) {
        const { code, stdout, stderr } = error as Ran;
        return { code, stdout, stderr };
    }
}

t.test('a recording is replayed, and the lines that are printed read it back', async (t) => {
    const app = await buildTestApp(t, { BASE_PATH: '/confmeter' });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}/confmeter`;
    const folder = t.testdir({ 'dashboard-token': 'x' });
    const { code, stdout, stderr } = await run(['solyd-default', '--url', `${url}/`, '--conference', 'Demo', '--speed', '1000'], { DATA_DIR: folder });
    t.equal(stderr, '');
    t.equal(code, 0);
    t.match(stdout, /^Replaying solyd-default: 2 participants, 1\d\d s, in about 0\.1 s\.\n\nConference "Demo": [\w-]{22}\n/);
    t.match(stdout, `\nTOKEN=$(cat ${folder}/dashboard-token)\n`);
    const lines = stdout.split('\n').filter((line) => line.startsWith('curl '));
    t.equal(lines.length, 1 + 2 * 3);
    for (const line of lines) {
        t.match(line, /^curl -sw '\\n' -H "Authorization: Bearer \$TOKEN" http:\S+$/);
        const answer = await fetch(line.slice(line.lastIndexOf(' ') + 1), { headers: READER });
        t.equal(answer.status, 200, line);
    }
    const told = /session ([\w-]{36}): (\d+) requests, [\d,]+ bytes of JSON \([\d,]+ a minute\), [\d,]+ with HTTP\/1\.1 headers/.exec(stdout);
    const session = await (await fetch(`${url}/v1/sessions/${String(told?.[1])}`, { headers: READER })).json() as SessionReply;
    t.match(session, { conferenceName: 'Demo', samples: 12 });
    t.ok(Number(told?.[2]) >= session.pushes);
});

t.test('without a service, or with something else in its place, it says so and ends with 1', async (t) => {
    const app = await buildTestApp(t);
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const wrong = await run(['solyd-default', '--url', `http://127.0.0.1:${String(port)}/elsewhere`]);
    t.match(wrong, { code: 1, stderr: /^What answers at http:\S+ is no confmeter: its \/healthz gave 404\./ });
    await app.close();
    const gone = await run(['solyd-default', '--url', `http://127.0.0.1:${String(port)}`]);
    t.match(gone, { code: 1, stdout: '', stderr: /^No confmeter answers at http:\S+ \(.*ECONNREFUSED.*\)\. Start it/ });
});

t.test('a service that refuses the call ends it with 1 and the service\'s reason', async (t) => {
    const app = await buildTestApp(t, { CONFERENCE_PATTERN: '^allowed$' });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const url = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
    const refused = await run(['solyd-default', '--url', url]);
    t.match(refused, { code: 1, stderr: /^The service refused POST \/v1\/sessions with 403 conference_not_allowed: / });
    t.match(await run(['solyd-default', '--url', url, '--conference', 'allowed', '--speed', '1000']), { code: 0, stderr: '' });
});

t.test('a recording that is none ends with 1 and the reason', async (t) => {
    const folder = t.testdir({ 'x.ndjson': '{"t":0}' });
    t.match(await run(['nowhere']), { code: 1, stderr: /^nowhere cannot be read .* solyd-degraded/ });
    t.match(await run([`${folder}/x.ndjson`]), { code: 1, stderr: /x\.ndjson is no recording of a call\. Line 1 has no "event"/ });
});

t.test('what is asked for wrongly ends with 2 and how to ask; help ends with 0', async (t) => {
    for (const args of [[], ['a', 'b'], ['a', '--speed', '0'], ['a', '--speed', 'fast'], ['a', '--url', 'localhost'], ['a', '--url', 'ftp://x'],
        ['a', '--conference', ''], ['a', '--unknown']]) {
        t.match(await run(args), { code: 2, stdout: '', stderr: 'npm run replay -- <recording>' }, args.join(' '));
    }
    t.match(await run(['--help']), { code: 0, stdout: 'npm run replay -- <recording>', stderr: '' });
});
