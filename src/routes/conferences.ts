import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ConferenceReplySchema, type ConferenceReply } from '../../schemas/conference.js';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { ConferenceIdSchema } from '../../schemas/identifiers.js';
import type { Language } from '../../schemas/language.js';
import { listReplySchema, type ListReply } from '../../schemas/list.js';
import { ConferenceTimelineReplySchema } from '../../schemas/timeline.js';
import { encodeConferencePosition } from '../analysis/cursor.js';
import { RequestError } from '../errors.js';
import { readConferenceQuery } from './list-query.js';
import { readId, readLanguage, readNames } from './query-values.js';
import { sendCompressed } from './send-compressed.js';

const refusals = { '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } as const;

/** GET /v1/conferences, /v1/conferences/:conferenceId and below: the meetings, put together from what the sessions say. */
export async function conferenceRoutes(app: FastifyInstance): Promise<void> {
    const onRequest = app.requireReader;
    app.get('/v1/conferences', { onRequest, schema: { response: { 200: listReplySchema(ConferenceReplySchema), ...refusals } } }, getConferences);
    const named = { onRequest, attachValidation: true };
    const params = Type.Object({ conferenceId: ConferenceIdSchema });
    app.get('/v1/conferences/:conferenceId', { ...named, schema: { params, response: { 200: ConferenceReplySchema, ...refusals } } }, getConference);
    app.get('/v1/conferences/:conferenceId/timeline', {
        ...named, schema: { params, response: { 200: ConferenceTimelineReplySchema, ...refusals } }
    }, getTimeline);
}

async function getConferences({ query, server }: FastifyRequest, reply: FastifyReply): Promise<ListReply<ConferenceReply>> {
    const filter = readConferenceQuery(query, server.config.LIST_MAX);
    await server.catchUp(reply);
    await server.assembleNow(server.config.READ_WAIT);
    const { items, after } = await server.reads.listConferences(filter);
    return { items, cursor: after === null ? null : encodeConferencePosition(after) };
}

async function getConference(request: FastifyRequest, reply: FastifyReply): Promise<ConferenceReply> {
    const conference = await request.server.reads.findConference(...await readConferenceId(request, reply));
    if (conference === null) throw unknownConference();
    return conference;
}

async function getTimeline(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const timeline = await request.server.reads.findTimeline(...await readConferenceId(request, reply));
    if (timeline === null) throw unknownConference();
    return sendCompressed(request, reply, timeline);
}

/** Which one, and in which language: its answer can be given, as everything that came before is stored and analysed. */
async function readConferenceId(request: FastifyRequest, reply: FastifyReply): Promise<[conferenceId: string, language: Language]> {
    const { query, server } = request;
    const conferenceId = readId(request, 'conferenceId');
    const language = readLanguage(readNames(query, ['language']).get('language'));
    await server.catchUp(reply);
    await server.analyseNow(server.config.READ_WAIT);
    return [conferenceId, language];
}

const unknownConference = (): RequestError => new RequestError('not_found', { message: 'There is no conference with this id.' });
