import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import type { CallEvent } from '../../schemas/event.js';
import { SessionIdSchema } from '../../schemas/identifiers.js';
import { listReplySchema, type ListReply } from '../../schemas/list.js';
import { SessionEventsReplySchema, SessionMetricsReplySchema, SessionReplySchema, type SessionReply } from '../../schemas/session.js';
import { decodeSeq, encodePosition, encodeSeq } from '../analysis/cursor.js';
import { RequestError } from '../errors.js';
import { chooseCoding } from './client-script.js';
import { readListQuery, SESSION_FILTER_NAMES } from './list-query.js';
import { metricsText } from './metrics-text.js';
import { readId, readLanguage, readNames, refuse } from './query-values.js';

/** GET /v1/sessions, /v1/sessions/:sessionId and below: what is known of participants' stays. */
export async function sessionReadRoutes(app: FastifyInstance): Promise<void> {
    const onRequest = app.requireReader;
    const named = { onRequest, attachValidation: true };
    const params = Type.Object({ sessionId: SessionIdSchema });
    const answers = <S extends object>(schema: S) => ({ response: { 200: schema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } });
    app.get('/v1/sessions', { onRequest, schema: answers(listReplySchema(SessionReplySchema)) }, getSessions);
    app.get('/v1/sessions/:sessionId', { ...named, schema: { params, ...answers(SessionReplySchema) } }, getSession);
    app.get('/v1/sessions/:sessionId/metrics', { ...named, schema: { params, ...answers(SessionMetricsReplySchema) } }, getMetrics);
    app.get('/v1/sessions/:sessionId/events', { ...named, schema: { params, ...answers(SessionEventsReplySchema) } }, getEvents);
}

async function getSessions({ query, server }: FastifyRequest, reply: FastifyReply): Promise<ListReply<SessionReply>> {
    const filter = readListQuery(query, [...SESSION_FILTER_NAMES, 'limit', 'cursor', 'language'], server.config.LIST_MAX);
    await server.catchUp(reply);
    await server.analyseNow(server.config.READ_WAIT);
    const { items, after } = await server.reads.listSessions(filter);
    return { items, cursor: after === null ? null : encodePosition(after) };
}

async function getSession(request: FastifyRequest, reply: FastifyReply): Promise<SessionReply> {
    const { query, server } = request;
    const sessionId = readId(request, 'sessionId');
    const language = readLanguage(readNames(query, ['language']).get('language'));
    await server.catchUp(reply);
    await server.analyseNow(server.config.READ_WAIT);
    const session = await server.reads.findSession(sessionId, language);
    if (session === null) throw unknownSession();
    return session;
}

async function getMetrics(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { query, server, headers } = request;
    const sessionId = readId(request, 'sessionId');
    readNames(query, []);
    await server.catchUp(reply);
    const series = await server.reads.findSamples(sessionId);
    if (series === null) throw unknownSession();
    const text = Readable.from(metricsText(sessionId, series), { objectMode: false });
    void reply.type('application/json; charset=utf-8').header('vary', 'accept-encoding');
    if (chooseCoding(headers['accept-encoding'], ['gzip']) === 'identity') return reply.send(text);
    // a failure reaches Fastify by the stream that it is given
    return reply.header('content-encoding', 'gzip').send(pipeline(text, createGzip(), () => undefined));
}

async function getEvents(request: FastifyRequest, reply: FastifyReply): Promise<ListReply<CallEvent>> {
    const { query, server } = request;
    const sessionId = readId(request, 'sessionId');
    const cursor = readNames(query, ['cursor']).get('cursor');
    const from = cursor === undefined ? -1 : decodeSeq(cursor);
    if (from === undefined) throw refuse('cursor', 'cursor is not one that this list gave.');
    await server.catchUp(reply);
    const page = await server.reads.findEvents(sessionId, from);
    if (page === null) throw unknownSession();
    return { items: page.events, cursor: page.after === null ? null : encodeSeq(page.after) };
}

const unknownSession = (): RequestError => new RequestError('not_found', { message: 'There is no session with this id.' });
