import { randomBytes } from 'node:crypto';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import type { WebhookPayload } from '../../schemas/webhook.js';
import type {} from '../../src/plugins/webhooks.js';
import { beginSession, buildTestApp, post } from '../build-test-app.js';
import { startReceiver } from '../notify/start-receiver.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';

const WEBHOOK_SECRETS = `whsec_${randomBytes(32).toString('base64')}`;

/** Somebody comes and goes. */
async function comeAndGo(app: FastifyInstance): Promise<void> {
    const now = Date.now();
    const { token, url } = await beginSession(app, { meetingId: 'm', startedAt: now, joinedAt: now, displayName: 'Marie', userId: 'marie' });
    const deltas = [{ at: now, keyframe: true, patch: { connectionQuality: 100 } }];
    t.equal((await post(app, url, { token, seq: 0, sentAt: now, deltas, events: [{ at: now, type: 'joined' }] })).statusCode, 204);
    await app.live.turn();
    t.equal((await post(app, url, { token, seq: 1, sentAt: now, deltas: [], events: [{ at: now + 1, type: 'left' }], end: 'left' })).statusCode, 204);
    await app.live.turn();
}

const TOLD = ['conference.ended', 'conference.started', 'participant.joined', 'participant.left'];

t.test('what begins and ends is told, without names that are not kept', async (t) => {
    const receiver = await startReceiver(t);
    const app = await buildTestApp(t, { WEBHOOK_URLS: receiver.url, WEBHOOK_SECRETS });
    await comeAndGo(app);
    await waitUntil('all is told', () => receiver.received.length >= 4, () => JSON.stringify(receiver.received));
    t.same(receiver.received.map(({ type }) => type).sort(), TOLD);
    t.same(receiver.received.slice(0, 2).map(({ type }) => type), ['conference.started', 'participant.joined']);
    const joined = JSON.parse(receiver.received[1]!.body) as WebhookPayload;
    t.match(joined.data, { conference: { conferenceName: 'weekly', meetingId: 'm' }, participant: { userId: 'marie', displayName: null } });
});

t.test('without addresses nothing is told, and nothing costs anything', async (t) => {
    const app = await buildTestApp(t);
    t.equal(app.webhooks, undefined);
});

t.test('instances that share MongoDB tell once', { skip: await skipWithoutMongodb() }, async (t) => {
    const [receiver, mongodb] = [await startReceiver(t), await openTestMongodb()];
    t.teardown(() => mongodb.close());
    const settings = {
        WEBHOOK_URLS: receiver.url, WEBHOOK_SECRETS, MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), SESSION_SECRET: 'x'.repeat(32)
    };
    const apps = [await buildTestApp(t, settings), await buildTestApp(t, settings)];
    await comeAndGo(apps[0]!);
    await waitUntil('all is told', () => receiver.received.length >= 4, () => JSON.stringify(receiver.received));
    for (const app of apps) await app.live.turn();
    await apps[0]!.close();
    // the other one may deliver now, should it think that something is left
    const { data } = JSON.parse(receiver.received[0]!.body) as WebhookPayload;
    apps[1]!.webhooks!.tell({ ...data, id: 'last', type: 'conference.ended', at: Date.now() });
    await waitUntil('the last one is told', () => receiver.received.length >= 5);
    t.same(receiver.received.slice(0, 4).map(({ type }) => type).sort(), TOLD);
    t.equal(receiver.received.length, 5);
});
