import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import type { Language } from '../../schemas/language.js';
import type { LiveFilter } from '../live/live-frames.js';
import { totalsOf, viewConference, type RoomConference } from '../live/live-room.js';
import { foldName } from '../store/conference-key.js';
import { readLanguage, readNames, readOneOf, readText } from './query-values.js';

/** GET /v1/live: who is there now; GET /v1/live/stream: and what changes from then on. */
export async function liveRoutes(app: FastifyInstance, { now = Date.now }: { now?: () => number }): Promise<void> {
    const guarded = { onRequest: app.requireReader, schema: { response: { '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } } };
    app.get('/v1/live', guarded, getLive);
    app.get('/v1/live/stream', { ...guarded, exposeHeadRoute: false }, streamLive);

    async function getLive({ query, server: { live, config } }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
        const filter = readFilter(query);
        await live.ready(config.READ_WAIT);
        const conferences = live.conferences()
            .filter(({ head }) => filter.foldedName === null || foldName(head.conferenceName) === filter.foldedName)
            .sort((a, b) => b.head.startedAt - a.head.startedAt);
        const end = `],"totals":${JSON.stringify(totalsOf(conferences))},"knowledge":${JSON.stringify(live.knowledge())}}`;
        const text = Readable.from(pieces(`{"at":${String(now())},"conferences":[`, conferences, filter, end));
        return reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(text);
    }

    async function streamLive(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
        const { query, server: { live, config, eventStreams } } = request;
        const filter = readFilter(query);
        await live.ready(config.READ_WAIT);
        live.readers.add(eventStreams.open(request, reply, { maxDuration: config.STREAM_MAX_DURATION }), filter);
        return reply;
    }
}

function readFilter(query: unknown): LiveFilter {
    const given = readNames(query, ['conferenceName', 'participants', 'language']);
    const name = given.get('conferenceName');
    const participants = given.get('participants');
    return {
        foldedName: name === undefined ? null : foldName(readText(name, 'conferenceName')),
        participants: participants === undefined || readOneOf(participants, 'participants', ['true', 'false']) === 'true',
        language: readLanguage(given.get('language'))
    };
}

/** An answer of thousands of participants is megabytes: each piece is made when the one before has gone out. */
function* pieces(begin: string, conferences: readonly RoomConference[], { participants, language }: LiveFilter, end: string): Generator<string> {
    yield begin;
    let comma = '';
    for (const conference of conferences) {
        const head = JSON.stringify(viewConference(conference));
        if (!participants) yield comma + head;
        else {
            yield `${comma}${head.slice(0, -1)},"participants":[`;
            yield* participantsOf(conference, language);
            yield ']}';
        }
        comma = ',';
    }
    yield end;
}

/** Participants in one piece, characters, about. */
const PIECE = 64 * 1024;

function* participantsOf({ head, there }: RoomConference, language: Language): Generator<string> {
    let text = '';
    let comma = '';
    for (const { session } of there) {
        if (session.document === null) continue;
        text += comma + JSON.stringify(session.view(session.document, head.conferenceId, language));
        comma = ',';
        if (text.length < PIECE) continue;
        yield text;
        text = '';
    }
    yield text;
}
