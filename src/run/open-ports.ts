import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Opens all ports of the service; resolves with the one of PORT. @throws when one cannot be opened */
export async function openPorts(app: FastifyInstance): Promise<number> {
    const { PORT: port, HOST: host } = app.config;
    await app.listen({ port, host });
    await app.soraDoor?.listen();
    await app.audienceMeter.listen();
    return (app.server.address() as AddressInfo).port;
}
