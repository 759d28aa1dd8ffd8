import type { FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import type { SummaryReply } from '../../schemas/summary-reply.js';
import type { UsageReply } from '../../schemas/usage-reply.js';
import { readSummary, type SummaryQuery } from '../analysis/rollups/read-summary.js';
import { readUsage, type UsageQuery } from '../analysis/rollups/read-usage.js';
import { createRollupRetention } from '../jobs/rollup-retention.js';
import { createRollupJob } from '../jobs/rollups.js';
import { createFailureTeller } from './store-failures.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** What hours and days add up to. Rejects with RequestError store_unavailable while the store does not answer. */
        readonly rollups: RollupReads;
    }
}

export interface RollupReads {
    /**
     * Called before the others, after catchUp: waits up to READ_WAIT until what has ended in [from, to), epoch ms, is analysed and counted. Hours
     * that have to be counted anew even then, the header x-confmeter-pending counts as well.
     */
    catchUp(reply: FastifyReply, range: { from: number; to: number }): Promise<void>;
    readSummary(query: SummaryQuery): Promise<SummaryReply>;
    readUsage(query: UsageQuery): Promise<UsageReply>;
}

/** Hourly and daily figures of what has been analysed, kept up to date as long as this runs. */
export const rollupsPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, log, config: { RETENTION_DAYS, ROLLUP_DAYS, ROLLUP_CELLS, ROLLUP_NAMES, READ_WAIT } } = app;
    const job = createRollupJob({
        store, log, now, bounds: { maxCells: ROLLUP_CELLS, maxNames: ROLLUP_NAMES }, retentionDays: RETENTION_DAYS, rollupDays: ROLLUP_DAYS
    });
    const retention = createRollupRetention({ store, rollupDays: ROLLUP_DAYS, log, now });
    const told = createFailureTeller(log);
    const refresh = told(job.refresh);
    const reads = { due: told(store.rollups.due), list: told(store.rollups.list) };
    app.decorate('rollups', {
        async catchUp(reply, range) {
            const begun = Date.now();
            await app.assembleNow(READ_WAIT);
            const due = await refresh(range, Math.max(0, READ_WAIT - (Date.now() - begun)));
            const pending = Number(reply.getHeader('x-confmeter-pending') ?? 0) + due;
            if (pending > 0) void reply.header('x-confmeter-pending', String(pending));
        },
        readSummary: (query) => readSummary(reads, query),
        readUsage: (query) => readUsage(reads, query)
    } satisfies RollupReads);
    app.addHook('onReady', async () => {
        job.start();
        retention.start();
    });
    app.addHook('onClose', async () => {
        await job.close();
        await retention.close();
    });
}, { name: 'rollups', dependencies: ['settings', 'store', 'conference-analysis'] });
