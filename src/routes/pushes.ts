import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SessionIdSchema, type SessionId } from '../../schemas/identifiers.js';
import { createPushSchema, PushReplySchema } from '../../schemas/push.js';
import { RequestError } from '../errors.js';

/** POST /v1/sessions/:sessionId/metrics: what happened since the last push. Answered when it is on disk. */
export async function pushRoutes(app: FastifyInstance): Promise<void> {
    app.post('/v1/sessions/:sessionId/metrics', {
        schema: {
            params: Type.Object({ sessionId: SessionIdSchema }),
            body: createPushSchema({ maxDeltas: app.config.MAX_DELTAS, maxEvents: app.config.MAX_EVENTS }),
            response: { 200: PushReplySchema, 204: Type.Null(), '4xx': ErrorReplySchema, '5xx': ErrorReplySchema }
        },
        attachValidation: true
    }, postPush);
}

async function postPush(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { validationError, params, body, server } = request;
    if (validationError?.validationContext === 'params') throw new RequestError('bad_request', { message: 'The sessionId in the URL is not one.' });
    const dropped = await server.ingest.acceptPush((params as { sessionId: SessionId }).sessionId, body, validationError === undefined);
    return dropped.length === 0 ? reply.code(204).send() : reply.send({ dropped });
}
