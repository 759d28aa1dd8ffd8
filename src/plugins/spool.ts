import fp from 'fastify-plugin';
import { openSpool } from '../spool/open-spool.js';
import type { Spool } from '../spool/spool.js';

declare module 'fastify' {
    interface FastifyInstance { readonly spool: Spool }
}

/** Accepted data on disk. Opened before everything else in DATA_DIR: it holds the lock that keeps a second process out. */
export const spoolPlugin = fp(async (app) => {
    const spool = await openSpool({ dataDir: app.config.DATA_DIR, maxBytes: app.config.SPOOL_MAX_BYTES });
    app.decorate('spool', spool);
    app.addHook('onClose', () => spool.close());
}, { name: 'spool', dependencies: ['settings'] });
