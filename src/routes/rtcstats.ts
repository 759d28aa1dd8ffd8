import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SessionIdSchema } from '../../schemas/identifiers.js';
import { listReplySchema, type ListReply } from '../../schemas/list.js';
import { StoredRtcStatsSchema, type StoredRtcStatsReply } from '../../schemas/rtcstats.js';
import { decodeRtcStatsPosition, encodeRtcStatsPosition } from '../analysis/cursor.js';
import { RequestError } from '../errors.js';
import type { RtcStatsFilter } from '../store/rtcstats.js';
import { DEFAULT_LIMIT, readLimit, readId, readNames, readText, refuse } from './query-values.js';

/** GET /v1/sessions/:sessionId/rtcstats: what getStats() said, of sessions whose clients report it as it is. */
export async function rtcStatsRoutes(app: FastifyInstance): Promise<void> {
    app.get('/v1/sessions/:sessionId/rtcstats', {
        onRequest: app.requireReader, attachValidation: true,
        schema: {
            params: Type.Object({ sessionId: SessionIdSchema }),
            response: { 200: listReplySchema(StoredRtcStatsSchema), '4xx': ErrorReplySchema, '5xx': ErrorReplySchema }
        }
    }, getRtcStats);
}

async function getRtcStats(request: FastifyRequest, reply: FastifyReply): Promise<ListReply<StoredRtcStatsReply>> {
    const { query, server } = request;
    const sessionId = readId(request, 'sessionId');
    const filter = readFilter(query, server.config.LIST_MAX);
    await server.catchUp(reply);
    const page = await server.reads.listRtcStats(sessionId, filter);
    if (page === null) throw new RequestError('not_found', { message: 'There is no session with this id.' });
    return {
        items: page.items.map(({ at, receivedAt, stats }) => ({ at, receivedAt, type: stats.type, id: stats.id, stats })),
        cursor: page.after === null ? null : encodeRtcStatsPosition(page.after)
    };
}

function readFilter(query: unknown, maxLimit: number): RtcStatsFilter {
    const given = readNames(query, ['type', 'id', 'limit', 'cursor']);
    const [type, id, limit, cursor] = [given.get('type'), given.get('id'), given.get('limit'), given.get('cursor')];
    const after = cursor === undefined ? undefined : decodeRtcStatsPosition(cursor);
    if (cursor !== undefined && after === undefined) throw refuse('cursor', 'cursor is not one that this list gave.');
    return {
        ...type !== undefined && { type: readText(type, 'type') },
        ...id !== undefined && { id: readText(id, 'id') },
        ...after !== undefined && { after },
        limit: limit === undefined ? Math.min(DEFAULT_LIMIT, maxLimit) : readLimit(limit, maxLimit)
    };
}
