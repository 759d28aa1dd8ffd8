import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SearchReplySchema, type SearchReply } from '../../schemas/search.js';
import { readLimit, readNames, readText, refuse } from './query-values.js';

/** Of each kind, when the query does not say. */
const DEFAULT_FOUND = 5;
const MAX_FOUND = 10;

/** GET /v1/search: conferences and participants by whatever of them somebody has at hand. */
export async function searchRoutes(app: FastifyInstance): Promise<void> {
    app.get('/v1/search', {
        onRequest: app.requireReader, schema: { response: { 200: SearchReplySchema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    }, getSearch);
}

async function getSearch({ query, server }: FastifyRequest, reply: FastifyReply): Promise<SearchReply> {
    const given = readNames(query, ['q', 'limit']);
    const text = readText(given.get('q')?.trim() ?? '', 'q');
    if (text.includes('\0')) throw refuse('q', 'q has a character that no name has.');
    const limit = readLimit(given.get('limit') ?? String(DEFAULT_FOUND), MAX_FOUND);
    await server.catchUp(reply);
    return server.reads.search({ text, limit });
}
