import fp from 'fastify-plugin';

/**
 * MAX_CONNECTIONS: what is beyond is closed at once. Not by `server.maxConnections`: in a worker of node:cluster (Node 20) that would hand
 * the connection back, and it would go round between workers that all have enough. One that becomes an event stream is not counted any more:
 * plugins/take-connection.ts says `close`.
 */
export const connectionLimitPlugin = fp(async ({ server, config }) => {
    if (config.MAX_CONNECTIONS === 0) return;
    let open = 0;
    server.on('connection', (socket) => {
        open += 1;
        socket.once('close', () => { open -= 1; });
        if (open > config.MAX_CONNECTIONS) socket.destroy();
    });
}, { name: 'connection-limit', dependencies: ['settings'] });
