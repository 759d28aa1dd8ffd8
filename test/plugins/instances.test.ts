import t, { type Test } from 'tap';
import type { FastifyInstance } from 'fastify';
import type {} from '../../src/plugins/audience.js';
import { buildTestApp } from '../build-test-app.js';
import { createListener } from '../live/build-audience.js';
import { openFaultyMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';

const skip = await skipWithoutMongodb();

/** What is often enough here and keeps the tests short. */
const SETTINGS = { AUDIENCE_CLUSTER_NOTIFY_INTERVAL: '0.2', AUDIENCE_CLUSTER_NODE_TIMEOUT: '2', AUDIENCE_ENABLE_UUID: 'on' };

const mongodb = skip === false ? await openFaultyMongodb() : undefined;
const database = mongodb?.newDatabase() ?? '';
t.teardown(() => mongodb?.close());

const start = (t: Test, settings: Record<string, string> = {}) => buildTestApp(t, {
    MONGODB_URI: `${String(mongodb?.uri)}&serverSelectionTimeoutMS=1000`, MONGODB_DB: database, ...SETTINGS, ...settings
});

function join({ audience }: FastifyInstance, namespace: string, uuid?: string) {
    const listener = createListener();
    return Object.assign(listener, audience.join(namespace, listener, uuid));
}

const agree = (apps: FastifyInstance[], namespace: string, total: number) => waitUntil(`every instance tells ${String(total)}`,
    () => apps.every(({ audience }) => audience.members(namespace) === total),
    () => apps.map(({ audience }) => audience.members(namespace)).join(' '));

const messagesOf = (listeners: ReturnType<typeof join>[]) => listeners.map(({ heard }) => heard.filter((frame) => frame.includes('=')).length);

t.test('instances of one database have one audience, and are one each again after MongoDB was away', { skip }, async (t) => {
    const [a, b] = [await start(t, { AUDIENCE_CLUSTER_OUTAGE_TIMEOUT: '1' }), await start(t)];
    const first = join(a, 'n', 'u');
    await agree([a, b], 'n', 1);
    const listeners = [first, join(b, 'n'), join(b, 'n')];
    await agree([a, b], 'n', 3);
    a.audience.tell('n', 'slide', '4');
    b.audience.tell('n', 'slide', '5');
    await waitUntil('all have heard both messages', () => messagesOf(listeners).every((count) => count >= 2));
    join(b, 'n', 'u');
    await waitUntil('the former connection of the uuid is ended', () => first.ended !== undefined);
    await agree([a, b], 'n', 3);
    t.same(messagesOf(listeners), [2, 2, 2], 'each heard each once');

    join(a, 'n');
    await agree([a, b], 'n', 4);
    await mongodb?.link.stop();
    join(b, 'n');
    await waitUntil('the one counts its own only, the other all that it knew', () => a.audience.members('n') === 1 && b.audience.members('n') === 5);
    await mongodb?.link.start();
    await agree([a, b], 'n', 5);
    await b.close();
    await agree([a], 'n', 1);
    await mongodb?.link.stop();
    await waitUntil('it knows that the store is away', () => a.store.isAway());
    await a.close();
    await mongodb?.link.start();
});

t.test('nothing is shared where there is nobody, or no audience', async (t) => {
    const app = await buildTestApp(t);
    join(app, 'n');
    t.equal(app.audience.members('n'), 1, 'in the embedded store');
    t.equal(app.store.audience, null);
});

t.test('with AUDIENCE=off the database is left alone', { skip }, async (t) => {
    const off = await start(t, { AUDIENCE: 'off' });
    const listed = async () => Number((await off.store.audience?.list())?.length);
    const before = await listed();
    await start(t);
    await waitUntil('the other one has entered', async () => await listed() > before);
    t.equal(await listed(), before + 1, 'this one has not');
});
