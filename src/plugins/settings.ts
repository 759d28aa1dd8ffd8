import fp from 'fastify-plugin';
import type { Config } from '../config.js';

declare module 'fastify' {
    interface FastifyInstance { readonly config: Config }
}

export const settingsPlugin = fp<{ config: Config }>(async (app, { config }) => {
    app.decorate('config', config);
}, { name: 'settings' });
