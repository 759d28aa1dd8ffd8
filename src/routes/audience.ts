import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
    AudienceListSchema, AudienceReplySchema, ListenerUuidSchema, NamespaceSchema, type AudienceList, type AudienceReply
} from '../../schemas/audience.js';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { RequestError } from '../errors.js';
import { toListOfSeconds } from '../live/audience-list.js';
import type { Listener } from '../live/audience.js';
import { eventFrame, retryFrame } from '../live/event-frame.js';
import type { EventStream } from '../live/event-stream.js';
import { guardListeners } from './audience-origins.js';

/** After how long a listener that lost its stream comes again: spread, so that not all come at once after a restart. ms */
const RETRY_MS = { least: 2000, most: 8000 };
/** An EventSource would come again after any end. So it hears that it should not; data may be empty, but without it no event is dispatched. */
const EXCLUDED = eventFrame({ event: 'excluded', data: '' });

/** GET /audience/:namespace: listens, or asks how many do. GET /audience: all namespaces. */
export async function audienceRoutes(app: FastifyInstance): Promise<void> {
    const refusals = { '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } as const;
    app.get('/audience', { onRequest: app.requireReader, schema: { response: { 200: AudienceListSchema, ...refusals } } }, getAudienceList);

    const open = { config: { cors: false }, onRequest: guardListeners(app.config.AUDIENCE_CORS_ORIGINS) } as const;
    const response = { 200: AudienceReplySchema, ...refusals };
    app.get('/audience/:namespace', { ...open, schema: { params: Type.Object({ namespace: NamespaceSchema }), response } }, getAudience);
    app.get('/audience/:namespace/:uuid', {
        ...open, schema: { params: Type.Object({ namespace: NamespaceSchema, uuid: ListenerUuidSchema }), response }
    }, getAudience);
}

async function getAudienceList({ server }: FastifyRequest): Promise<AudienceList> {
    return toListOfSeconds(server.audience.list());
}

async function getAudience(request: FastifyRequest, reply: FastifyReply): Promise<AudienceReply | FastifyReply> {
    const { audience } = request.server;
    const { namespace, uuid } = request.params as { namespace: string; uuid?: string };
    void reply.header('vary', 'accept, origin');
    if (request.method === 'GET' && request.headers.accept?.includes('text/event-stream') === true) {
        listen(request, reply, namespace, uuid);
        return reply;
    }
    if (!audience.allows(namespace)) throw new RequestError('namespace_not_allowed');
    if (request.method === 'GET' && uuid !== undefined) audience.exclude(namespace, uuid);
    return { namespace, members: audience.members(namespace) };
}

function listen(request: FastifyRequest, reply: FastifyReply, namespace: string, uuid: string | undefined): void {
    const { audience, eventStreams, config } = request.server;
    audience.admit(namespace);
    const stream = eventStreams.open(request, reply, {
        maxDuration: config.AUDIENCE_MAX_CONN_DURATION,
        first: retryFrame(between(RETRY_MS.least, RETRY_MS.most))
    });
    const { leave } = audience.join(namespace, config.AUDIENCE_ENABLE_UUID === 'on' ? tellingExclusion(stream) : stream, uuid);
    stream.onClose(leave);
}

const tellingExclusion = (stream: EventStream): Listener => ({
    send: (frame) => { stream.send(frame); },
    end: (lastFrame = '') => { stream.end(EXCLUDED + lastFrame); }
});

const between = (least: number, most: number): number => least + Math.random() * (most - least);
