import fp from 'fastify-plugin';
import { createRetention } from '../jobs/retention.js';

/** RETENTION_DAYS: what is older goes, as long as this runs. */
export const retentionPlugin = fp(async (app) => {
    const retention = createRetention({ store: app.store, retentionDays: app.config.RETENTION_DAYS, log: app.log });
    app.addHook('onReady', async () => { retention.start(); });
    app.addHook('onClose', () => retention.close());
}, { name: 'retention', dependencies: ['settings', 'store'] });
