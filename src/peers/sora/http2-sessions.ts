import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Config } from '../../config.js';

export type Http2Settings = Pick<Config, 'HEADER_LIMIT' | 'REQUEST_TIMEOUT' | 'SORA_MAX_STREAMS' | 'SORA_MAX_FRAME' | 'SORA_IDLE_TIMEOUT'>;

/**
 * What a connection, or one request on it, may send before it is read on, bytes: what Go's HTTP/2 server, which Kohaku was made with, allows. It is
 * all that a client which is faster than we are can make us keep.
 */
const WINDOW_BYTES = 1024 * 1024;
/** How long a client may leave a connection open of which it was told that it is over, ms. */
const LINGER_MS = 250;

/** Beyond what any request may take, ms. */
const STUCK_MS = 2000;

export interface Http2Sessions {
    /** Serves HTTP/2 on a connection. */
    take(socket: Socket): void;
    /** Tells all clients to send nothing more (GOAWAY); their connections close when what is under way is answered. */
    close(): void;
}

/** HTTP/2 on connections that come from elsewhere, in the limits of the settings. */
export function createHttp2Sessions(
    { HEADER_LIMIT, REQUEST_TIMEOUT, SORA_MAX_STREAMS, SORA_MAX_FRAME, SORA_IDLE_TIMEOUT }: Http2Settings,
    onRequest: (request: Http2ServerRequest, response: Http2ServerResponse) => void
): Http2Sessions {
    const sessions = new Set<ServerHttp2Session>();
    const server = createServer({
        settings: {
            maxConcurrentStreams: SORA_MAX_STREAMS, maxFrameSize: SORA_MAX_FRAME, maxHeaderListSize: HEADER_LIMIT, initialWindowSize: WINDOW_BYTES,
            enablePush: false
        }
    }, onRequest);

    function keep(session: ServerHttp2Session, socket: Socket): void {
        sessions.add(session);
        session.setLocalWindowSize(WINDOW_BYTES);
        closeIdle(session, SORA_IDLE_TIMEOUT);
        // a request has REQUEST_TIMEOUT to arrive, and as long to be answered
        destroyStuck(session, 2 * REQUEST_TIMEOUT + STUCK_MS);
        session.once('close', () => {
            sessions.delete(session);
            setTimeout(() => { socket.destroy(); }, LINGER_MS).unref();
        });
    }

    return {
        take(socket) {
            server.once('session', (session) => { keep(session, socket); });
            server.emit('connection', socket);
        },
        close() {
            for (const session of sessions) session.close();
        }
    };
}

/** Only requests count: neither pings nor bytes that never become one keep a connection open. */
function closeIdle(session: ServerHttp2Session, idleMs: number): void {
    let requests = 0;
    const wait = () => setTimeout(() => { session.close(); }, idleMs).unref();
    let idle = wait();
    session.on('stream', (stream) => {
        clearTimeout(idle);
        requests += 1;
        stream.once('close', () => {
            requests -= 1;
            if (requests === 0) idle = wait();
        });
    });
    session.once('close', () => { clearTimeout(idle); });
}

/** When a client breaks the protocol Node tells it so (GOAWAY), and then keeps a connection on which nothing moves any more. */
function destroyStuck(session: ServerHttp2Session, withinMs: number): void {
    session.on('stream', (stream) => {
        const stuck = setTimeout(() => { session.destroy(); }, withinMs).unref();
        stream.once('close', () => { clearTimeout(stuck); });
    });
}
