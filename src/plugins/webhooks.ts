import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import fp from 'fastify-plugin';
import { createWebhookOffice, type WebhookOffice } from '../notify/webhook-office.js';
import { HOUR_MS } from '../store/rollups.js';
import { readWebhookSecret } from '../webhook-faults.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** Tells endpoints what begins and ends in conferences that go on; undefined without WEBHOOK_URLS. */
        readonly webhooks: WebhookOffice | undefined;
    }
}

export const webhooksPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { WEBHOOK_URLS, WEBHOOK_SECRETS, WEBHOOK_EVENTS, WEBHOOK_TIMEOUT, WEBHOOK_RETRY_HOURS, WEBHOOK_CONCURRENCY } = app.config;
    const { WEBHOOK_MAX_PENDING, WEBHOOK_MAX_BYTES } = app.config;
    if (WEBHOOK_URLS.length === 0) {
        app.decorate('webhooks', undefined);
        return;
    }
    const office = createWebhookOffice({
        urls: WEBHOOK_URLS,
        keys: WEBHOOK_SECRETS.flatMap((secret) => readWebhookSecret(secret) ?? []),
        types: WEBHOOK_EVENTS,
        timeoutMs: WEBHOOK_TIMEOUT, retryMs: WEBHOOK_RETRY_HOURS * HOUR_MS, concurrency: WEBHOOK_CONCURRENCY,
        maxMessages: WEBHOOK_MAX_PENDING, maxBytes: WEBHOOK_MAX_BYTES,
        holder: `${hostname()} ${String(process.pid)} ${randomBytes(6).toString('hex')}`,
        store: app.store, log: app.log, now
    });
    app.decorate('webhooks', office);
    const stop = app.live.onTransition((transition) => { office.tell(transition); });
    app.addHook('onReady', async () => { office.start(); });
    app.addHook('onClose', async () => {
        stop();
        await office.close();
    });
}, { name: 'webhooks', dependencies: ['settings', 'store', 'live'] });
