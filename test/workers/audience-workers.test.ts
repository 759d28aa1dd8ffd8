import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import t from 'tap';
import { Listener } from '../faults/listener.js';
import { findFreePort } from '../support/free-port.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { startWorkers } from './start-workers.js';

const skip = await skipWithoutMongodb();

t.test('workers have one audience: one total, each message once, exact when one of them is killed', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const notifications = await findFreePort();
    const service = await startWorkers(t, {
        MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), WORKERS: '2', AUDIENCE_NOTIFICATION_PORT: String(notifications),
        AUDIENCE_NOTIFY_MIN_DELAY: '0.5', AUDIENCE_NOTIFY_MAX_DELAY: '1',
        AUDIENCE_CLUSTER_NOTIFY_INTERVAL: '0.5', AUDIENCE_CLUSTER_NODE_TIMEOUT: '3'
    });
    const [pid] = (await service.started()).values();
    if (pid === undefined) return t.fail('there is no worker');
    const listeners = Array.from({ length: 12 }, () => new Listener('n', [service.port]));
    t.teardown(() => Promise.all(listeners.map((listener) => listener.stop())));
    for (const listener of listeners) listener.begin();
    const told = () => listeners.map((listener) => listener.told);
    const allTold = (when: string) => waitUntil(`every listener was told that they are 12 ${when}`,
        () => told().every((count) => count === 12), () => `${told().join(' ')}\n${service.output()}`);
    await allTold('at first');

    // as curl does: a browser's headers, which fetch has, are refused
    const sent = get({ host: '127.0.0.1', port: notifications, path: '/n/slide/4', agent: false });
    const [notified] = await once(sent, 'response') as [IncomingMessage];
    t.equal(notified.resume().statusCode, 200);
    await waitUntil('all have heard the message', () => listeners.every(({ messages }) => messages.length > 0));

    process.kill(pid, 'SIGKILL');
    await waitUntil('another worker took its place', () => service.log().filter(({ msg }) => /^Server listening/.test(String(msg))).length === 3);
    await allTold('after a worker was killed');
    // long after it has come by the store as well
    t.same(listeners.map(({ messages }) => messages.join()), listeners.map(() => 'slide=4'), 'each heard it once');
});
