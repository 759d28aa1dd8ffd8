import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import fp from 'fastify-plugin';
import { boundServer, type BoundedServer } from './bounded-server.js';
import { createNotificationServer } from './notification-port.js';
import { buildPublicApp } from './public-app.js';
import { createStatsServer } from './stats-port.js';

/** audience-meter's own ports, as far as they are set. */
export interface AudienceMeter {
    /** Opens them; resolves with the numbers of those that are. @throws when one cannot be opened */
    listen(): Promise<{ public?: number; stats?: number; notification?: number }>;
}

declare module 'fastify' {
    interface FastifyInstance { readonly audienceMeter: AudienceMeter }
}

/** Three ports, where audience-meter's clients, its monitoring and its senders of messages are used to find them: all over the one audience. */
export const audienceMeterPlugin = fp<{ createRequestId: () => string }>(async (service, { createRequestId }) => {
    const { config, audience, log } = service;
    const { AUDIENCE_PORT, AUDIENCE_STATS_PORT, AUDIENCE_NOTIFICATION_PORT } = config;
    const limits = { maxConnections: config.AUDIENCE_LOCAL_CONNECTIONS, timeoutMs: config.AUDIENCE_LOCAL_TIMEOUT };
    const publicApp = AUDIENCE_PORT === undefined ? undefined : await buildPublicApp(service, createRequestId);
    const stats = AUDIENCE_STATS_PORT === undefined ? undefined : boundServer(createStatsServer(audience), limits, log);
    const notification = AUDIENCE_NOTIFICATION_PORT === undefined ? undefined : boundServer(createNotificationServer(audience, config), limits, log);

    // the streams are ended by then (plugins/event-streams.ts), so this waits for hardly anything
    let closing: Promise<unknown> | undefined;
    service.addHook('preClose', (done) => {
        closing = Promise.all([publicApp && closeApp(publicApp), stats?.close(), notification?.close()]);
        done();
    });
    service.addHook('onClose', async () => { await closing; });

    async function listen(server: BoundedServer | undefined, place: { port: number | undefined; host: string; door: string }, what: string) {
        const { port, host, door } = place;
        if (server === undefined || port === undefined) return undefined;
        const opened = await server.listen({ port, host, door });
        log.info({ port: opened, host }, `Listening for ${what}.`);
        return opened;
    }
    service.decorate('audienceMeter', {
        async listen() {
            const opened = {
                public: publicApp && await listenPublic(publicApp, { port: AUDIENCE_PORT as number, host: config.AUDIENCE_HOST ?? config.HOST }),
                stats: await listen(stats, { port: AUDIENCE_STATS_PORT, host: config.AUDIENCE_STATS_HOST, door: 'AUDIENCE_STATS_' },
                    'readers of the audience\'s figures'),
                notification: await listen(notification, {
                    port: AUDIENCE_NOTIFICATION_PORT, host: config.AUDIENCE_NOTIFICATION_HOST, door: 'AUDIENCE_NOTIFICATION_'
                }, 'messages to the audience')
            };
            return Object.fromEntries(Object.entries(opened).filter(([, port]) => port !== undefined));
        }
    } satisfies AudienceMeter);
}, {
    name: 'audience-meter',
    dependencies: ['settings', 'siblings', 'error-handler', 'graceful-stop', 'connection-limit', 'event-streams', 'audience']
});

async function listenPublic(app: FastifyInstance, place: { port: number; host: string }): Promise<number> {
    try {
        await app.listen(place);
    } catch (error) {
        throw Object.assign(error as Error, { door: 'AUDIENCE_' });
    }
    return (app.server.address() as AddressInfo).port;
}

/** Within which a stream's end, or an answer, has gone out, ms. Requests are answered at once here: one that is still arriving loses nothing. */
const LAST_WORDS_MS = 500;

async function closeApp(app: FastifyInstance): Promise<void> {
    const force = setTimeout(() => { app.server.closeAllConnections(); }, LAST_WORDS_MS).unref();
    await app.close();
    clearTimeout(force);
}
