import { createHash, timingSafeEqual } from 'node:crypto';
import type { onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** onRequest hook of every route that shows what is stored: lets those pass who have the DASHBOARD_TOKEN. */
        readonly requireReader: onRequestHookHandler;
    }
}

export const authPlugin = fp(async (app) => {
    const expected = digest(app.secrets.dashboardToken);
    app.decorate('requireReader', (request, reply, done) => {
        const token = bearerToken(request.headers.authorization);
        if (token !== undefined && timingSafeEqual(digest(token), expected)) return done();
        void reply.header('www-authenticate', `Bearer realm="confmeter"${token === undefined ? '' : ', error="invalid_token"'}`);
        done(new RequestError('unauthorized'));
    });
}, { name: 'auth', dependencies: ['secrets', 'error-handler'] });

/** RFC 6750, 2.1; the scheme's case does not matter (RFC 9110, 11.1). */
const bearerToken = (header: string | undefined): string | undefined => /^Bearer +([^ ]+) *$/i.exec(header ?? '')?.[1];

/** Digests have one length whatever the token's, as timingSafeEqual needs. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
