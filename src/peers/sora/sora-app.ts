import { constants, type Http2ServerRequest, type ServerHttp2Stream } from 'node:http2';
import { Ajv } from 'ajv';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { RequestError } from '../../errors.js';
import { BODY_VALIDATION } from '../../ingest/find-faults.js';
import { COMMON_HEADERS } from '../../plugins/error-handler.js';
import { RETRY_AFTER_STOP } from '../../plugins/graceful-stop.js';
import { parseJsonBody } from '../../plugins/json-bodies.js';
import { limitRate } from '../../plugins/rate-limit.js';
import { findRefusals } from '../../plugins/refusals.js';
import type { AcceptSoraReport } from './accept-report.js';
import { answerAsKohaku, answerFrameworkErrorAsKohaku, answerMessage } from './kohaku-errors.js';
import { limitPendingBytes } from './pending-bytes.js';
import { soraRoutes } from './sora-routes.js';

/** For how long more of a body is read, and thrown away, after its request was answered, ms. */
const DISCARD_MS = 1000;

interface Options {
    accept: AcceptSoraReport;
    createRequestId: () => string;
}

/**
 * What answers on the port for Sora: an app of its own, as nearly all of the service's answers, limits and routes are others there. It does not
 * listen; `routing` takes requests of HTTP/2 and of HTTP/1.1.
 */
export async function buildSoraApp(service: FastifyInstance, { accept, createRequestId }: Options): Promise<FastifyInstance> {
    const { config, siblings } = service;
    const app = Fastify({
        loggerInstance: service.log,
        logController: new LogController({ disableRequestLogging: true }),
        genReqId: createRequestId,
        trustProxy: config.TRUST_PROXY.length === 0 ? false : [...config.TRUST_PROXY],
        bodyLimit: config.SORA_BODY_LIMIT,
        routerOptions: { ignoreTrailingSlash: true },
        return503OnClosing: false,
        frameworkErrors: answerFrameworkErrorAsKohaku
    });
    answerAsKohaku(app);
    const bodies = new Ajv(BODY_VALIDATION);
    app.setValidatorCompiler(({ schema }) => bodies.compile(schema as object));
    app.addHook('onRequest', (_request, reply, done) => {
        void reply.headers(COMMON_HEADERS);
        done();
    });
    guardRequests(app, service);
    limitPendingBytes(app, { maxBytes: config.SORA_PENDING_BYTES, bodyLimit: config.SORA_BODY_LIMIT });
    await limitRate(app, { name: 'SORA_RATE_LIMIT', max: config.SORA_RATE_LIMIT, siblings });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, parseJsonBody);
    endStreams(app, config.REQUEST_TIMEOUT);
    soraRoutes(app, {
        accept, webhookPath: config.SORA_WEBHOOK_PATH, isReady: () => findRefusals(service, config.SORA_BODY_LIMIT).length === 0
    });
    await app.ready();
    return app;
}

/**
 * No page has anything to send here, HTTP/1.1 is for the routes that say so, and from the begin of a stop on nothing new is taken. HTTP/2's limit
 * of headers holds only for clients that have said that they know of it.
 */
function guardRequests(app: FastifyInstance, { isStopping, config }: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
        const headerBytes = request.raw.rawHeaders.reduce((bytes, text) => bytes + text.length, 0);
        if (headerBytes > config.HEADER_LIMIT) return done(new RequestError('headers_too_large'));
        if (request.raw.httpVersionMajor !== 2 && request.routeOptions.config.http1 !== true) return void answerMessage(reply, 400);
        if (request.headers.origin !== undefined)
            return done(new RequestError('origin_not_allowed', { message: 'Pages may not send here.' }));
        if (isStopping() && request.method === 'POST') return done(new RequestError('shutting_down', { retryAfterSeconds: RETRY_AFTER_STOP }));
        done();
    });
}

/**
 * What Node's server does for HTTP/1.1 alone: a request must arrive within REQUEST_TIMEOUT, and one that was answered before it had arrived is ended
 * (RFC 9113, 8.1). Not at once: curl 7.88 takes that for a failure, when it comes together with the answer.
 */
function endStreams(app: FastifyInstance, timeoutMs: number): void {
    const streamOf = (raw: object) => (raw as Partial<Http2ServerRequest>).stream;
    app.addHook('preParsing', (request, reply, payload, done) => {
        const stream = streamOf(request.raw);
        if (stream !== undefined) {
            const late = setTimeout(() => {
                // of a request that is answered already nobody listens to errors
                if (reply.sent) stream.close(constants.NGHTTP2_NO_ERROR);
                else request.raw.destroy(new RequestError('request_timeout'));
            }, timeoutMs).unref();
            request.raw.once('end', () => { clearTimeout(late); });
            stream.once('close', () => { clearTimeout(late); });
        }
        done(null, payload);
    });
    app.addHook('onSend', (request, reply, payload, done) => {
        const stream = streamOf(request.raw);
        if (stream !== undefined) {
            // Fastify's for a body that is not read to its end; HTTP/2 has no such header
            reply.removeHeader('connection');
            // of whom nothing is read, Node ends the stream together with the answer
            stream.resume();
            // of the response Node tells that only when the whole stream is closed
            stream.once('finish', () => { endSoon(stream); });
        }
        done(null, payload);
    });
}

function endSoon(stream: ServerHttp2Stream): void {
    if (stream.readableEnded || stream.closed) return;
    const end = setTimeout(() => { stream.close(constants.NGHTTP2_NO_ERROR); }, DISCARD_MS).unref();
    stream.once('close', () => { clearTimeout(end); });
}
