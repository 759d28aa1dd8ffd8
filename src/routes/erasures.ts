import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SessionErasureReplySchema, UserErasureReplySchema, type SessionErasureReply, type UserErasureReply } from '../../schemas/erasure.js';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { GivenUserIdSchema, SessionIdSchema } from '../../schemas/identifiers.js';
import type { Erased, Whose } from '../store/erasures.js';
import { readId, readNames } from './query-values.js';

/** DELETE /v1/users/:userId, /v1/sessions/:sessionId: what is asked for is in no answer any more, and is not stored should it come again. */
export async function erasureRoutes(app: FastifyInstance): Promise<void> {
    const named = { onRequest: app.requireReader, attachValidation: true };
    const answers = <S extends object>(schema: S) => ({ response: { 200: schema, 202: schema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } });
    app.delete('/v1/users/:userId', {
        ...named, schema: { params: Type.Object({ userId: GivenUserIdSchema }), ...answers(UserErasureReplySchema) }
    }, deleteUser);
    app.delete('/v1/sessions/:sessionId', {
        ...named, schema: { params: Type.Object({ sessionId: SessionIdSchema }), ...answers(SessionErasureReplySchema) }
    }, deleteSession);
}

async function deleteUser(request: FastifyRequest, reply: FastifyReply): Promise<UserErasureReply> {
    const userId = readId(request, 'userId');
    return { userId, ...await erase(request, reply, { userId }) };
}

async function deleteSession(request: FastifyRequest, reply: FastifyReply): Promise<SessionErasureReply> {
    const sessionId = readId(request, 'sessionId');
    return { sessionId, ...await erase(request, reply, { sessionId }) };
}

/** 202 when some of it is still on the disk: it goes by itself, and asking again tells whether it has gone. */
async function erase({ query, server }: FastifyRequest, reply: FastifyReply, whose: Whose): Promise<Erased> {
    readNames(query, []);
    // so that what is on its way counts as well; what does not arrive in time is dropped when it does
    await server.catchUp(reply);
    const { isDone, ...erased } = await server.erase(whose);
    if (!isDone) void reply.code(202);
    return erased;
}
