import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { ErrorReply } from '../../schemas/error-reply.js';
import { ERRORS, RequestError, type ErrorCode } from '../errors.js';
import { createAllowedMethods } from './allowed-methods.js';

declare module 'fastify' {
    interface FastifyReply {
        /** With what the request was refused; null: it was not, or in the words of a client that others wrote. */
        refusal: RequestError | null;
    }
}

/** Fastify's own refusals (docs/Reference/Errors.md there) in our words. */
const FASTIFY_CODES: Readonly<Record<string, ErrorCode>> = {
    FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
    FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
    FST_ERR_CTP_INVALID_JSON_BODY: 'bad_json',
    FST_ERR_CTP_EMPTY_JSON_BODY: 'bad_json',
    FST_ERR_NOT_FOUND: 'not_found',
    FST_ERR_MAX_PARAM_LENGTH: 'not_found'
};

/** What Node's HTTP parser refuses before Fastify sees a request (nodejs.org/api/http.html#event-clienterror). */
const PARSER_CODES: Readonly<Record<string, ErrorCode>> = {
    HPE_HEADER_OVERFLOW: 'headers_too_large',
    HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
    ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout'
};

/** Every answer from 400 on is {code, message, path?, requestId}; what went wrong inside is only in the log. */
export const errorHandlerPlugin = fp(async (app) => {
    const allowedMethods = createAllowedMethods(app);
    app.decorateReply('refusal', null);
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) => {
        const methods = allowedMethods(request.url.split('?', 1)[0] as string);
        // of a folder of files the address is known and the file is not
        if (methods.length === 0 || methods.includes(request.method)) return answerError(new RequestError('not_found'), request, reply);
        void reply.header('allow', methods.join(', '));
        return answerError(new RequestError('method_not_allowed'), request, reply);
    });
}, { name: 'error-handler' });

/** Of every answer: browsers guess no types and tell no addresses, and what is not said to be cacheable is not. */
export const COMMON_HEADERS = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' } as const;

/** Fastify's `frameworkErrors`: what it refuses before a route is found, and so before any hook. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    void answerError(error, request, reply.headers(COMMON_HEADERS));
}

export function answerError(error: FastifyError | RequestError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const refusal = tellRefusal(error, request);
    const { code, status, message, detail } = refusal;
    reply.refusal = refusal;
    if (detail.retryAfterSeconds !== undefined) void reply.header('retry-after', String(detail.retryAfterSeconds));
    return reply.code(status).type('application/json; charset=utf-8')
        .send({ code, message, ...detail.path !== undefined && { path: detail.path }, requestId: request.id } satisfies ErrorReply);
}

/** What a thrown error is in the catalogue; a fault of ours is logged. */
export function tellRefusal(error: FastifyError | RequestError, request: FastifyRequest): RequestError {
    if (error instanceof RequestError) return error;
    const refusal = refusalFor(error);
    if (refusal.status >= 500) request.log.error({ err: error, method: request.method, route: request.routeOptions.url }, refusal.message);
    return refusal;
}

function refusalFor(error: FastifyError): RequestError {
    const [fault] = error.validation ?? [];
    if (fault !== undefined) return new RequestError('bad_request', {
        message: `${error.validationContext ?? 'body'}${fault.instancePath} ${fault.message ?? 'is wrong'}.`,
        ...error.validationContext === 'body' && { path: fault.instancePath }
    });
    const code = FASTIFY_CODES[error.code];
    if (code !== undefined) return new RequestError(code);
    return new RequestError(error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? 'bad_request' : 'internal_error');
}

/** Answers what was no readable HTTP request with the JSON that `describe` makes of it, and closes its connection. */
export function createClientErrorHandler(describe: (refusal: { code: ErrorCode; message: string }) => object) {
    return (error: NodeJS.ErrnoException, socket: Duplex): void => {
        if (error.code === 'ECONNRESET' || !socket.writable) {
            socket.destroy();
            return;
        }
        const code = PARSER_CODES[error.code ?? ''] ?? 'bad_request';
        const { status } = ERRORS[code];
        const message = code === 'bad_request' ? 'This is no HTTP request that can be read.' : ERRORS[code].message;
        const body = JSON.stringify(describe({ code, message }));
        socket.end([
            `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
            'Content-Type: application/json; charset=utf-8', `Content-Length: ${String(Buffer.byteLength(body))}`,
            ...Object.entries(COMMON_HEADERS).map(([name, value]) => `${name}: ${value}`), 'Connection: close', '', body
        ].join('\r\n'));
    };
}
