import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import t from 'tap';
import type { Readiness } from '../../schemas/health.js';
import { newSession } from '../build-test-app.js';
import { eventually } from '../support/eventually.js';
import { openTestMongodb, skipWithoutMongodb, type TestMongodb } from '../support/mongodb.js';
import { exitCode, startWorkers, type Workers } from './start-workers.js';

const skip = await skipWithoutMongodb();
const mongodb: TestMongodb | undefined = skip === false ? await openTestMongodb() : undefined;
t.teardown(() => mongodb?.close());
/** Nobody is there. */
const AWAY = { MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500' };

const settings = () => ({ MONGODB_URI: mongodb?.uri ?? '', MONGODB_DB: mongodb?.newDatabase() ?? '', READ_WAIT: '30' });
const readiness = async ({ send }: Workers) => JSON.parse((await send('/readyz')).text) as Readiness;
const isAlive = (pid: number) => existsSync(`/proc/${String(pid)}`);
const count = (text: string, pattern: RegExp) => [...text.matchAll(new RegExp(pattern, 'g'))].length;

t.test('what is told at a start is told once, and every line of a worker names it', async (t) => {
    const service = await startWorkers(t, { ...AWAY, DASHBOARD_TOKEN: '' });
    await service.printed(/"Started\."/);
    await service.printed(/token for reading was made/);
    t.equal(count(service.output(), /"Started\."/), 1);
    t.equal(count(service.output(), /token for reading was made/), 1);
    t.match(service.log().find(({ msg }) => msg === 'Started.'), { settings: { WORKERS: 3, MONGODB_URI: '***' } });
    t.same([...(await service.started()).keys()].sort(), [1, 2, 3]);
    t.ok(service.log().every(({ pid, worker }) => worker === undefined ? pid === service.process.pid : [1, 2, 3].includes(Number(worker))));
    t.same((await readdir(service.dataDir)).sort(), ['dashboard-token', 'lock.sqlite', 'session-secret', 'worker-1', 'worker-2', 'worker-3']);
    t.equal(await service.stop('SIGINT'), 0);
});

t.test('what keeps it from starting is told once, and ends the whole', async (t) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.teardown(() => blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const blocked = await startWorkers(t, { ...AWAY, PORT: String(port), LOG_LEVEL: 'fatal' });
    t.equal(await exitCode(blocked), 1);
    t.equal(blocked.output(), `confmeter cannot start: 127.0.0.1:${String(port)} is in use by another program (PORT, HOST).\n`);
    const embedded = await startWorkers(t, {});
    t.equal(await exitCode(embedded), 1);
    t.match(embedded.output(), /^The configuration has a fault:\n {2}WORKERS: 3 processes need MONGODB_URI.*\n$/);
});

t.test('a second start on the same DATA_DIR is refused, whatever its number of workers', async (t) => {
    const first = await startWorkers(t, AWAY);
    await first.printed(/"Started\."/);
    for (const WORKERS of ['2', '1']) {
        const second = await startWorkers(t, { ...AWAY, WORKERS, DATA_DIR: first.dataDir, LOG_LEVEL: 'fatal' });
        t.equal(await exitCode(second), 1);
        t.match(second.output(), new RegExp(`^confmeter cannot start: ${first.dataDir} is in use by process ${String(first.process.pid)} on [^\n]*\n$`));
    }
});

t.test('a worker that dies is followed by another one; meanwhile and afterwards the others serve', async (t) => {
    const service = await startWorkers(t, AWAY);
    const killed = (await service.started()).get(2);
    t.same((await readiness(service)).workers, { count: 3, answering: 3 });
    if (killed === undefined) return t.fail('there is no second worker');
    process.kill(killed, 'SIGKILL');
    // node:cluster has handed what comes at this very moment to the one that is no more: its client waits in vain
    await service.printed(/A worker has ended/);
    t.equal((await readiness(service)).ready, true);
    t.match(service.log().find(({ msg }) => /^A worker has ended/.test(String(msg))), { worker: 2, pid: killed, signal: 'SIGKILL' });
    t.same((await eventually(() => readiness(service), ({ workers }) => workers?.answering === 3)).workers, { count: 3, answering: 3 });
    t.not(await eventually(() => service.pids().get(2), (pid) => pid !== killed), killed, 'its log may come a little later than its answers');
    t.equal(count(service.output(), /"Started\."/), 1);
});

t.test('when the primary process is killed its workers end, and the next start, with any number of workers, has their places', async (t) => {
    const first = await startWorkers(t, AWAY);
    const pids = [...(await first.started()).values()];
    t.equal(pids.length, 3);
    first.process.kill('SIGKILL');
    const second = await startWorkers(t, { ...AWAY, WORKERS: '1', DATA_DIR: first.dataDir });
    await second.printed(/"Started\."/);
    t.same(await eventually(() => pids.filter(isAlive), (alive) => alive.length === 0), []);
    t.same(await eventually(() => readdir(second.dataDir), (names) => !names.some((name) => name.startsWith('worker'))),
        ['dashboard-token', 'lock.sqlite', 'session-secret', 'spool.sqlite', 'spool.sqlite-wal'].filter((name) => name !== 'dashboard-token'));
});

t.test('a read at any worker finds what another one has just accepted', { skip }, async (t) => {
    const service = await startWorkers(t, settings());
    await service.printed(/"Started\."/);
    for (let round = 0; round < 12; round++) {
        const session = newSession();
        t.equal((await service.send('/v1/sessions', session)).status, 200);
        const found = await service.send(`/v1/sessions/${session.sessionId}`);
        t.equal(found.status, 200);
        t.equal(found.headers['x-confmeter-pending'], undefined);
    }
});

t.test('a read says what is pending at other workers, and that one of them does not answer', { skip }, async (t) => {
    const service = await startWorkers(t, { ...settings(), READ_WAIT: '0.5' });
    const [pid] = (await service.started()).values();
    if (pid === undefined) return t.fail('there is no worker');
    const session = newSession();
    await service.send('/v1/sessions', session);
    process.kill(pid, 'SIGSTOP');
    t.teardown(() => { process.kill(pid, 'SIGCONT'); });
    const pendings: (string | string[] | undefined)[] = [];
    // one that is too slow to answer on a busy machine counts, too
    while (pendings.filter((pending) => pending === '1').length < 4) {
        // those that the stopped worker is given are never answered
        const answer = await Promise.race([service.send('/v1/sessions'), new Promise<undefined>((resolve) => { setTimeout(resolve, 5000); })]);
        if (answer !== undefined) pendings.push(answer.headers['x-confmeter-pending']);
    }
    t.notOk(pendings.includes(undefined), 'every answer says so');
    process.kill(pid, 'SIGCONT');
    const pending = async () => (await service.send('/v1/sessions')).headers['x-confmeter-pending'];
    t.equal(await eventually(pending, (batches) => batches === undefined), undefined);
});

t.test('RATE_LIMIT is counted over all workers', async (t) => {
    const service = await startWorkers(t, { ...AWAY, RATE_LIMIT: '30' });
    await service.printed(/"Started\."/);
    // all in one minute of the clock
    const untilNextMinute = 60_000 - Date.now() % 60_000;
    if (untilNextMinute < 20_000) await new Promise((resolve) => { setTimeout(resolve, untilNextMinute); });
    const answers = await Promise.all(Array.from({ length: 90 }, () => service.send('/client.js')));
    t.equal(answers.filter(({ status }) => status === 200).length, 30);
    const refused = answers.find(({ status }) => status === 429);
    const wait = Number(refused?.headers['retry-after']);
    t.ok(wait >= 1 && wait <= 60, String(wait));
});

t.test('a terminal\'s Ctrl-C, or systemd, reaches every process at once: still an orderly stop', async (t) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        const service = await startWorkers(t, AWAY);
        for (const pid of (await service.started()).values()) process.kill(pid, signal);
        t.equal(await service.stop(signal), 0, service.output());
        t.same(await readdir(join(service.dataDir, 'worker-1')), ['lock.sqlite', 'spool.sqlite'], 'the spool was closed');
    }
});
