import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { GivenUserIdSchema } from '../../schemas/identifiers.js';
import { UserReplySchema, type UserReply } from '../../schemas/user.js';
import { RequestError } from '../errors.js';
import { readListQuery } from './list-query.js';
import { readId } from './query-values.js';

/** GET /v1/users/:userId: what the sessions of one person's browser say together. Deleting them: erasures.ts. */
export async function userRoutes(app: FastifyInstance): Promise<void> {
    app.get('/v1/users/:userId', {
        onRequest: app.requireReader, attachValidation: true,
        schema: {
            params: Type.Object({ userId: GivenUserIdSchema }),
            response: { 200: UserReplySchema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema }
        }
    }, getUser);
}

async function getUser(request: FastifyRequest, reply: FastifyReply): Promise<UserReply> {
    const { query, server } = request;
    const userId = readId(request, 'userId');
    const { from, to } = readListQuery(query, ['from', 'to'], server.config.LIST_MAX);
    await server.catchUp(reply);
    await server.assembleNow(server.config.READ_WAIT);
    const user = await server.reads.findUser(userId, { ...from !== undefined && { from }, ...to !== undefined && { to } });
    if (user === null) throw new RequestError('not_found', { message: 'There is no session of this userId.' });
    return user;
}
