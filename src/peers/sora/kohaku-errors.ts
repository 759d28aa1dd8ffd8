import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERRORS, type ErrorCode, type RequestError } from '../../errors.js';
import { createAllowedMethods } from '../../plugins/allowed-methods.js';
import { COMMON_HEADERS, tellRefusal } from '../../plugins/error-handler.js';

/** Where Kohaku answers with another status than the rest of this service. */
const KOHAKU_STATUS: Readonly<Partial<Record<ErrorCode, number>>> = { conference_not_allowed: 400, unsupported_media_type: 400 };
/** Where it says no more than what a status is called. */
const BARE: Readonly<Partial<Record<ErrorCode, number>>> = { not_found: 404, unsupported_media_type: 415 };

/** Every answer from 400 on is `{"message":"…"}` and a line end, as Kohaku's (echo's HTTPError). */
export function answerAsKohaku(app: FastifyInstance): void {
    const allowedMethods = createAllowedMethods(app);
    app.setErrorHandler((error: FastifyError | RequestError, request, reply) => answerError(error, request, reply));
    app.setNotFoundHandler((request, reply) => {
        const methods = allowedMethods((request.url.split('?', 1)[0] as string).replace(/(?<=.)\/$/, ''));
        if (methods.length === 0) return answerMessage(reply, 404);
        return answerMessage(reply.header('allow', methods.join(', ')), 405);
    });
}

/** Without a message: what the status is called. */
export function answerMessage(reply: FastifyReply, status: number, message = STATUS_CODES[status] ?? ''): FastifyReply {
    return reply.code(status).type('application/json; charset=UTF-8').header('x-request-id', reply.request.id).serializer(String)
        .send(`${JSON.stringify({ message })}\n`);
}

function answerError(error: FastifyError | RequestError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { code, status, message, detail } = tellRefusal(error, request);
    if (detail.retryAfterSeconds !== undefined) void reply.header('retry-after', String(detail.retryAfterSeconds));
    const bare = BARE[code];
    return answerMessage(reply, KOHAKU_STATUS[code] ?? status, bare !== undefined && message === ERRORS[code].message ? STATUS_CODES[bare] : message);
}

/** Fastify's `frameworkErrors`: what it refuses before a route is found, and so before any hook. */
export function answerFrameworkErrorAsKohaku(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    answerError(error, request, reply.headers(COMMON_HEADERS));
}
