import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';
import { COMMON_HEADERS } from './error-handler.js';
import { createOriginPolicy } from './origin-policy.js';
import { acceptJsonBodies } from './json-bodies.js';
import { createOncePer } from './once-per.js';
import { limitRate } from './rate-limit.js';

declare module 'fastify' {
    interface FastifyContextConfig {
        /** false: the route sets its own CORS headers. */
        cors?: false;
        /** true: pages of allowed origins may send cookies along. */
        credentials?: true;
    }
}

const MINUTE = 60_000;

/** What every request must pass, in this order: headers of every answer, whose page sent it, how many came from its address, how its body reads. */
export const httpGuardsPlugin = fp(async (app) => {
    app.addHook('onRequest', (_request, reply, done) => {
        void reply.headers(COMMON_HEADERS);
        done();
    });
    await guardOrigins(app);
    await limitRate(app, { name: 'RATE_LIMIT', max: app.config.RATE_LIMIT, siblings: app.siblings });
    acceptJsonBodies(app);
    warnOfUntrustedProxy(app);
}, { name: 'http-guards', dependencies: ['settings', 'siblings', 'error-handler'] });

/** What @fastify/cors is told of a request (https://fetch.spec.whatwg.org/#http-cors-protocol). Of what is no page: nothing. */
const UNTOLD = { origin: false };
const ALLOWED = {
    origin: true,
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposedHeaders: ['etag', 'retry-after', 'x-confmeter-pending'],
    maxAge: 86_400,
    // an OPTIONS that is no preflight would be refused in other words than ours
    strictPreflight: false
};
const ALLOWED_WITH_COOKIES = { ...ALLOWED, credentials: true };
/** A refusal can be read by any page: its script would take it for a network failure otherwise, and try again for ever. It says nothing else. */
const REFUSED = { origin: '*', preflight: false };

const isWriting = ({ method }: FastifyRequest): boolean => method !== 'GET' && method !== 'HEAD';

/**
 * Tells the pages that may send that they may read the answers, too. Others get 403 for everything that writes, preflights included, and can
 * read nothing but that; the log names each origin, once an hour.
 */
async function guardOrigins(app: FastifyInstance): Promise<void> {
    const maySend = createOriginPolicy(app.config.CORS_ORIGINS);
    const isDue = createOncePer(60 * MINUTE, 100);
    await app.register(cors, {
        delegator: (request: FastifyRequest, callback: (error: Error | null, options: object) => void) => {
            const { origin } = request.headers;
            if (origin === undefined) callback(null, UNTOLD);
            else if (maySend(origin, request.host)) callback(null, request.routeOptions.config.credentials === true ? ALLOWED_WITH_COOKIES : ALLOWED);
            else callback(null, isWriting(request) ? REFUSED : UNTOLD);
        }
    });
    app.addHook('onRequest', (request, _reply, done) => {
        const { origin } = request.headers;
        if (origin === undefined || !isWriting(request) || maySend(origin, request.host)) return done();
        const shown = origin.slice(0, 256);
        if (isDue(shown)) app.log.warn({ origin: shown, host: request.host },
            `A page of ${shown} tried to send and was refused. If it is one of yours, add its origin to CORS_ORIGINS. `
            + 'If it is on the host that this service stands behind, the proxy must pass the Host header on.');
        done(new RequestError('origin_not_allowed', { about: shown }));
    });
}

/** Behind a proxy that is not believed every participant has the proxy's address. */
function warnOfUntrustedProxy(app: FastifyInstance): void {
    if (app.config.TRUST_PROXY.length > 0) return;
    const isDue = createOncePer(Number.POSITIVE_INFINITY, 1);
    app.addHook('onRequest', (request, _reply, done) => {
        if (request.headers['x-forwarded-for'] !== undefined && isDue('')) app.log.warn({ proxy: request.socket.remoteAddress },
            'Requests come through a proxy, but TRUST_PROXY is not set: all participants count as one address. '
            + 'Set TRUST_PROXY to the proxy\'s address.');
        done();
    });
}
