import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import t from 'tap';
import { describeStartFault } from '../../../src/run/start-fault.js';
import { findFreePort } from '../../support/free-port.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { waitUntil } from '../../support/wait-until.js';
import { exitCode, startWorkers } from '../../workers/start-workers.js';
import { ask, listening, openMeter, openWire } from './open-meter.js';

t.test('workers share the three ports: one audience, whichever of them has a connection', { skip: await skipWithoutMongodb() }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const [open, stats, notification] = [await findFreePort(), await findFreePort(), await findFreePort()];
    const service = await startWorkers(t, {
        MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), WORKERS: '2', AUDIENCE_HOST: '127.0.0.1', AUDIENCE_NOTIFY_MIN_DELAY: '0.1',
        AUDIENCE_PORT: String(open), AUDIENCE_STATS_PORT: String(stats), AUDIENCE_NOTIFICATION_PORT: String(notification)
    });
    await service.printed(/"Started\."/);
    // handed to the workers in turn
    const listeners = [1, 2, 3, 4].map(() => openWire(t, open, listening('/room1')));
    for (const listener of listeners) await listener.hears(/data: 4\n\n/);
    for (const read of [1, 2]) await waitUntil(`worker ${String(read)} tells of all`, async () => {
        const wire = openWire(t, stats);
        await wire.closed();
        return (JSON.parse(wire.heard()) as Record<string, { members: number }>).room1?.members === 4;
    });
    for (const message of ['one', 'two']) await ask(t, notification, `/room1/slide/${message}`);
    for (const listener of listeners) {
        await listener.hears(/data: slide=one\n\n/);
        await listener.hears(/data: slide=two\n\n/);
    }
    service.process.kill('SIGTERM');
    for (const listener of listeners) await listener.closed();
    t.equal(await exitCode(service), 0);
});

t.test('a port that is taken keeps the service from starting, and says which setting is meant', async (t) => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    t.teardown(() => blocker.close());
    const taken = String((blocker.address() as AddressInfo).port);
    for (const door of ['AUDIENCE_', 'AUDIENCE_STATS_', 'AUDIENCE_NOTIFICATION_']) {
        const fault: unknown = await openMeter(t, { [`${door}PORT`]: taken }).then(() => undefined, (error: unknown) => error);
        t.equal(describeStartFault(fault), `confmeter cannot start: 127.0.0.1:${taken} is in use by another program (${door}PORT, ${door}HOST).`);
    }
});
