import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';
import { HEARTBEAT } from '../live/event-frame.js';
import type { EventStream } from '../live/event-stream.js';
import { countByAddress } from './count-by-address.js';
import { RETRY_AFTER_STOP } from './graceful-stop.js';

declare module 'fastify' {
    interface FastifyInstance { readonly eventStreams: EventStreams }
}

interface StreamOptions {
    /** After it the stream is ended, ms; 0 = never. Who reads comes again, to another instance perhaps. */
    maxDuration: number;
    /** The first bytes of the body. */
    first?: string;
}

export interface EventStreams {
    /**
     * Answers 200 with a stream of events, with the headers that `reply` has so far. The connection is the stream's from now on.
     * @throws {RequestError} streams_full, rate_limited (MAX_STREAMS_PER_ADDRESS), shutting_down: then nothing was answered yet
     */
    open(request: FastifyRequest, reply: FastifyReply, options: StreamOptions): EventStream;
    /** How many are open. */
    readonly size: number;
}

/** Seconds after which one who found no place may try again. */
const RETRY_AFTER_FULL = 30;

/** How long a reader may take for what was sent last, ms. */
const LAST_WORDS_MS = 500;

/** Of every stream, besides what the route says. X-Accel-Buffering: nginx keeps nothing back (nginx.org/en/docs/http/ngx_http_proxy_module.html). */
const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no', connection: 'close' } as const;

/** All event streams of this process: who gets one, for how long, and that none outlives a stop or grows without end. */
export const eventStreamsPlugin = fp(async (app) => {
    const { config } = app;
    const streams = new Set<OpenStream>();
    const addresses = countByAddress(config.MAX_STREAMS_PER_ADDRESS);

    const heartbeat = setInterval(() => { for (const stream of streams) stream.send(HEARTBEAT); }, config.STREAM_HEARTBEAT).unref();
    const lookAtAges = setInterval(() => {
        const now = performance.now();
        for (const stream of streams) if (stream.endsAt <= now) stream.end();
    }, 1000).unref();
    app.addHook('preClose', async () => {
        clearInterval(heartbeat);
        clearInterval(lookAtAges);
        for (const stream of streams) stream.end();
    });

    app.decorate('eventStreams', {
        get size() { return streams.size; },
        open(request, reply, { maxDuration, first = '' }) {
            if (app.isStopping()) throw new RequestError('shutting_down', { retryAfterSeconds: RETRY_AFTER_STOP });
            if (config.MAX_STREAMS !== 0 && streams.size >= config.MAX_STREAMS)
                throw new RequestError('streams_full', { retryAfterSeconds: RETRY_AFTER_FULL });
            const leaveAddress = addresses.enter(request.ip);
            if (leaveAddress === undefined) throw new RequestError('rate_limited', { retryAfterSeconds: RETRY_AFTER_FULL });
            void reply.headers(STREAM_HEADERS).hijack();
            const { raw } = reply;
            app.releaseConnection(request.socket);
            raw.useChunkedEncodingByDefault = false;
            raw.writeHead(200, reply.getHeaders() as Record<string, string>);
            raw.write(first === '' ? HEARTBEAT : first);
            const stream = openStream(raw, config.STREAM_BUFFER, maxDuration === 0 ? Infinity : performance.now() + maxDuration);
            streams.add(stream);
            stream.onClose(() => {
                streams.delete(stream);
                leaveAddress();
            });
            return stream;
        }
    } satisfies EventStreams);
}, { name: 'event-streams', dependencies: ['settings', 'connection-limit', 'graceful-stop'] });

/** `endsAt`: on the clock of `performance.now()`. */
type OpenStream = EventStream & { readonly endsAt: number };

function openStream(raw: ServerResponse, maxUnsent: number, endsAt: number): OpenStream {
    const listeners: (() => void)[] = [];
    let isOpen = true;
    raw.once('close', () => {
        isOpen = false;
        for (const listener of listeners.splice(0)) listener();
    });
    raw.on('error', () => undefined);
    return {
        endsAt,
        get isOpen() { return isOpen; },
        send(frame) {
            if (!isOpen) return;
            if (raw.writableLength + frame.length > maxUnsent) raw.destroy();
            else raw.write(frame);
        },
        end(lastFrame) {
            if (!isOpen) return;
            isOpen = false;
            raw.end(lastFrame);
            // what a reader that does not read has not taken yet would hold up whoever waits for the end
            setTimeout(() => { raw.destroy(); }, LAST_WORDS_MS).unref();
        },
        onClose(listener) {
            if (raw.closed) listener();
            else listeners.push(listener);
        }
    };
}
