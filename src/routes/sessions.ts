import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SessionPostReplySchema, SessionPostSchema, type SessionPostReply } from '../../schemas/session.js';

/** POST /v1/sessions: a page says who joins what, and gets the token to write its pushes with. */
export async function sessionRoutes(app: FastifyInstance): Promise<void> {
    app.post('/v1/sessions', {
        schema: {
            body: SessionPostSchema,
            response: { 200: SessionPostReplySchema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema }
        },
        attachValidation: true
    }, postSession);
}

function postSession(request: FastifyRequest): Promise<SessionPostReply> {
    const sender = { address: request.ip, userAgent: request.headers['user-agent'] };
    return request.server.ingest.acceptSession(request.body, request.validationError === undefined, sender);
}
