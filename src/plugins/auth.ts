import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';
import { createAddressPolicy } from '../ingest/addresses.js';
import { createFailedTries } from '../login/failed-tries.js';
import { createLoginCookie, type LoginCookie } from '../login/login-cookie.js';
import { loginLocation } from '../login/next-path.js';
import { mayUseLogin } from '../login/sender.js';
import { createOncePer } from './once-per.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** onRequest hook of every route that shows what is stored: lets those pass who have the DASHBOARD_TOKEN, or have logged in with it. */
        readonly requireReader: onRequestHookHandler;
        readonly login: Login;
    }
}

export interface Login {
    readonly cookie: LoginCookie;
    /** By a cookie that counts for this request. */
    isLoggedIn(request: FastifyRequest): boolean;
    /** Whether this is the DASHBOARD_TOKEN. Rejects with RequestError rate_limited for an address that has tried too many others. */
    isToken(request: FastifyRequest, token: string): Promise<boolean>;
}

const HOUR = 3_600_000;

export const authPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const login = createLogin();
    app.decorate('login', login);
    app.decorate('requireReader', (request, reply, done) => {
        const { authorization } = request.headers;
        if (authorization === undefined) {
            if (!login.isLoggedIn(request)) return refuse(request, reply, done);
            // no other page may even embed it, readable or not
            void reply.header('cross-origin-resource-policy', 'same-origin');
            return done();
        }
        const token = bearerToken(authorization);
        if (token === undefined) return refuse(request, reply, done);
        login.isToken(request, token).then((isRight) => {
            if (isRight) return done();
            refuse(request, reply.header('www-authenticate', `${CHALLENGE}, error="invalid_token"`), done);
        }, done);
    });

    function createLogin(): Login {
        const { LOGIN_ATTEMPTS, LOGIN_DURATION, BASE_PATH, IP_PRIVACY } = app.config;
        const { sessionSecrets, dashboardToken } = app.secrets;
        const expected = digest(dashboardToken);
        const cookie = createLoginCookie({ sessionSecrets, dashboardToken, durationMs: LOGIN_DURATION, basePath: BASE_PATH, now });
        const { count: workers } = app.siblings;
        const tries = createFailedTries({
            limit: LOGIN_ATTEMPTS, workers, now,
            ...workers > 1 && { take: (key: string) => app.siblings.takeHits('LOGIN_ATTEMPTS', key) }
        });
        const shown = createAddressPolicy(IP_PRIVACY);
        const isDue = createOncePer(HOUR, 100);
        return {
            cookie,
            isLoggedIn: (request) => mayUseLogin(request) && cookie.isValid(request.headers.cookie, request.protocol === 'https'),
            async isToken(request, token) {
                if (tries.isOver(request.ip)) throw new RequestError('rate_limited', {
                    message: 'Too many wrong tokens from this address.', retryAfterSeconds: Math.ceil(tries.untilNextMinute() / 1000)
                });
                if (timingSafeEqual(digest(token), expected)) return true;
                await tries.note(request.ip, token);
                if (tries.isOver(request.ip) && isDue(request.ip)) request.log.warn({ address: shown(request.ip) },
                    'Too many wrong tokens (LOGIN_ATTEMPTS) from an address: it is refused until the minute is over.');
                return false;
            }
        };
    }

    function refuse(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
        if (wantsPage(request)) {
            void reply.redirect(loginLocation(request.url, app.config.BASE_PATH));
            return;
        }
        if (!reply.hasHeader('www-authenticate')) void reply.header('www-authenticate', CHALLENGE);
        done(new RequestError('unauthorized'));
    }
}, { name: 'auth', dependencies: ['secrets', 'siblings', 'error-handler'] });

const CHALLENGE = 'Bearer realm="confmeter"';

/** A person with a browser, who can log in: not a script of a page, nor a program with a token. */
function wantsPage({ method, headers }: FastifyRequest): boolean {
    const { accept = '', authorization, 'sec-fetch-dest': dest = 'document' } = headers;
    return method === 'GET' && authorization === undefined && dest === 'document' && accept.includes('text/html');
}

/** RFC 6750, 2.1; the scheme's case does not matter (RFC 9110, 11.1). */
const bearerToken = (header: string): string | undefined => /^Bearer +([^ ]+) *$/i.exec(header)?.[1];

/** Digests have one length whatever the token's, as timingSafeEqual needs. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
