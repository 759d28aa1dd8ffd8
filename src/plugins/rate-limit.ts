import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { RequestError } from '../errors.js';
import type { RateLimitName } from '../workers/messages.js';
import type { Siblings } from '../workers/siblings.js';
import { createRateLimitStore } from './rate-limit-store.js';

/** Addresses (of IPv6: /64 networks) that are counted at once; beyond, the one heard of longest ago is forgotten. */
const COUNTED_ADDRESSES = 20_000;
const MINUTE = 60_000;

interface Options {
    /** Which setting this is, for the workers to count by. */
    name: RateLimitName;
    /** Requests of an address in a minute; 0 = no limit. */
    max: number;
    siblings: Siblings;
}

/** As a hook of all routes, so that it counts before a route asks for a token; routes with `rateLimit: false` go free. */
export async function limitRate(app: FastifyInstance, { name, max, siblings }: Options): Promise<void> {
    if (max === 0) return;
    await app.register(rateLimit, {
        global: false,
        max,
        timeWindow: MINUTE,
        cache: COUNTED_ADDRESSES,
        ...siblings.count > 1 && { store: createRateLimitStore(siblings, name, max) },
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
