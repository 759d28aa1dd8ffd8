import fp from 'fastify-plugin';
import { openLeftSpools, type LeftSpools } from '../spool/left-spools.js';
import { findLeftSpools } from '../spool/spool-folders.js';

declare module 'fastify' {
    interface FastifyInstance { readonly leftSpools: LeftSpools }
}

/** After a change of WORKERS: the spools that nobody uses any more go into the store as well. Of several workers the first one sees to it. */
export const leftSpoolsPlugin = fp(async (app) => {
    const { store, log, siblings, config: { DATA_DIR: dataDir } } = app;
    const folders = siblings.number > 1 ? [] : await findLeftSpools(dataDir, siblings.number === 0 ? 0 : siblings.count);
    const leftSpools = await openLeftSpools({ folders, dataDir, store, log });
    app.decorate('leftSpools', leftSpools);
    app.addHook('onReady', async () => { leftSpools.start(); });
    app.addHook('onClose', () => leftSpools.close());
}, { name: 'left-spools', dependencies: ['settings', 'siblings', 'spool', 'store'] });
