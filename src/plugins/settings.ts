import fp from 'fastify-plugin';
import type { Config } from '../config.js';
import { changeThresholds, type Thresholds } from '../thresholds.js';

declare module 'fastify' {
    interface FastifyInstance {
        readonly config: Config;
        /** Where issues begin: the table of src/thresholds.ts, as the setting THRESHOLDS changes it. */
        readonly thresholds: Thresholds;
    }
}

export const settingsPlugin = fp<{ config: Config }>(async (app, { config }) => {
    app.decorate('config', config);
    app.decorate('thresholds', changeThresholds(config.THRESHOLDS).thresholds);
}, { name: 'settings' });
