import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { FastifyReply } from 'fastify';
import { chooseCoding } from './client-script.js';

/** One JSON text per line. */
export const NDJSON = 'application/x-ndjson; charset=utf-8';

/**
 * The same records, of which the first has been read: a store that does not answer is a 503, and no file that ends early.
 * @throws what reading it throws
 */
export async function begun<T>(records: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
    const first = await records.next();
    return startingWith(first, records);
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
}

/** Streams a file, as fast as it is taken; compressed where that is accepted. */
export function sendExport(
    text: Readable, { mediaType, filename, accepted }: { mediaType: string; filename: string; accepted: string | undefined }, reply: FastifyReply
): FastifyReply {
    void reply.type(mediaType).header('content-disposition', `attachment; filename="${filename}"`).header('vary', 'accept-encoding');
    if (chooseCoding(accepted, ['gzip']) === 'identity') return reply.send(text);
    // a failure reaches Fastify by the stream that it is given
    return reply.header('content-encoding', 'gzip').send(pipeline(text, createGzip(), () => undefined));
}
