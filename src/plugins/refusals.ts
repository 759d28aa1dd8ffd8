import type { FastifyInstance } from 'fastify';
import type { ErrorCode } from '../errors.js';

/** How long after a write that failed no pushes are asked for, ms; then one may try again. */
const WRITE_FAILURE_COUNTS_MS = 30_000;

/**
 * Why this process takes nothing now; empty: it does. A spool is full when not every body of `bodyLimit` bytes finds room in it any more: the last
 * bytes are never used up.
 */
export function findRefusals({ isStopping, spool, config, telemetry }: FastifyInstance, bodyLimit = config.BODY_LIMIT): ErrorCode[] {
    const { failedAt } = telemetry.ingest;
    const { SPOOL_MAX_BYTES } = config;
    return [
        ...isStopping() ? ['shutting_down' as const] : [],
        ...spool.depth().bytes + Math.min(bodyLimit, SPOOL_MAX_BYTES / 2) > SPOOL_MAX_BYTES ? ['spool_full' as const] : [],
        ...failedAt !== null && Date.now() - failedAt < WRITE_FAILURE_COUNTS_MS ? ['not_writable' as const] : []
    ];
}
