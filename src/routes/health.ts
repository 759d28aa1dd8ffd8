import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HealthReplySchema, ReadinessSchema, UnreadinessSchema, type Readiness, type Unreadiness } from '../../schemas/health.js';
import { ERRORS, type ErrorCode } from '../errors.js';

/** How long after a write that failed no pushes are asked for, ms; then one may try again. */
const WRITE_FAILURE_COUNTS_MS = 30_000;

/**
 * GET /healthz: does it live? GET /readyz: does it take pushes, is the store there, and how far behind is it? Open, and free of the rate
 * limit.
 */
export async function healthRoutes(app: FastifyInstance): Promise<void> {
    const config = { rateLimit: false } as const;
    app.get('/healthz', { config, schema: { response: { 200: HealthReplySchema } } }, getHealth);
    app.get('/readyz', { config, schema: { response: { 200: ReadinessSchema, 503: UnreadinessSchema } } }, getReadiness);
}

async function getHealth(): Promise<{ status: 'ok' }> {
    return { status: 'ok' };
}

async function getReadiness(request: FastifyRequest, reply: FastifyReply): Promise<Readiness | Unreadiness> {
    const { spool } = request.server;
    const [first, ...others] = findReasons(request.server);
    if (first === undefined) return { ready: true, reasons: isStoreAway(request.server) ? ['store_unavailable'] : [], spool: spool.depth() };
    void reply.code(503);
    return {
        code: first, message: ERRORS[first].message, requestId: request.id, ready: false,
        reasons: [first, ...others, ...isStoreAway(request.server) ? ['store_unavailable'] : []], spool: spool.depth()
    };
}

/** A spool is full when not every body finds room in it any more: the last bytes are never used up. */
function findReasons({ isStopping, spool, config, telemetry }: FastifyInstance): ErrorCode[] {
    const { failedAt } = telemetry.ingest;
    const { BODY_LIMIT, SPOOL_MAX_BYTES } = config;
    return [
        ...isStopping() ? ['shutting_down' as const] : [],
        ...spool.depth().bytes + Math.min(BODY_LIMIT, SPOOL_MAX_BYTES / 2) > SPOOL_MAX_BYTES ? ['spool_full' as const] : [],
        ...failedAt !== null && Date.now() - failedAt < WRITE_FAILURE_COUNTS_MS ? ['not_writable' as const] : []
    ];
}

/** No reason to be sent nothing: what is accepted waits in the spool. */
const isStoreAway = ({ store, drainer }: FastifyInstance): boolean => store.isAway() || drainer.isFailing();
