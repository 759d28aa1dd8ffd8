import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import { createRollupRetention } from '../jobs/rollup-retention.js';
import { createRollupJob } from '../jobs/rollups.js';

declare module 'fastify' {
    interface FastifyInstance {
        /**
         * Called by what reads rollups of [from, to), epoch ms, after catchUp: waits up to READ_WAIT until what has ended is analysed and counted.
         * Hours that have to be counted anew even then, the header x-confmeter-pending counts as well.
         */
        readonly catchUpRollups: (reply: FastifyReply, range: { from: number; to: number }) => Promise<void>;
    }
}

/** Hourly and daily figures of what has been analysed, kept up to date as long as this runs. */
export const rollupsPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, log, config: { RETENTION_DAYS, ROLLUP_DAYS, ROLLUP_CELLS, ROLLUP_NAMES, READ_WAIT } } = app;
    const rollups = createRollupJob({
        store, log, now, bounds: { maxCells: ROLLUP_CELLS, maxNames: ROLLUP_NAMES }, retentionDays: RETENTION_DAYS, rollupDays: ROLLUP_DAYS
    });
    const retention = createRollupRetention({ store, rollupDays: ROLLUP_DAYS, log, now });
    app.decorate('catchUpRollups', async (reply: FastifyReply, range: { from: number; to: number }) => {
        const begun = Date.now();
        await app.analyseNow(READ_WAIT);
        const due = await rollups.refresh(range, Math.max(0, READ_WAIT - (Date.now() - begun)));
        const pending = Number(reply.getHeader('x-confmeter-pending') ?? 0) + due;
        if (pending > 0) void reply.header('x-confmeter-pending', String(pending));
    });
    app.addHook('onReady', async () => {
        rollups.start();
        retention.start();
    });
    app.addHook('onClose', async () => {
        await rollups.close();
        await retention.close();
    });
}, { name: 'rollups', dependencies: ['settings', 'store', 'session-analysis'] });
