import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestError } from '../errors.js';

/** Bodies are JSON whatever of the two types they come as: pages send text/plain, which needs no CORS preflight and which a beacon can carry. */
export function acceptJsonBodies(app: FastifyInstance): void {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser<string>(['application/json', 'text/plain'], { parseAs: 'string' }, parseJsonBody);
}

/**
 * A content type's parser (fastify.dev/docs/latest/Reference/ContentTypeParser). Own members named `__proto__` or `constructor` are members
 * like any other, to be refused as unknown; nothing copies them.
 */
export function parseJsonBody(request: FastifyRequest, body: string, done: (error: Error | null, body?: unknown) => void): void {
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity')
        return done(new RequestError('unsupported_media_type', { message: 'The body must not be compressed (Content-Encoding).' }));
    if (body === '') return done(new RequestError('bad_json', { message: 'The body is empty.' }));
    let value: unknown;
    try {
        value = JSON.parse(body);
    } catch {
        return done(new RequestError('bad_json'));
    }
    done(null, value);
}
