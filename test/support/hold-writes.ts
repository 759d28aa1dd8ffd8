import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type {} from '../../src/plugins/store.js';

/** From now on the store writes nothing, until what this answers is called, or the test is over: what is accepted waits in the spool. */
export function holdWrites(t: Test, { store }: FastifyInstance): () => void {
    const { write } = store;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => { release = resolve; });
    t.teardown(() => { release(); });
    store.write = async (batches) => {
        await held;
        return write(batches);
    };
    return () => { release(); };
}
