import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';

declare module 'fastify' {
    interface FastifyInstance {
        /**
         * Called by what reads, before it does: waits up to READ_WAIT for what was accepted before, by whichever worker, so that a sender finds at
         * once what it sent. What is still on its way to the store then, in batches, the header x-confmeter-pending counts; a worker that does not
         * answer counts as one.
         */
        readonly catchUp: (reply: FastifyReply) => Promise<void>;
    }
}

export const freshReadsPlugin = fp(async (app) => {
    const { drainer, leftSpools, siblings, config: { READ_WAIT } } = app;
    const ownPending = async (withinMs: number): Promise<number> => {
        const [own, left] = await Promise.all([drainer.settled(withinMs), leftSpools.settled(withinMs)]);
        return own + left;
    };
    siblings.onQuestion('pending', ownPending);
    app.decorate('catchUp', async (reply: FastifyReply) => {
        const [own, { answers, unanswered }] = await Promise.all([ownPending(READ_WAIT), siblings.ask('pending', READ_WAIT, READ_WAIT)]);
        const pending = answers.reduce((sum, batches) => sum + batches, own + unanswered);
        if (pending > 0) void reply.header('x-confmeter-pending', String(pending));
    });
}, { name: 'fresh-reads', dependencies: ['settings', 'drainer', 'left-spools', 'siblings'] });
