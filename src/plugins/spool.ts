import fp from 'fastify-plugin';
import { openSpool } from '../spool/open-spool.js';
import type { Spool } from '../spool/spool.js';

declare module 'fastify' {
    interface FastifyInstance { readonly spool: Spool }
}

/** Accepted data on disk. Opened before everything else in DATA_DIR: it holds the lock that keeps a second process out. */
export const spoolPlugin = fp(async (app) => {
    const { DATA_DIR, SPOOL_MAX_BYTES, DISK_RESERVE } = app.config;
    const spool = await openSpool({ dataDir: DATA_DIR, maxBytes: SPOOL_MAX_BYTES, reserveBytes: DISK_RESERVE });
    app.decorate('spool', spool);
    app.addHook('onClose', () => spool.close());
}, { name: 'spool', dependencies: ['settings'] });
