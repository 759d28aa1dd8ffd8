import type { AddressInfo, Server } from 'node:net';
import type { Log } from '../../log.js';

interface Limits {
    /** More are closed at once. */
    maxConnections: number;
    /** For which a connection may last, ms: there is nothing on these ports that takes long. */
    timeoutMs: number;
}

/** What a port of this machine's own is: a few short connections. */
export interface BoundedServer {
    /** Resolves with the port. @param door - with what the names of its settings begin @throws when it cannot be opened */
    listen(place: { port: number; host: string; door: string }): Promise<number>;
    /** Closes all connections, and the port. */
    close(): Promise<void>;
}

/** Keeps the connections of a server of plain TCP or of HTTP few and short. */
export function boundServer(server: Server, { maxConnections, timeoutMs }: Limits, log: Log): BoundedServer {
    const open = new Set<{ destroy(): void }>();
    server.on('connection', (socket) => {
        socket.on('error', () => socket.destroy());
        if (open.size >= maxConnections) {
            socket.destroy();
            return;
        }
        const late = setTimeout(() => { socket.destroy(); }, timeoutMs).unref();
        open.add(socket);
        socket.once('close', () => {
            clearTimeout(late);
            open.delete(socket);
        });
    });
    return {
        listen: ({ port, host, door }) => new Promise((resolve, reject) => {
            const refuse = (error: Error) => { reject(Object.assign(error, { door })); };
            server.once('error', refuse);
            server.listen({ port, host }, () => {
                server.off('error', refuse);
                server.on('error', (err) => { log.error({ err }, `The port of ${door}PORT could not take a connection.`); });
                resolve((server.address() as AddressInfo).port);
            });
        }),
        close: () => new Promise((resolve) => {
            server.close(() => { resolve(); });
            for (const socket of open) socket.destroy();
        })
    };
}
