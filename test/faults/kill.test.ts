import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config.js';
import { openStore } from '../../src/store/open-store.js';
import { openSpool } from '../../src/spool/open-spool.js';
import { findFreePort } from '../support/free-port.js';
import { createLogLines } from '../support/log-lines.js';
import { waitUntil } from '../support/wait-until.js';
import { PushingSession } from './pushing-session.js';
import { ServiceProcess } from './service-process.js';

const ROUNDS = 16;
const SESSIONS = 12;
const STARTED_AT = Date.now();
const root = t.testdir();

/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * 60_000);

async function setUp(t: Test) {
    const dataDir = await mkdtemp(path.join(root, 'data-'));
    const port = await findFreePort();
    const service = new ServiceProcess(port, dataDir);
    const sessions = Array.from({ length: SESSIONS }, () => new PushingSession(port, STARTED_AT));
    let running: Promise<unknown> = Promise.resolve();
    const stop = async () => {
        for (const session of sessions) session.stop();
        await running;
    };
    t.teardown(async () => {
        await stop();
        await service.end('SIGKILL');
    });
    return { dataDir, service, sessions, begin: () => { running = Promise.all(sessions.map((session) => session.run())); }, stop };
}

/** Opens the files that a service left, so nothing but those counts. */
async function checkStore(t: Test, dataDir: string, sessions: readonly PushingSession[]): Promise<void> {
    const spool = await openSpool({ dataDir, maxBytes: 1e9 });
    t.equal(spool.depth().batches, 0, 'the spool is empty');
    await spool.close();
    const store = await openStore(loadConfig({ DATA_DIR: dataDir }), createLogLines().log);
    const counts = await store.pushes.count(sessions.map(({ sessionId }) => sessionId));
    for (const { sessionId, acknowledged, odd } of sessions) {
        t.same(odd, [], 'every answer was 204, or 503 of a service that stops');
        t.ok(await store.sessions.find(sessionId), 'the session is there');
        const pushes = await store.pushes.list(sessionId, -1, 1_000_000);
        const stored = pushes.map(({ seq }) => seq);
        t.equal(new Set(stored).size, stored.length, 'no push is there twice');
        // in the end every push had its answer
        t.same(stored, acknowledged, 'every acknowledged push is there, and nothing else');
        t.same(pushes.flatMap(({ deltas }) => deltas.map(({ at }) => at - STARTED_AT)), stored.flatMap((seq) => [seq * 1000, seq * 1000 + 500]));
        t.same(counts.get(sessionId), { pushes: stored.length, samples: stored.length * 2 });
    }
    await store.close();
}

t.test('kill -9 at any moment loses nothing that was acknowledged, and doubles nothing', async (t) => {
    const { dataDir, service, sessions, begin, stop } = await setUp(t);
    const acknowledged = () => sessions.reduce((sum, session) => sum + session.acknowledged.length, 0);
    begin();
    for (let round = 0; round < ROUNDS; round++) {
        const before = acknowledged();
        await service.start();
        await waitUntil('a push is acknowledged', () => acknowledged() > before, () => service.output);
        await delay(Math.random() * 300);
        await service.end('SIGKILL');
    }
    const before = sessions.map((session) => session.acknowledged.length);
    await service.start();
    // what a kill left without an answer is sent again
    await waitUntil('each page got one more push acknowledged',
        () => sessions.every((session, index) => session.acknowledged.length > (before[index] ?? 0)), () => service.output);
    await stop();
    t.equal(await service.end('SIGTERM'), 0, service.output);
    t.comment(`${String(acknowledged())} pushes acknowledged in ${String(ROUNDS)} rounds`);
    t.ok(acknowledged() > ROUNDS * SESSIONS, 'there was load');
    await checkStore(t, dataDir, sessions);
});

t.test('a stop under load answers what it took, drains, and ends with 0', async (t) => {
    const { dataDir, service, sessions, begin, stop } = await setUp(t);
    await service.start();
    begin();
    await waitUntil('each page got ten pushes acknowledged',
        () => sessions.every((session) => session.acknowledged.length >= 10), () => service.output);
    t.equal(await service.end('SIGTERM'), 0, service.output);
    await stop();
    await checkStore(t, dataDir, sessions);
});
