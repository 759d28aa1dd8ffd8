import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { JmmcBadRequestSchema, JmmcPushReplySchema, JmmcRefusalSchema } from '../../../schemas/peers/jmmc-push.js';
import { ErrorReplySchema } from '../../../schemas/error-reply.js';
import { parseJsonBody } from '../../plugins/json-bodies.js';
import { CLIENT_SCRIPT_REPLIES, sendClientScript } from '../../routes/client-script.js';
import { createPostPush } from './post-push.js';

/**
 * The doors of jitsi-meet-metrics-collector (JMMC 1.2.35): GET /getClient and POST /push, for pages that its script is open in, and for
 * sites that load the script by its address. Each refuses other methods, and query strings, in the original's words.
 */
export async function jmmcRoutes(app: FastifyInstance, { now = Date.now }: { now?: () => number }): Promise<void> {
    acceptJsonOrNothing(app);
    const errors = { '4xx': Type.Union([JmmcBadRequestSchema, ErrorReplySchema]), '5xx': ErrorReplySchema };
    const method = app.supportedMethods as HTTPMethods[];
    app.route({
        method, url: '/getClient', config: { cors: false },
        schema: { response: { ...CLIENT_SCRIPT_REPLIES, ...errors } },
        onRequest: refuseUnless('GET'),
        handler: getClient
    });
    app.route({
        method, url: '/push', config: { credentials: true },
        schema: { response: { 200: JmmcPushReplySchema, ...errors, '4xx': Type.Union([JmmcRefusalSchema, errors['4xx']]) } },
        onRequest: refuseUnless('POST'),
        handler: createPostPush(app, now)
    });
}

/** A body of another type is as good as none, as is an empty one. */
function acceptJsonOrNothing(app: FastifyInstance): void {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
        if (body === '') done(null, undefined);
        else parseJsonBody(request, body, done);
    });
    app.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) => { done(null, undefined); });
}

/** What the original takes is one method and one address, character by character. */
function refuseUnless(method: string) {
    return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
        if (request.method === method && request.raw.url === request.routeOptions.url) return done();
        void reply.code(400).send({ error: 'Bad URL or request method.' });
    };
}

function getClient(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendClientScript(request, reply, 'application/javascript; charset=utf-8');
}
