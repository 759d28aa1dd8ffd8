import fp from 'fastify-plugin';
import { openStore } from '../store/open-store.js';
import type { Store } from '../store/store.js';

declare module 'fastify' {
    interface FastifyInstance { readonly store: Store }
}

/** Where accepted data rests. */
export const storePlugin = fp(async (app) => {
    const store = await openStore(app.config, app.log);
    app.decorate('store', store);
    app.addHook('onClose', () => store.close());
}, { name: 'store', dependencies: ['settings', 'spool'] });
