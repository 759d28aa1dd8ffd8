import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import type { Store, WriteResult } from '../store/store.js';
import { createEpisode } from './episode.js';
import type { Spool } from './spool.js';

/** So much is given to the store in one write, bytes. */
const WRITE_BYTES = 4 * 1024 * 1024;
/** New batches wait this long for others to share a write with, ms. A read that waits for them does not let them wait. */
const GATHER_MS = 50;
/** Pause after a failure of the store, ms: doubled each time up to the last, half of it by chance. */
const FIRST_PAUSE_MS = 250, LONGEST_PAUSE_MS = 30_000;

export interface Drainer {
    /** Begins with what an earlier process left. */
    start(): void;
    /** There is something new in the spool. */
    wake(): void;
    /**
     * Resolves with 0 as soon as the store has all that had been given to the spool when this was called, else after `withinMs`
     * with the number of batches that are still on their way.
     */
    settled(withinMs: number): Promise<number>;
    readonly counts: Readonly<DrainCounts>;
    /** Drains what it can within `graceMs`, then stops; what is left stays in the spool. */
    close(graceMs: number): Promise<void>;
}

/** Records since the start, and damaged batches. */
export interface DrainCounts { stored: number; duplicates: number; conflicts: number; rejected: number; damaged: number }

interface Options {
    spool: Spool;
    store: Pick<Store, 'write'>;
    log: Log;
    /** 0 to 1, as Math.random. */
    random?: () => number;
    setTimer?: SetTimer;
}

/** Moves batches from the spool into the store, oldest first, and forgets them only when the store has them durably. */
export function createDrainer({ spool, store, log, random = Math.random, setTimer = setRealTimer }: Options): Drainer {
    const counts: DrainCounts = { stored: 0, duplicates: 0, conflicts: 0, rejected: 0, damaged: 0 };
    const waiting = new Set<{ upTo: number; resolve: (left: number) => void }>();
    const failing = createEpisode(), conflicting = createEpisode(), rejecting = createEpisode(), damaging = createEpisode();
    let state: 'new' | 'idle' | 'gathering' | 'draining' | 'pausing' | 'stopped' = 'new';
    let cancelTimer: () => void = () => undefined;
    /** The store has all batches up to this id. */
    let drainedTo = 0;
    let failures = 0;

    function drainIn(ms: number, meanwhile: 'gathering' | 'pausing'): void {
        state = meanwhile;
        cancelTimer = setTimer(() => { void drain(); }, ms);
    }

    function drainNow(): void {
        cancelTimer();
        void drain();
    }

    async function drain(): Promise<void> {
        state = 'draining';
        try {
            let more = true;
            while (more && !isStopped()) more = await drainSome();
            if (isStopped()) return;
            state = 'idle';
            if (drainedTo < spool.lastId()) drainIn(GATHER_MS, 'gathering');
        } catch (error) {
            if (isStopped()) return;
            if (failing.begins()) log.error({ err: error, spool: spool.depth() }, 'The store does not take what was accepted: it waits in the spool');
            failures += 1;
            const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
            drainIn(longest * (0.5 + random() / 2), 'pausing');
        }
    }

    /** One write. Answers whether to go on at once: when there is a lot, or when someone waits for what is left. */
    async function drainSome(): Promise<boolean> {
        const lastId = spool.lastId();
        const batches = await spool.take(drainedTo, WRITE_BYTES);
        const ids = batches.map(({ id }) => id);
        const sizes = batches.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
        if (batches.length > 0) {
            const result = await store.write(batches.map(({ bytes }) => bytes));
            account(result);
            await forget(ids, result);
        }
        if (failing.ends()) log.info({ attempts: failures, spool: spool.depth() }, 'The store takes data again');
        failures = 0;
        // all appends called before `take` are done with: what it did not answer failed
        drainedTo = ids.at(-1) ?? lastId;
        for (const waiter of waiting) if (waiter.upTo <= drainedTo) waiter.resolve(0);
        return waiting.size > 0 || sizes >= WRITE_BYTES / 2;
    }

    async function forget(ids: readonly number[], { rejected, damaged }: WriteResult): Promise<void> {
        const faults = new Map([...rejected, ...damaged].map(({ batch, reason }) => [batch, reason]));
        for (const [index, id] of ids.entries()) {
            const reason = faults.get(index);
            if (reason !== undefined) await spool.setAside(id, reason);
        }
        await spool.forget(ids.filter((_, index) => !faults.has(index)));
    }

    function account({ stored, duplicates, conflicts, rejected, damaged }: WriteResult): void {
        counts.stored += stored;
        counts.duplicates += duplicates;
        counts.conflicts += conflicts;
        counts.rejected += rejected.length;
        counts.damaged += damaged.length;
        if (conflicting.is(conflicts > 0))
            log.warn({ conflicts }, 'Pushes came with a seq that their session had used for other content: the first stays');
        if (rejecting.is(rejected.length > 0)) {
            const reasons = [...new Set(rejected.map(({ reason }) => reason))].slice(0, 5);
            log.error({ rejected: rejected.length, reasons }, 'The store refused records: their batches are set aside in the spool');
        }
        if (damaging.is(damaged.length > 0))
            log.error({ damaged }, 'Batches in the spool are damaged: what could be read is stored, the whole is set aside in the spool');
    }

    const isStopped = () => state === 'stopped';
    const left = () => Math.max(1, spool.depth().batches);

    function settled(withinMs: number): Promise<number> {
        const upTo = spool.lastId();
        if (drainedTo >= upTo) return Promise.resolve(0);
        if (state === 'stopped' || withinMs <= 0) return Promise.resolve(left());
        return new Promise((resolve) => {
            const cancel = setTimer(() => { waiter.resolve(left()); }, withinMs);
            const waiter = {
                upTo,
                resolve: (batches: number) => {
                    waiting.delete(waiter);
                    cancel();
                    resolve(batches);
                }
            };
            waiting.add(waiter);
            if (state === 'idle' || state === 'gathering') drainNow();
        });
    }

    return {
        counts,
        start() {
            if (state === 'new') drainNow();
        },
        wake() {
            if (state === 'idle') drainIn(GATHER_MS, 'gathering');
        },
        settled,
        async close(graceMs) {
            if (state === 'new' || state === 'pausing') drainNow();
            const batches = await settled(graceMs);
            state = 'stopped';
            cancelTimer();
            for (const waiter of waiting) waiter.resolve(left());
            if (batches > 0) log.warn({ batches }, 'The store does not have everything yet: the rest stays in the spool for the next start');
        }
    };
}
