import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
    interface FastifyInstance {
        /**
         * Called by what reads, before it does: waits up to READ_WAIT for what was accepted before, so that a sender finds at once what it sent.
         * What is still on its way to the store then, in batches, the header x-confmeter-pending counts.
         */
        readonly catchUp: (reply: FastifyReply) => Promise<void>;
    }
}

export const freshReadsPlugin = fp(async (app) => {
    app.decorate('catchUp', async (reply: FastifyReply) => {
        const pending = await app.drainer.settled(app.config.READ_WAIT);
        if (pending > 0) void reply.header('x-confmeter-pending', String(pending));
    });
}, { name: 'fresh-reads', dependencies: ['settings', 'drainer'] });
