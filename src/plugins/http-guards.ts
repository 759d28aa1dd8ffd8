import cors from '@fastify/cors';
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';
import { COMMON_HEADERS } from './error-handler.js';
import { createOriginPolicy, type OriginPolicy } from './origin-policy.js';
import { acceptJsonBodies } from './json-bodies.js';
import { createOncePer } from './once-per.js';

declare module 'fastify' {
    interface FastifyContextConfig {
        /** false: the route sets its own CORS headers. */
        cors?: false;
    }
}

/** Addresses (of IPv6: /64 networks) that are counted at once; beyond, the one heard of longest ago is forgotten. */
const COUNTED_ADDRESSES = 20_000;
const MINUTE = 60_000;

/** What every request must pass, in this order: headers of every answer, whose page sent it, how many came from its address, how its body reads. */
export const httpGuardsPlugin = fp(async (app) => {
    const policy = createOriginPolicy(app.config.CORS_ORIGINS);
    app.addHook('onRequest', (_request, reply, done) => {
        void reply.headers(COMMON_HEADERS);
        done();
    });
    refuseForeignPages(app, policy);
    await allowListedOrigins(app, policy);
    await limitRate(app);
    acceptJsonBodies(app);
    warnOfUntrustedProxy(app);
}, { name: 'http-guards', dependencies: ['settings', 'error-handler'] });

const NOT_LISTED = { origin: false };
const LISTED = {
    origin: true,
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposedHeaders: ['etag', 'retry-after', 'x-confmeter-pending'],
    maxAge: 86_400
};

/** Tells pages of CORS_ORIGINS that they may read the answers. Without any, no answer needs a CORS header: that is how pages are told no. */
async function allowListedOrigins(app: FastifyInstance, policy: OriginPolicy): Promise<void> {
    if (app.config.CORS_ORIGINS.length === 0) return;
    await app.register(cors, {
        delegator: (request: FastifyRequest, callback: (error: Error | null, options: object) => void) => {
            const { origin } = request.headers;
            callback(null, origin !== undefined && policy.isListed(origin) ? LISTED : NOT_LISTED);
        }
    });
}

/** Pages that may not send get 403 for everything that writes, preflights included; the log names each origin, once an hour. */
function refuseForeignPages(app: FastifyInstance, policy: OriginPolicy): void {
    const isDue = createOncePer(60 * MINUTE, 100);
    app.addHook('onRequest', (request, _reply, done) => {
        const { origin } = request.headers;
        if (origin === undefined || request.method === 'GET' || request.method === 'HEAD' || policy.maySend(origin, request.host)) return done();
        const shown = origin.slice(0, 256);
        if (isDue(shown)) app.log.warn({ origin: shown, host: request.host },
            `A page of ${shown} tried to send and was refused. If it is one of yours, add its origin to CORS_ORIGINS. `
            + 'If it is on the host that this service stands behind, the proxy must pass the Host header on.');
        done(new RequestError('origin_not_allowed'));
    });
}

/** RATE_LIMIT. As a hook of all routes, so that it counts before a route asks for a token; routes with `rateLimit: false` go free. */
async function limitRate(app: FastifyInstance): Promise<void> {
    if (app.config.RATE_LIMIT === 0) return;
    await app.register(rateLimit, {
        global: false,
        max: app.config.RATE_LIMIT,
        timeWindow: MINUTE,
        cache: COUNTED_ADDRESSES,
        addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
        addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false },
        errorResponseBuilder: (_request, { ttl }) => new RequestError('rate_limited', { retryAfterSeconds: Math.max(1, Math.ceil(ttl / 1000)) })
    });
    const count = app.rateLimit();
    app.addHook('onRequest', function limit(request, reply, done) {
        if (request.routeOptions.config.rateLimit === false) return done();
        (count.call(app, request, reply) as unknown as Promise<void>).then(() => { done(); }, done);
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
