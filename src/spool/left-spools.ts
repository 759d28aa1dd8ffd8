import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { createDrainer, type Drainer } from './drainer.js';
import { eraseRejected } from './erase-rejected.js';
import { holdFolder, LOCK_FILE, type HeldFolder } from './hold-folder.js';
import { openSpool } from './open-spool.js';
import { SPOOL_FILE } from './spool-folders.js';
import type { Spool, SpoolDepth } from './spool.js';

/** One day: `settled` is asked again then. */
const LONG_MS = 86_400_000;

/** Spools that an earlier start left, on their way into the store. */
export interface LeftSpools {
    start(): void;
    /** As Drainer.settled, for all of them. */
    settled(withinMs: number): Promise<number>;
    depth(): SpoolDepth;
    /** As eraseRejected, of all of them. */
    eraseRejected(): Promise<number>;
    /** Stops at once; what is left stays where it is. */
    close(): Promise<void>;
}

interface Options {
    /** Those that spool-folders.ts finds. */
    folders: readonly string[];
    /** The one of them that this process, or the one that started it, holds already. */
    dataDir: string;
    store: Store;
    log: Log;
}

interface LeftSpool { folder: string; held: HeldFolder | undefined; spool: Spool; drainer: Drainer }

/**
 * Opens them all, drains one after the other, and removes each that is empty. Nothing is added to them.
 * @throws when one cannot be opened, or another process has it
 */
export async function openLeftSpools({ folders, dataDir, store, log }: Options): Promise<LeftSpools> {
    const left: LeftSpool[] = [];
    let closed = false;
    let draining: Promise<void> = Promise.resolve();
    try {
        for (const folder of folders) left.push(await open(folder));
    } catch (error) {
        await closeAll();
        throw error;
    }

    async function open(folder: string): Promise<LeftSpool> {
        const held = folder === dataDir ? undefined : await holdFolder({ folder, log });
        try {
            const spool = await openSpool({ dataDir: folder, maxBytes: 0 });
            return { folder, held, spool, drainer: createDrainer({ spool, store, log }) };
        } catch (error) {
            held?.release();
            throw error;
        }
    }

    async function drainAll(): Promise<void> {
        for (const one of [...left]) {
            const { folder, held, spool, drainer } = one;
            const { batches } = spool.depth();
            drainer.start();
            while (!closed && spool.depth().batches > 0) await drainer.settled(LONG_MS);
            if (closed) return;
            left.splice(left.indexOf(one), 1);
            await drainer.close(0);
            const isBlank = await spool.isBlank();
            await spool.close();
            if (batches > 0) log.info({ folder, batches }, 'The spool of an earlier start, with another number of workers, is in the store');
            // what was refused stays, for someone to look at
            if (isBlank) await removeSpool(folder, folder === dataDir).catch((error: unknown) => {
                log.warn({ err: error, folder }, 'The empty spool of an earlier start cannot be removed');
            });
            held?.release();
        }
    }

    async function closeAll(): Promise<void> {
        closed = true;
        for (const { drainer } of left) await drainer.close(0);
        await draining;
        for (const { spool, held } of left) {
            await spool.close();
            held?.release();
        }
    }

    return {
        start() {
            draining = drainAll();
        },
        async settled(withinMs) {
            const batches = await Promise.all(left.map(({ drainer }) => drainer.settled(withinMs)));
            return batches.reduce((sum, some) => sum + some, 0);
        },
        async eraseRejected() {
            const records = await Promise.all(left.map((one) => eraseRejected(one.spool, store.erasures).catch((error: unknown) => {
                if (left.includes(one)) throw error;
                // drained, closed and perhaps removed since
                return 0;
            })));
            return records.reduce((sum, some) => sum + some, 0);
        },
        depth: () => addDepths(left.map(({ spool }) => spool.depth())),
        close: closeAll
    };
}

export const addDepths = (depths: readonly SpoolDepth[]): SpoolDepth => depths.reduce((sum, { batches, bytes, oldestAt }) => ({
    batches: sum.batches + batches,
    bytes: sum.bytes + bytes,
    oldestAt: sum.oldestAt === null || oldestAt === null ? sum.oldestAt ?? oldestAt : Math.min(sum.oldestAt, oldestAt)
}), { batches: 0, bytes: 0, oldestAt: null });

/** Removes the files of a closed spool, and its folder unless that is DATA_DIR. */
async function removeSpool(folder: string, isDataDir: boolean): Promise<void> {
    const file = path.join(folder, SPOOL_FILE);
    for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
    if (isDataDir) return;
    for (const end of ['', '-journal']) await rm(path.join(folder, `${LOCK_FILE}${end}`), { force: true });
    await rmdir(folder);
}
