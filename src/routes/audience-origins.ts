import type { onRequestHookHandler } from 'fastify';
import { RequestError } from '../errors.js';
import { createOriginPolicy } from '../plugins/origin-policy.js';

/**
 * Lets the pages listen that may: those of the same host, and of AUDIENCE_CORS_ORIGINS, which may be `*`. Others are refused before they
 * count, since an EventSource connects from wherever it is and the browser only keeps what it hears from the page.
 */
export function guardListeners(origins: readonly string[]): onRequestHookHandler {
    const everybody = origins.includes('*');
    const mayListen = createOriginPolicy(origins.filter((origin) => origin !== '*'));
    return (request, reply, done) => {
        const { origin } = request.headers;
        if (origin === undefined) return done();
        const isAllowed = everybody || mayListen(origin, request.host);
        void reply.headers({
            // a refusal can be read by any page, as in plugins/http-guards.ts
            'access-control-allow-origin': everybody || !isAllowed ? '*' : origin,
            'access-control-expose-headers': 'retry-after',
            vary: 'accept, origin'
        });
        done(isAllowed ? undefined : new RequestError('origin_not_allowed', {
            message: 'Pages of this origin may not listen here; AUDIENCE_CORS_ORIGINS lists those that may.'
        }));
    };
}
