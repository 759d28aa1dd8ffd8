import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HealthReplySchema, ReadinessSchema, UnreadinessSchema, type Readiness, type Unreadiness } from '../../schemas/health.js';
import { ERRORS } from '../errors.js';
import { findRefusals } from '../plugins/refusals.js';
import { addDepths } from '../spool/left-spools.js';
import type { WorkerReadiness } from '../workers/messages.js';

/** How long another worker may take to say how it is, ms. */
const ANSWER_MS = 1000;

/**
 * GET /healthz: does it live? GET /readyz: does it take pushes, is the store there, and how far behind is it? Open, and free of the rate
 * limit.
 */
export async function healthRoutes(app: FastifyInstance): Promise<void> {
    const config = { rateLimit: false } as const;
    app.get('/healthz', { config, schema: { response: { 200: HealthReplySchema } } }, getHealth);
    app.get('/readyz', { config, schema: { response: { 200: ReadinessSchema, 503: UnreadinessSchema } } }, getReadiness);
    app.siblings.onQuestion('readiness', () => Promise.resolve(readOwn(app)));
}

async function getHealth(): Promise<{ status: 'ok' }> {
    return { status: 'ok' };
}

/** Of all workers: ready as long as one of them takes pushes. A page whose push another one refuses keeps it and comes again. */
async function getReadiness({ server, id }: FastifyRequest, reply: FastifyReply): Promise<Readiness | Unreadiness> {
    const { siblings } = server;
    const { answers, unanswered } = await siblings.ask('readiness', null, ANSWER_MS);
    const all = [readOwn(server), ...answers];
    const refusals = [...new Set(all.flatMap(({ refusals }) => refusals))];
    const ready = all.some(({ refusals }) => refusals.length === 0);
    const readiness: Readiness = {
        ready,
        reasons: [...refusals, ...all.some(({ isStoreAway }) => isStoreAway) ? ['store_unavailable'] : []],
        spool: addDepths(all.map(({ spool }) => spool)),
        ...siblings.count > 1 && { workers: { count: siblings.count, answering: siblings.count - unanswered } }
    };
    const [code] = refusals;
    if (ready || code === undefined) return readiness;
    void reply.code(503);
    return { code, message: ERRORS[code].message, requestId: id, ...readiness };
}

function readOwn(app: FastifyInstance): WorkerReadiness {
    return { refusals: findRefusals(app), isStoreAway: isStoreAway(app), spool: addDepths([app.spool.depth(), app.leftSpools.depth()]) };
}

/** No reason to be sent nothing: what is accepted waits in the spool. */
const isStoreAway = ({ store, drainer }: FastifyInstance): boolean => store.isAway() || drainer.isFailing();
