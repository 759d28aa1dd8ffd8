import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { Log } from '../../log.js';
import type { Credentials } from './tls-files.js';

/** What a client with prior knowledge of HTTP/2 sends first (RFC 9113, 3.4). */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

interface Options {
    /** undefined: in the clear. */
    credentials: Credentials | undefined;
    maxConnections: number;
    /** Within which a connection must have said what it speaks, TLS handshake included. ms */
    helloTimeoutMs: number;
    takeHttp2: (socket: Socket) => void;
    takeHttp1: (socket: Socket) => void;
    /** May this reason why a handshake failed be logged now? */
    isDue: (key: string) => boolean;
    log: Log;
}

/** A port on which each connection is handed to who speaks its protocol. */
export interface ConnectionGate {
    readonly server: Server;
    /** For connections that come from now on. */
    renew(credentials: Credentials): void;
    /** Takes no connections any more; resolves when all are closed. */
    close(): Promise<void>;
    /** Closes all connections now. */
    destroyAll(): void;
}

/** With TLS it is ALPN that tells (RFC 7301), in the clear the first bytes: those of HTTP/2's preface, or others. */
export function createConnectionGate(options: Options): ConnectionGate {
    const { credentials, maxConnections, helloTimeoutMs, log } = options;
    const open = new Set<Socket>();
    /** By where they come from: a TLS socket does not tell which connection it is on. */
    const undecided = new Map<string, Socket>();

    function admit(socket: Socket): boolean {
        // what goes wrong with a connection ends it, and nothing else
        socket.on('error', () => socket.destroy());
        if (open.size >= maxConnections) {
            socket.destroy();
            return false;
        }
        const peer = peerOf(socket);
        open.add(socket);
        undecided.set(peer, socket);
        socket.once('close', () => {
            open.delete(socket);
            undecided.delete(peer);
        });
        return true;
    }

    function openPlain(): Server {
        return createServer(SOCKET, (socket) => {
            if (!admit(socket)) return;
            hearPreface(socket, helloTimeoutMs, (isHttp2) => {
                undecided.delete(peerOf(socket));
                (isHttp2 ? options.takeHttp2 : options.takeHttp1)(socket);
            });
        });
    }

    function openTls(first: Credentials): { server: Server; renew: ConnectionGate['renew'] } {
        const isClientAsked = first.ca !== undefined;
        const server = createTlsServer({
            ...SOCKET, ...contextOf(first), ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: helloTimeoutMs,
            requestCert: isClientAsked, rejectUnauthorized: isClientAsked
        }, (socket) => {
            undecided.delete(peerOf(socket));
            (socket.alpnProtocol === 'h2' ? options.takeHttp2 : options.takeHttp1)(socket);
        });
        server.on('connection', admit);
        server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
            // who was refused for the certificate is cut off without an error of its own
            const reason = socket.authorizationError?.toString() ?? error.code ?? error.message;
            const address = socket.remoteAddress ?? 'unknown';
            if (options.isDue(`${address} ${reason}`)) log.warn({ address, reason }, 'A client could not set up TLS with the port for Sora.');
            socket.destroy();
        });
        return { server, renew: (next) => { server.setSecureContext(contextOf(next)); } };
    }

    const { server, renew } = credentials === undefined ? { server: openPlain(), renew: () => undefined } : openTls(credentials);
    return {
        server, renew,
        close: () => new Promise((resolve) => {
            server.close(() => { resolve(); });
            for (const socket of undecided.values()) socket.destroy();
        }),
        destroyAll() {
            for (const socket of open) socket.destroy();
        }
    };
}

const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${String(remoteAddress)} ${String(remotePort)}`;

const SOCKET = { noDelay: true, keepAlive: true } as const;

const contextOf = ({ cert, key, ca }: Credentials) => ({ cert, key, ...ca !== undefined && { ca } });

/** Tells once whether HTTP/2's preface came, and leaves the bytes where they were. */
function hearPreface(socket: Socket, timeoutMs: number, decide: (isHttp2: boolean) => void): void {
    let heard = Buffer.alloc(0);
    const giveUp = setTimeout(() => { socket.destroy(); }, timeoutMs).unref();
    const stop = () => {
        clearTimeout(giveUp);
        socket.off('data', hear).off('end', end).off('close', stop);
    };
    const end = () => { socket.destroy(); };
    function hear(chunk: Buffer): void {
        heard = Buffer.concat([heard, chunk]);
        const length = Math.min(heard.length, PREFACE.length);
        const isAsPreface = heard.subarray(0, length).equals(PREFACE.subarray(0, length));
        if (isAsPreface && length < PREFACE.length) return;
        stop();
        socket.pause();
        socket.unshift(heard);
        decide(isAsPreface);
        // not before who took it listens
        process.nextTick(() => socket.resume());
    }
    socket.on('data', hear).once('end', end).once('close', stop);
}
