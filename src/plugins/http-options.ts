import { LogController, type FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';
import type { ErrorReply } from '../../schemas/error-reply.js';
import type { Config } from '../config.js';
import { answerFrameworkError, createClientErrorHandler } from './error-handler.js';

/** What holds for every app of the service that listens for HTTP/1.1 itself: sizes, times, whom to believe, and how refusals look. */
export function httpOptions(config: Config, createRequestId: () => string) {
    return {
        logController: new LogController({ disableRequestLogging: true }),
        genReqId: createRequestId,
        trustProxy: config.TRUST_PROXY.length === 0 ? false : [...config.TRUST_PROXY],
        bodyLimit: config.BODY_LIMIT,
        requestTimeout: config.REQUEST_TIMEOUT,
        http: {
            maxHeaderSize: config.HEADER_LIMIT,
            headersTimeout: config.REQUEST_TIMEOUT,
            connectionsCheckingInterval: Math.min(config.REQUEST_TIMEOUT, 5000)
        },
        // plugins/graceful-stop.ts answers in our shape instead
        return503OnClosing: false,
        frameworkErrors: answerFrameworkError,
        clientErrorHandler: createClientErrorHandler((refusal): ErrorReply => ({ ...refusal, requestId: createRequestId() }))
    } satisfies FastifyHttpOptions<Server>;
}
