import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { Listener } from './listener.js';
import { openSite } from './site.js';

const skip = await skipWithoutMongodb();
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(15 * 60_000);

const NAMESPACES = ['stage', 'lobby', 'late-show'];
const LISTENERS = 120;
const NODE_TIMEOUT_MS = 3000;

/** Often, so that the test is short. */
const SETTINGS = {
    AUDIENCE_CLUSTER_NOTIFY_INTERVAL: '0.5', AUDIENCE_CLUSTER_NODE_TIMEOUT: String(NODE_TIMEOUT_MS / 1000),
    AUDIENCE_NOTIFY_MIN_DELAY: '0.5', AUDIENCE_NOTIFY_MAX_DELAY: '2', MAX_STREAMS_PER_ADDRESS: '0'
};

t.test('every instance tells the number of open listeners, whoever is killed while they come and go', { skip }, async (t) => {
    const { mongodb, services } = await openSite(t, { instances: 3, pages: 0, settings: SETTINGS });
    const ports = services.map(({ port }) => port);
    const listeners: Listener[] = [];
    t.teardown(() => Promise.all(listeners.map((listener) => listener.stop())));

    const totalAt = async (port: number, namespace: string) => {
        const answer = await fetch(`http://127.0.0.1:${String(port)}/audience/${namespace}`, { headers: { connection: 'close' } });
        return (await answer.json() as { members: number }).members;
    };
    const openIn = (namespace: string) => listeners.filter((listener) => listener.isOpen && listener.namespace === namespace).length;
    const expected = () => ports.map(() => NAMESPACES.map(openIn));
    const totals = () => Promise.all(ports.map((port) => Promise.all(NAMESPACES.map((namespace) => totalAt(port, namespace)))));
    const areExact = async () => JSON.stringify(await totals()) === JSON.stringify(expected());

    const come = (count: number) => {
        for (let index = 0; index < count; index++) {
            const listener = new Listener(NAMESPACES[listeners.length % NAMESPACES.length] ?? '', ports);
            listeners.push(listener);
            listener.begin();
        }
    };
    const go = async (count: number) => {
        const leaving = Array.from({ length: count }, () => listeners.splice(Math.floor(Math.random() * listeners.length), 1)).flat();
        await Promise.all(leaving.map((listener) => listener.stop()));
    };
    /** Every listener has a stream, all instances tell the same exact totals, and still do when nobody can be taken for dead any more. */
    const checkQuiet = async (when: string) => {
        await waitUntil(`every listener has a stream ${when}`, () => listeners.every(({ isOpen }) => isOpen));
        const exact = () => waitUntil(`all totals are exact ${when}`, areExact, async () => JSON.stringify([await totals(), expected()]));
        await exact();
        await delay(NODE_TIMEOUT_MS);
        await exact();
        await waitUntil(`every listener was told so ${when}`, () => listeners.every(({ told, namespace }) => told === openIn(namespace)));
        t.pass(`${when}: ${expected()[0]?.join(', ') ?? ''} listeners`);
    };
    const storm = async () => {
        for (let wave = 0; wave < 10; wave++) {
            come(8);
            await go(6);
            await delay(50);
        }
    };

    await Promise.all(services.map((service) => service.start()));
    come(LISTENERS);
    await checkQuiet('before anything happens');

    for (const killed of [services.slice(0, 1), services.slice(1)]) {
        const storming = storm();
        await delay(Math.random() * 300);
        await Promise.all(killed.map((service) => service.end('SIGKILL')));
        await storming;
        await Promise.all(killed.map((service) => service.start()));
        await checkQuiet(`after ${String(killed.length)} of ${String(services.length)} were killed`);
    }

    await mongodb.link.stop();
    come(9);
    await go(3);
    await services[0]?.end('SIGKILL');
    await services[0]?.start();
    await mongodb.link.start();
    await checkQuiet('after a kill while MongoDB was away');

    await services[1]?.end('SIGTERM');
    await waitUntil('its listeners are elsewhere', () => listeners.every(({ isOpen }) => isOpen));
    ports.splice(1, 1);
    await checkQuiet('after a stop');
    t.same(listeners.flatMap(({ odd }) => odd).filter((status) => status !== 503), [], 'whoever got no stream was told to come later');
});
