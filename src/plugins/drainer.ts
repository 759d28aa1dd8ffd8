import fp from 'fastify-plugin';
import { createDrainer, type Drainer } from '../spool/drainer.js';

declare module 'fastify' {
    interface FastifyInstance { readonly drainer: Drainer }
}

/** Moves what is accepted into the store. A stop moves what it can within SHUTDOWN_GRACE; the rest is on disk for the next start. */
export const drainerPlugin = fp(async (app) => {
    const { spool, store, log, config } = app;
    const drainer = createDrainer({ spool, store, log });
    app.decorate('drainer', drainer);
    app.addHook('onReady', async () => { drainer.start(); });
    app.addHook('onClose', () => drainer.close(config.SHUTDOWN_GRACE));
}, { name: 'drainer', dependencies: ['settings', 'spool', 'store'] });
