import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Config } from '../../config.js';

export type Http1Settings = Pick<Config, 'HEADER_LIMIT' | 'REQUEST_TIMEOUT' | 'SORA_IDLE_TIMEOUT'>;

const IDLE_CHECK_MS = 50;

interface Handlers {
    onRequest: (request: IncomingMessage, response: ServerResponse) => void;
    /** What was no HTTP request that can be read. */
    onClientError: (error: NodeJS.ErrnoException, socket: Duplex) => void;
}

export interface Http1Connections {
    /** Serves HTTP/1.1 on a connection. */
    take(socket: Socket): void;
    /** Closes each connection as soon as it waits for nothing. @returns what ends that */
    close(): () => void;
}

/** HTTP/1.1 on connections that come from elsewhere. */
export function createHttp1Connections({ HEADER_LIMIT, REQUEST_TIMEOUT, SORA_IDLE_TIMEOUT }: Http1Settings, handlers: Handlers): Http1Connections {
    const server = createServer({
        maxHeaderSize: HEADER_LIMIT, headersTimeout: REQUEST_TIMEOUT, requestTimeout: REQUEST_TIMEOUT, keepAliveTimeout: SORA_IDLE_TIMEOUT,
        connectionsCheckingInterval: Math.min(REQUEST_TIMEOUT, 5000)
    }, handlers.onRequest);
    server.on('clientError', handlers.onClientError);
    // it never listens itself, and this is where it begins to see to timeouts
    server.emit('listening');
    return {
        take(socket) {
            server.emit('connection', socket);
        },
        close() {
            server.closeIdleConnections();
            const check = setInterval(() => { server.closeIdleConnections(); }, IDLE_CHECK_MS);
            return () => {
                clearInterval(check);
                server.close();
            };
        }
    };
}
