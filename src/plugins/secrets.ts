import fp from 'fastify-plugin';
import { openSecrets, type Secrets } from '../secrets.js';

declare module 'fastify' {
    interface FastifyInstance { readonly secrets: Secrets }
}

export const secretsPlugin = fp(async (app) => {
    app.decorate('secrets', await openSecrets(app.config));
}, { name: 'secrets', dependencies: ['settings'] });
