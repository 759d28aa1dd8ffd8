import type { Socket } from 'node:net';
import fp from 'fastify-plugin';

declare module 'fastify' {
    interface FastifyInstance {
        /** From now on this connection is counted elsewhere: it takes no place of MAX_CONNECTIONS any more. */
        readonly releaseConnection: (socket: Socket) => void;
    }
}

/**
 * MAX_CONNECTIONS: what is beyond is closed at once. Not by `server.maxConnections`: in a worker of node:cluster (Node 20) that would hand
 * the connection back, and it would go round between workers that all have enough.
 */
export const connectionLimitPlugin = fp(async (app) => {
    const { server, config } = app;
    const counted = new Set<Socket>();
    app.decorate('releaseConnection', (socket: Socket) => { counted.delete(socket); });
    if (config.MAX_CONNECTIONS === 0) return;
    server.on('connection', (socket) => {
        counted.add(socket);
        socket.once('close', () => { counted.delete(socket); });
        if (counted.size > config.MAX_CONNECTIONS) socket.destroy();
    });
}, { name: 'connection-limit', dependencies: ['settings'] });
