import fp from 'fastify-plugin';
import { NO_SIBLINGS, type Siblings } from '../workers/siblings.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** The other workers (WORKERS), to ask what this process alone does not know. */
        readonly siblings: Siblings;
    }
}

export const siblingsPlugin = fp<{ siblings?: Siblings | undefined }>(async (app, { siblings = NO_SIBLINGS }) => {
    app.decorate('siblings', siblings);
}, { name: 'siblings' });
