import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SummaryReplySchema, type SummaryReply } from '../../schemas/summary-reply.js';
import { readSummaryQuery } from './summary-query.js';

/** GET /v1/summary: how calls were, of any time, for whom; from hourly and daily figures, however many sessions they are of. */
export async function summaryRoutes(app: FastifyInstance, { now = Date.now }: { now?: () => number }): Promise<void> {
    app.get('/v1/summary', {
        onRequest: app.requireReader, schema: { response: { 200: SummaryReplySchema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    }, getSummary);

    async function getSummary({ query, server }: FastifyRequest, reply: FastifyReply): Promise<SummaryReply> {
        const asked = readSummaryQuery(query, { maxItems: server.config.SUMMARY_MAX, now: now() });
        await server.catchUp(reply);
        await server.rollups.catchUp(reply, asked);
        return server.rollups.readSummary(asked);
    }
}
