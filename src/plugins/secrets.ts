import fp from 'fastify-plugin';
import { openSecrets, type Secrets } from '../secrets.js';

declare module 'fastify' {
    interface FastifyInstance { readonly secrets: Secrets }
}

/** `secrets`: those that all workers share. */
export const secretsPlugin = fp<{ secrets?: Secrets | undefined }>(async (app, { secrets }) => {
    app.decorate('secrets', secrets ?? await openSecrets(app.config));
}, { name: 'secrets', dependencies: ['settings'] });
