import type { FastifyInstance } from 'fastify';
import { answerMessage } from './kohaku-errors.js';

interface Options {
    /** Of all bodies that are arriving or on their way to the disk. */
    maxBytes: number;
    /** Of one body, and so of one that does not say how large it is. */
    bodyLimit: number;
}

/** Seconds: by then what was under way is over. */
const RETRY_AFTER = 1;
const TOO_MUCH = 'Too much arrives at once. Nothing was stored; send again later.';

/**
 * Keeps what arrives within what memory there is: many requests may be under way on each of many connections, each with a body. What does not fit is
 * refused before it is read; a single one always fits.
 */
export function limitPendingBytes(app: FastifyInstance, { maxBytes, bodyLimit }: Options): void {
    let pending = 0;
    app.addHook('onRequest', (request, reply, done) => {
        if (request.method !== 'POST') return done();
        const told = Number(request.headers['content-length'] ?? bodyLimit);
        const bytes = told <= bodyLimit ? told : bodyLimit;
        if (pending > 0 && pending + bytes > maxBytes)
            return void answerMessage(reply.header('retry-after', String(RETRY_AFTER)), 503, TOO_MUCH);
        pending += bytes;
        reply.raw.once('close', () => { pending -= bytes; });
        done();
    });
}
