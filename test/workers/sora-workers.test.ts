import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import t from 'tap';
import { connectHttp2, sendReport } from '../peers/sora/http2-client.js';
import { report } from '../peers/sora/open-port.js';
import { findFreePort } from '../support/free-port.js';
import { waitUntil } from '../support/wait-until.js';
import { exitCode, startWorkers } from './start-workers.js';

/** Nobody is there: what is accepted waits in the spools. */
const AWAY = { MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500' };

t.test('several workers share the port for Sora, and a stop ends its connections', async (t) => {
    const SORA_PORT = await findFreePort();
    const service = await startWorkers(t, { ...AWAY, WORKERS: '2', SORA_PORT: String(SORA_PORT) });
    await service.printed(/"Started\."/);
    const listening = service.log().filter(({ msg }) => msg === 'Listening for Sora.');
    t.same(listening.map(({ worker }) => worker).sort(), [1, 2]);
    t.ok(listening.every(({ port }) => port === SORA_PORT));

    const origin = `http://127.0.0.1:${String(SORA_PORT)}`;
    const sessions = await Promise.all([1, 2, 3, 4].map(() => connectHttp2(t, origin)));
    const answers = await Promise.all(sessions.map((session, index) =>
        sendReport(session, report({ connection_id: `QJ253E85SH1C170WQSPYJGFHC${String(index)}` }))));
    t.same(answers.map(({ status }) => status), [204, 204, 204, 204]);
    t.equal((JSON.parse((await service.send('/readyz')).text) as { spool: { batches: number } }).spool.batches >= 1, true);

    service.process.kill('SIGTERM');
    await waitUntil('all are told to go', () => sessions.every((session) => session.destroyed));
    t.equal(await exitCode(service), 0);
});

t.test('a port for Sora that is taken keeps all from starting', async (t) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.teardown(() => blocker.close());
    const taken = String((blocker.address() as AddressInfo).port);
    const service = await startWorkers(t, { ...AWAY, WORKERS: '2', SORA_PORT: taken, LOG_LEVEL: 'fatal' });
    t.equal(await exitCode(service), 1);
    t.equal(service.output(), `confmeter cannot start: 127.0.0.1:${taken} is in use by another program (SORA_PORT, SORA_HOST).\n`);
});
