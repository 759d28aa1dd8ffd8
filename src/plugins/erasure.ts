import fp from 'fastify-plugin';
import { createErasure, type ErasureResult } from '../jobs/erasure.js';
import { eraseRejected } from '../spool/erase-rejected.js';
import type { Whose } from '../store/erasures.js';
import { createFailureTeller } from './store-failures.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** Deletes for good. Rejects with RequestError store_unavailable while the store does not answer: then it may be asked for again. */
        readonly erase: (whose: Whose) => Promise<ErasureResult>;
        /** Calls back with whom this process has deleted, and as of when (epoch ms), once no read finds them any more. */
        readonly onErased: (listener: (whose: Whose, at: number) => void) => void;
    }
}

/** How long the other workers may take to look at what they keep, ms. */
const WORKERS_MS = 5000;

/** Data is deleted when it is asked for, and what an earlier process has begun to delete, as long as this runs. */
export const erasurePlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, spool, leftSpools, siblings, log, config: { TOMBSTONE_DAYS } } = app;
    const eraseOwn = async () => await eraseRejected(spool, store.erasures) + await leftSpools.eraseRejected();
    siblings.onQuestion('eraseRejected', eraseOwn);
    const erasure = createErasure({
        store, log, now, tombstoneDays: TOMBSTONE_DAYS,
        eraseRejected: eraseOwn,
        async askOthers() {
            const { answers } = await siblings.ask('eraseRejected', null, WORKERS_MS);
            return answers.reduce((sum, records) => sum + records, 0);
        }
    });
    const listeners: ((whose: Whose, at: number) => void)[] = [];
    app.decorate('onErased', (listener) => { listeners.push(listener); });
    app.decorate('erase', createFailureTeller(log, 'What was to be deleted may be there still: ask again.')(async (whose: Whose) => {
        const at = now();
        const result = await erasure.erase(whose);
        for (const listener of listeners) listener(whose, at);
        return result;
    }));
    app.addHook('onReady', async () => { erasure.start(); });
    app.addHook('onClose', () => erasure.close());
}, { name: 'erasure', dependencies: ['settings', 'siblings', 'spool', 'store', 'left-spools'] });
