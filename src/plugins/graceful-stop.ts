import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** True from the moment that a stop began. */
        readonly isStopping: () => boolean;
    }
}

/** Seconds after which a page may send again: by then a proxy has found the next instance, or this one is back. */
export const RETRY_AFTER_STOP = 5;
const IDLE_CHECK_MS = 50;

/**
 * From the begin of a stop on new writes get 503; those that are being answered finish, but may not take longer than SHUTDOWN_GRACE.
 * Afterwards plugins/ingest.ts, spool.ts and store.ts close, in this order (the reverse of their registration).
 */
export const gracefulStopPlugin = fp(async (app) => {
    let stopping = false;
    app.decorate('isStopping', () => stopping);
    app.addHook('preClose', async () => {
        stopping = true;
        const force = setTimeout(() => { app.server.closeAllConnections(); }, app.config.SHUTDOWN_GRACE).unref();
        // Node closes those connections that are idle when a stop begins; one whose request is answered later would stay open.
        const check = setInterval(() => { app.server.closeIdleConnections(); }, IDLE_CHECK_MS).unref();
        app.server.once('close', () => {
            clearTimeout(force);
            clearInterval(check);
        });
    });
    app.addHook('onRequest', (request, _reply, done) => {
        if (stopping && request.method === 'POST') return done(new RequestError('shutting_down', { retryAfterSeconds: RETRY_AFTER_STOP }));
        done();
    });
}, { name: 'graceful-stop', dependencies: ['settings', 'error-handler'] });
