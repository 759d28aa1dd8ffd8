import type { Server } from 'node:net';
import fp from 'fastify-plugin';

declare module 'fastify' {
    interface FastifyInstance {
        /** Counts the connections of a further port for pages together with those of PORT. */
        readonly limitConnections: (server: Server) => void;
    }
}

/**
 * MAX_CONNECTIONS: what is beyond is closed at once. Not by `server.maxConnections`: in a worker of node:cluster (Node 20) that would hand
 * the connection back, and it would go round between workers that all have enough. One that becomes an event stream is not counted any more:
 * plugins/take-connection.ts says `close`.
 */
export const connectionLimitPlugin = fp(async (app) => {
    const { MAX_CONNECTIONS } = app.config;
    let open = 0;
    function limitConnections(server: Server): void {
        if (MAX_CONNECTIONS === 0) return;
        server.on('connection', (socket) => {
            open += 1;
            socket.once('close', () => { open -= 1; });
            if (open > MAX_CONNECTIONS) socket.destroy();
        });
    }
    limitConnections(app.server);
    app.decorate('limitConnections', limitConnections);
}, { name: 'connection-limit', dependencies: ['settings'] });
