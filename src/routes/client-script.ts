import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ContentCoding, Script } from '../plugins/client-script.js';

/** GET /client.js: what a Jitsi page loads. */
export async function clientScriptRoutes(app: FastifyInstance): Promise<void> {
    app.get('/client.js', { config: { cors: false }, schema: { response: CLIENT_SCRIPT_REPLIES } }, getClientScript);
}

export const CLIENT_SCRIPT_REPLIES = { 200: Type.Any({ description: 'JavaScript' }), 304: Type.Null() } as const;

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Five minutes without asking, then asked with the ETag: a new version or setting is everywhere soon, and a join costs one 304 at most. */
const CACHE_CONTROL = 'public, max-age=300';

function getClientScript(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendClientScript(request, reply, JAVASCRIPT);
}

/** Sends the script for calls, or 304, whatever its address and the media type that is expected there. */
export const sendClientScript = (request: FastifyRequest, reply: FastifyReply, mediaType: string): FastifyReply =>
    sendScript(request, reply, request.server.clientScript, mediaType);

/** Sends a script to the page of any origin, or 304. */
export function sendScript(request: FastifyRequest, reply: FastifyReply, script: Script, mediaType = JAVASCRIPT): FastifyReply {
    const coding = chooseCoding(request.headers['accept-encoding'], ['br', 'gzip']);
    const { body, etag } = script[coding];
    // Any Jitsi page may load it, also with integrity and crossorigin attributes, or under COEP.
    void reply.headers({
        etag, vary: 'accept-encoding', 'cache-control': CACHE_CONTROL,
        'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin'
    });
    if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
    if (coding !== 'identity') void reply.header('content-encoding', coding);
    return reply.type(mediaType).send(body);
}

/**
 * The first of what is offered that the client takes, else none (RFC 9110, 12.5.3); a weight only matters here when it is 0.
 */
export function chooseCoding<C extends ContentCoding>(header: string | string[] | undefined, offered: readonly C[]): C | 'identity' {
    const refused = new Set<string>();
    const accepted = new Set<string>();
    for (const item of String(header ?? '').toLowerCase().split(',')) {
        const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
        (parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) ? refused : accepted).add(coding);
    }
    return offered.find((coding) => !refused.has(coding) && (accepted.has(coding) || accepted.has('*'))) ?? 'identity';
}

/** If-None-Match (RFC 9110, 13.1.2): weak comparison, since a proxy may have weakened our ETag. */
function isKnown(header: string | undefined, etag: string): boolean {
    if (header === undefined) return false;
    return header.trim() === '*' || header.split(',').some((item) => item.trim().replace(/^W\//, '') === etag);
}
