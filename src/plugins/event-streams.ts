import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { RequestError } from '../errors.js';
import { HEARTBEAT } from '../live/event-frame.js';
import type { EventStream } from '../live/event-stream.js';
import { createRounds } from '../live/rounds.js';
import { LAST_WORDS_MS, SocketStream } from '../live/socket-stream.js';
import { countByAddress } from './count-by-address.js';
import { RETRY_AFTER_STOP } from './graceful-stop.js';
import { takeConnection } from './take-connection.js';

declare module 'fastify' {
    interface FastifyInstance { readonly eventStreams: EventStreams }
}

interface StreamOptions {
    /** When it is over, or up to a tenth of it before, the stream is ended, ms; 0 = never. Who reads comes again, to another instance perhaps. */
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

/** How often a stream is looked at, ms. */
const LOOK_MS = 1000;

/** A stream lasts at least this part of its time: those who came together do not leave and come together for ever. */
const LEAST_DURATION = 0.9;

/** Of every stream, besides what the route says. X-Accel-Buffering: nginx keeps nothing back (nginx.org/en/docs/http/ngx_http_proxy_module.html). */
const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no', connection: 'close' } as const;

/** All event streams of this process: who gets one, for how long, and that none outlives a stop or grows without end. */
export const eventStreamsPlugin = fp(async (app) => {
    const { config } = app;
    const streams = new Set<SocketStream>();
    const addresses = countByAddress(config.MAX_STREAMS_PER_ADDRESS);
    const limits = { maxUnsent: config.STREAM_BUFFER, stallMs: config.STREAM_STALL, heartbeatMs: config.STREAM_HEARTBEAT, lookMs: LOOK_MS };
    const rounds = createRounds<SocketStream>(LOOK_MS, (stream) => { stream.look(performance.now()); });

    app.addHook('preClose', async () => {
        for (const stream of streams) stream.end();
        setTimeout(() => { for (const stream of streams) stream.drop(); }, LAST_WORDS_MS).unref();
    });

    app.decorate('eventStreams', {
        get size() { return streams.size; },
        open(request, reply, { maxDuration, first = HEARTBEAT }) {
            if (app.isStopping()) throw new RequestError('shutting_down', { retryAfterSeconds: RETRY_AFTER_STOP });
            if (reply.raw.socket === null)
                throw new RequestError('bad_request', { message: 'A request before this one, on the same connection, is not answered yet.' });
            if (config.MAX_STREAMS !== 0 && streams.size >= config.MAX_STREAMS)
                throw new RequestError('streams_full', { retryAfterSeconds: RETRY_AFTER_FULL });
            const leaveAddress = addresses.enter(request.ip);
            if (leaveAddress === undefined) throw new RequestError('rate_limited', { retryAfterSeconds: RETRY_AFTER_FULL });
            writeHead(reply, first);
            // what is kept for as long as the stream is open may not hold the request, nor anything of it
            const endsAt = maxDuration === 0 ? Infinity : performance.now() + maxDuration * (LEAST_DURATION + (1 - LEAST_DURATION) * Math.random());
            const stream = new SocketStream(request.socket, limits, endsAt);
            streams.add(stream);
            rounds.add(stream);
            stream.onClose(() => {
                streams.delete(stream);
                rounds.delete(stream);
                leaveAddress();
            });
            takeConnection(request.raw, reply.raw, () => { stream.own(); });
            return stream;
        }
    } satisfies EventStreams);
}, { name: 'event-streams', dependencies: ['settings', 'graceful-stop'] });

/** By Node's own hand, which knows what may be in a header. */
function writeHead(reply: FastifyReply, first: string): void {
    void reply.headers(STREAM_HEADERS).hijack();
    const { raw } = reply;
    raw.useChunkedEncodingByDefault = false;
    raw.writeHead(200, reply.getHeaders() as Record<string, string>);
    raw.write(first);
}
