import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { loadConfig } from '../src/config.js';
import { openStore } from '../src/store/open-store.js';
import { makeDataDir, newSession } from './build-test-app.js';
import { createLogLines } from './support/log-lines.js';

const PROGRAM = fileURLToPath(new URL('../src/server.js', import.meta.url));

interface Run {
    /** Both outputs so far. */
    output: () => string;
    /** Resolves with the service's address when it listens. */
    listening: Promise<string>;
    ended: Promise<number | null>;
    stop: (signal: NodeJS.Signals) => void;
    pid: number | undefined;
}

/** Runs the program as `npm start` does. Ended with the test. */
function run(t: Test, settings: Record<string, string>, flags: string[] = []): Run {
    const env = { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', ...settings };
    const child = spawn(process.execPath, [PROGRAM, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    t.teardown(() => child.kill('SIGKILL'));
    let output = '';
    const listening = new Promise<string>((resolve, reject) => {
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => {
            output += String(chunk);
            const address = /Server listening at (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
            if (address !== undefined && output.includes('"Started."')) resolve(address);
        });
        child.on('close', () => { reject(new Error(`It ended: ${output}`)); });
    });
    listening.catch(() => { /* those who wait for it hear of it */ });
    const ended = once(child, 'close').then(([code]) => code as number | null);
    return { output: () => output, listening, ended, stop: (signal) => child.kill(signal), pid: child.pid };
}

const logLine = (output: string, message: string): Record<string, unknown> | undefined =>
    output.split('\n').filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>).find(({ msg }) => msg === message);

t.test('it starts, tells its settings once without secrets, and keeps the secrets that it made to itself', async (t) => {
    const folder = join(await makeDataDir(t), 'data');
    const { output, listening, stop, ended } = run(t, { DATA_DIR: folder });
    t.equal((await fetch(`${await listening}/readyz`)).status, 200);
    t.match(logLine(output(), 'Started.'), { version: /^\d+\.\d+\.\d+/, settings: { DATA_DIR: folder, SESSION_SECRET: 'unset', PUSH_INTERVAL: 30 } });
    stop('SIGTERM');
    t.equal(await ended, 0);
    for (const name of ['dashboard-token', 'session-secret']) {
        const secret = (await readFile(join(folder, name), 'utf8')).trim();
        t.equal(secret.length, 43);
        t.notOk(output().includes(secret), `${name} is not in the log`);
    }
    t.match(output(), /The token for reading was made and is in .*dashboard-token/);
    for (const name of ['spool.sqlite', 'confmeter.sqlite']) t.equal((await stat(join(folder, name))).mode & 0o077, 0, `${name} is for its user alone`);
});

t.test('a second start tells nothing of the token, and given secrets are masked', async (t) => {
    const folder = await makeDataDir(t);
    for (const DASHBOARD_TOKEN of ['', 'a-very-secret-token']) {
        const first = run(t, { DATA_DIR: folder, DASHBOARD_TOKEN });
        await first.listening;
        first.stop('SIGINT');
        t.equal(await first.ended, 0);
        t.equal(first.output().includes('The token for reading was made'), DASHBOARD_TOKEN === '');
        t.notMatch(first.output(), /a-very-secret-token/);
    }
});

t.test('a stop loses nothing that was accepted', async (t) => {
    const folder = await makeDataDir(t);
    const { listening, stop, ended } = run(t, { DATA_DIR: folder });
    const address = await listening;
    const sessions = Array.from({ length: 20 }, () => newSession());
    const answers = await Promise.all(sessions.map((session) => fetch(`${address}/v1/sessions`, { method: 'POST', body: JSON.stringify(session) })));
    stop('SIGTERM');
    t.ok(answers.every(({ status }) => status === 200));
    t.equal(await ended, 0);
    const store = await openStore(loadConfig({ DATA_DIR: folder }), createLogLines().log);
    t.teardown(() => store.close());
    for (const { sessionId } of sessions) t.ok(await store.sessions.find(sessionId), 'it is in the store already');
});

t.test('what keeps it from starting is one clear line and exit code 1', async (t) => {
    const folder = await makeDataDir(t);
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.teardown(() => blocker.close());
    const { port } = blocker.address() as AddressInfo;
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'short'));
    await writeFile(join(folder, 'short', 'session-secret'), 'short\n');
    const faults: [Record<string, string>, RegExp][] = [
        [{ DATA_DIR: join(folder, 'a'), PORT: String(port) },
            /^confmeter cannot start: 127\.0\.0\.1:\d+ is in use by another program \(PORT, HOST\)\.$/],
        [{ DATA_DIR: join(folder, 'b'), HOST: '203.0.113.1' },
            /^confmeter cannot start: this machine does not have the address 203\.0\.113\.1 \(HOST\)\.$/],
        [{ DATA_DIR: join(folder, 'c'), SORA_PORT: String(port) },
            /^confmeter cannot start: 127\.0\.0\.1:\d+ is in use by another program \(SORA_PORT, SORA_HOST\)\.$/],
        [{ DATA_DIR: join(folder, 'd'), SORA_PORT: '0', SORA_TLS_CERT_FILE: '/nowhere/cert', SORA_TLS_KEY_FILE: '/nowhere/key' },
            /^The configuration has 2 faults:\n {2}SORA_TLS_CERT_FILE: cannot be read \(ENOENT.*\n {2}SORA_TLS_KEY_FILE: cannot be read \(ENOENT.*$/],
        [{ DATA_DIR: join(folder, 'file') },
            /^confmeter cannot start: .*file cannot be used \(EEXIST\); DATA_DIR must be a folder that this user may write\.$/],
        [{ DATA_DIR: join(folder, 'file', 'below') }, /^confmeter cannot start: .* cannot be used \(ENOTDIR\)/],
        [{ DATA_DIR: join(folder, 'short') }, /^confmeter cannot start: .*session-secret holds no secret of at least 16 characters/]
    ];
    for (const [settings, line] of faults) {
        const { output, ended } = run(t, { LOG_LEVEL: 'error', ...settings });
        t.equal(await ended, 1);
        t.match(output().trimEnd(), line);
        t.equal(output().trimEnd().split('\n').length, line.source.includes('faults') ? 3 : 1);
    }
});

t.test('a DATA_DIR that another process uses is refused', async (t) => {
    const folder = await makeDataDir(t);
    const first = run(t, { DATA_DIR: folder });
    await first.listening;
    const second = run(t, { DATA_DIR: folder, LOG_LEVEL: 'error' });
    t.equal(await second.ended, 1);
    t.equal(second.output().split('\n').length, 2);
    t.match(second.output(), new RegExp(`^confmeter cannot start: ${folder} is in use by process ${String(first.pid)} on .*DATA_DIR`));
});

t.test('faults of the settings and flags are told together', async (t) => {
    const { output, ended } = run(t, { PUSH_INTERVAL: '0' }, ['--prot', '1']);
    t.equal(await ended, 1);
    t.match(output(),
        /2 faults:\n {2}--prot: there is no such flag; did you mean --port\?.*\n {2}PUSH_INTERVAL: "0" is not a number of seconds from 1 to 600/);
});

t.test('--help and --version print and end', async (t) => {
    const help = run(t, {}, ['--help']);
    t.equal(await help.ended, 0);
    t.match(help.output(), /^Usage: confmeter[\s\S]*--dashboard-token/);
    const version = run(t, {}, ['--version', '--prot']);
    t.equal(await version.ended, 0);
    t.match(version.output(), /^\d+\.\d+\.\d+\n$/);
});
