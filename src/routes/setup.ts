import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { SetupReplySchema, type SetupReply } from '../../schemas/setup.js';
import { readVersion } from '../version.js';
import { readNames } from './query-values.js';

/** GET /v1/setup: what it takes to explain how pages are to send, and whether they do. */
export async function setupRoutes(app: FastifyInstance): Promise<void> {
    const version = readVersion();
    app.get('/v1/setup', {
        onRequest: app.requireReader, schema: { response: { 200: SetupReplySchema, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    }, getSetup);

    async function getSetup({ query, server }: FastifyRequest, reply: FastifyReply): Promise<SetupReply> {
        readNames(query, []);
        const { config, reads, arrivals, siblings } = server;
        await server.catchUp(reply);
        const [{ answering, ...told }, latest] = await Promise.all([arrivals.tell(), reads.findLatestSession()]);
        return {
            version,
            startedAt: arrivals.startedAt,
            settings: {
                basePath: config.BASE_PATH,
                port: portOf(server),
                trustProxy: [...config.TRUST_PROXY],
                corsOrigins: [...config.CORS_ORIGINS],
                conferencePattern: config.CONFERENCE_PATTERN ?? null,
                pushInterval: Math.round(config.PUSH_INTERVAL),
                jmmc: config.JMMC === 'on',
                audience: config.AUDIENCE === 'on',
                audiencePort: config.AUDIENCE_PORT ?? null,
                soraPort: config.SORA_PORT ?? null
            },
            workers: { count: siblings.count, answering },
            ...told,
            latest
        };
    }
}

/** With PORT=0 any free one was taken. */
function portOf({ server, config }: FastifyInstance): number {
    const address = server.address() as AddressInfo | null;
    return address?.port ?? config.PORT;
}
