import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { addArrivals, createArrivalCounter } from '../ingest/arrivals.js';
import { addTroubles, createTroubles } from '../ingest/troubles.js';
import type { ToldArrivals } from '../workers/messages.js';

declare module 'fastify' {
    interface FastifyInstance {
        readonly arrivals: {
            /** Since when is counted, epoch ms. */
            readonly startedAt: number;
            /** Of all workers, and of how many of them; those that do not answer in time are missing. */
            readonly tell: () => Promise<ToldArrivals & { answering: number }>;
        };
    }
}

/** How long another worker may take to answer, ms. */
const ANSWER_MS = 1000;

/** Addresses that pages load, and that they send to, whatever comes before: a proxy that passes on another path is what goes wrong first. */
const SCRIPTS = /\/(?:client\.js|getClient)$/;
const SENDERS = /\/(?:v1\/sessions(?:\/[^/]+\/metrics)?|push)$/;

/** Counts what pages send, and what they are refused with, for who sets the service up. */
export const arrivalsPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const counter = createArrivalCounter(now);
    const troubles = createTroubles(now);
    const isProxyBelieved = app.config.TRUST_PROXY.length > 0;
    const tellOwn = (): ToldArrivals => ({ arrivals: counter.tell(), troubles: troubles.tell() });

    app.addHook('onResponse', (request, reply, done) => {
        const kind = kindOf(request);
        if (kind !== undefined) note(kind, request, reply);
        done();
    });
    app.ingest.onAccepted(({ kind }) => {
        if (kind === 'session') counter.onSession();
        if (kind === 'push') counter.onPush();
    });
    app.ingest.onDropped((path) => { troubles.note('parts_dropped', path); });

    function note(kind: 'script' | 'sender', request: FastifyRequest, reply: FastifyReply): void {
        const { refusal, statusCode } = reply;
        if (refusal !== null) {
            const isMisled = refusal.code === 'not_found' || refusal.code === 'method_not_allowed';
            troubles.note(refusal.code, refusal.detail.about ?? (isMisled ? pathOf(request) : refusal.detail.path));
        } else if (statusCode >= 400) troubles.note('bad_request', pathOf(request));
        else if (kind === 'script') counter.onScript();
        if (!isProxyBelieved && request.headers['x-forwarded-for'] !== undefined) troubles.note('proxy_not_trusted', request.socket.remoteAddress);
    }

    app.siblings.onQuestion('arrivals', () => Promise.resolve(tellOwn()));
    app.decorate('arrivals', {
        startedAt: now(),
        async tell() {
            const { answers } = await app.siblings.ask('arrivals', null, ANSWER_MS);
            const all = [tellOwn(), ...answers];
            return {
                arrivals: addArrivals(all.map((told) => told.arrivals)), troubles: addTroubles(all.map((told) => told.troubles)),
                answering: all.length
            };
        }
    });
}, { name: 'arrivals', dependencies: ['settings', 'siblings', 'error-handler', 'ingest'] });

const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] as string;

function kindOf(request: FastifyRequest): 'script' | 'sender' | undefined {
    if (request.method === 'GET') return SCRIPTS.test(pathOf(request)) ? 'script' : undefined;
    return (request.method === 'POST' || request.method === 'OPTIONS') && SENDERS.test(pathOf(request)) ? 'sender' : undefined;
}
