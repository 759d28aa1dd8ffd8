import fp from 'fastify-plugin';
import { holdFolder } from '../spool/hold-folder.js';
import { openSpool } from '../spool/open-spool.js';
import { spoolFolder } from '../spool/spool-folders.js';
import type { Spool } from '../spool/spool.js';

declare module 'fastify' {
    interface FastifyInstance { readonly spool: Spool }
}

/** Accepted data on disk. Opened before everything else in DATA_DIR: the lock on its folder keeps a second process out. */
export const spoolPlugin = fp(async (app) => {
    const { config: { DATA_DIR, SPOOL_MAX_BYTES, DISK_RESERVE, REJECTED_MAX_BYTES }, log, siblings } = app;
    const folder = spoolFolder(DATA_DIR, siblings.number);
    const held = await holdFolder({ folder, log });
    app.addHook('onClose', async () => { held.release(); });
    const spool = await openSpool({
        dataDir: folder, maxBytes: SPOOL_MAX_BYTES, reserveBytes: DISK_RESERVE, maxRejectedBytes: REJECTED_MAX_BYTES
    });
    app.decorate('spool', spool);
    app.addHook('onClose', () => spool.close());
}, { name: 'spool', dependencies: ['settings', 'siblings'] });
