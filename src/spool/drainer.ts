import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import type { Store, WriteResult } from '../store/store.js';
import { createDrainCounts, type DrainCounts } from './drain-counts.js';
import { createDrainProgress } from './drain-progress.js';
import { createEpisode } from './episode.js';
import type { Spool, SpooledBatch } from './spool.js';

/** So much is given to the store at once, bytes. */
const WRITE_BYTES = 4 * 1024 * 1024;
/** New batches wait this long for others to share a write with, ms. A read that waits for them does not let them wait. */
const GATHER_MS = 50;
/** Pause after a failure of the store, ms: doubled each time up to the last, half of it by chance. */
const FIRST_PAUSE_MS = 250, LONGEST_PAUSE_MS = 30_000;
/** When a store is there again, the pause is at most this long, ms: by chance, so that not all instances come at once. */
const RETURN_PAUSE_MS = 1000;

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
    /** The store did not take everything at the last attempt. */
    isFailing(): boolean;
    /** Drains what it can within `graceMs`, then stops; what is left stays in the spool. */
    close(graceMs: number): Promise<void>;
}

interface Options {
    spool: Spool;
    store: Pick<Store, 'write' | 'writesAtOnce' | 'onReturn'>;
    log: Log;
    /** 0 to 1, as Math.random. */
    random?: () => number;
    setTimer?: SetTimer;
}

/** Batches, and what drain-progress.ts calls them. */
interface Taken { taken: number; batches: SpooledBatch[] }

/**
 * Moves batches from the spool into the store, the oldest first, and forgets them only when the store has them durably. A store that
 * takes several writes at once gets them; should it never take one batch, the others still go.
 */
export function createDrainer({ spool, store, log, random = Math.random, setTimer = setRealTimer }: Options): Drainer {
    const counts = createDrainCounts(log, setTimer);
    const waiting = new Set<{ upTo: number; resolve: (left: number) => void }>();
    const failing = createEpisode();
    let state: 'new' | 'idle' | 'gathering' | 'draining' | 'pausing' | 'stopped' = 'new';
    let cancelTimer: () => void = () => undefined;
    let stopListening: () => void = () => undefined;
    const progress = createDrainProgress();
    /** So that what is in memory does not depend on how many there are. */
    const writeBytes = WRITE_BYTES / store.writesAtOnce;
    const lanes = new Set<Promise<unknown>>();
    let taking: Promise<Taken> | undefined;
    /** Of this attempt. */
    let faults: unknown[] = [];
    /** Attempts that failed, one after the other. */
    let failures = 0;

    function drainIn(ms: number, meanwhile: 'gathering' | 'pausing'): void {
        state = meanwhile;
        cancelTimer = setTimer(() => { void drain(); }, ms);
    }

    function drainNow(): void {
        cancelTimer();
        void drain();
    }

    /** Empties the spool, as far as the store takes it. */
    async function drain(): Promise<void> {
        state = 'draining';
        progress.again();
        faults = [];
        openLane();
        while (lanes.size > 0) await Promise.all(lanes);
        if (isStopped()) return;
        const [fault] = faults;
        if (fault !== undefined) {
            if (failing.begins()) log.error({ err: fault, spool: spool.depth() }, 'The store does not take what was accepted: it waits in the spool');
            failures += 1;
            const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
            drainIn(longest * (0.5 + random() / 2), 'pausing');
            return;
        }
        if (failing.ends()) log.info({ attempts: failures, spool: spool.depth() }, 'The store takes data again');
        failures = 0;
        state = 'idle';
        if (waiting.size > 0) drainNow();
        else if (progress.drainedTo() < spool.lastId()) drainIn(GATHER_MS, 'gathering');
    }

    /** One write after the other; where there is a lot, more of these side by side. Ends at the first failure: the others may go on. */
    function openLane(): void {
        const lane = (async () => {
            let more = true;
            while (more && !isStopped()) more = await drainSome();
        })().catch((error: unknown) => { faults.push(error); }).finally(() => lanes.delete(lane));
        lanes.add(lane);
    }

    /** One write. Answers whether to go on at once: when there is a lot, or when someone waits for what is left. */
    async function drainSome(): Promise<boolean> {
        const { taken, batches } = await takeNext();
        const bytes = batches.reduce((sum, batch) => sum + batch.bytes.byteLength, 0);
        const isMuch = bytes >= writeBytes / 2;
        if (isMuch && faults.length === 0 && lanes.size < store.writesAtOnce) openLane();
        if (batches.length > 0) {
            const result = await store.write(batches.map((batch) => batch.bytes));
            await forget(batches.map(({ id }) => id), result);
        }
        progress.done(taken);
        const drainedTo = progress.drainedTo();
        for (const waiter of waiting) if (waiter.upTo <= drainedTo) waiter.resolve(0);
        return isMuch || waiting.size > 0 && batches.length > 0;
    }

    /** One take at a time: each begins where the one before it ended. */
    function takeNext(): Promise<Taken> {
        const next = taking === undefined ? take() : taking.then(take, take);
        taking = next;
        return next.finally(() => { if (taking === next) taking = undefined; });
    }

    async function take(): Promise<Taken> {
        const lastId = spool.lastId();
        const batches = await spool.take(progress.takenTo(), writeBytes);
        // all appends called before `take` are done with: what it did not answer failed
        return { taken: progress.take(batches.at(-1)?.id ?? lastId), batches };
    }

    /** The spool lets go of what the store has, and keeps what it does not want. */
    async function forget(ids: readonly number[], result: WriteResult): Promise<void> {
        const { rejected, damaged } = result;
        const lines = [...rejected, ...damaged];
        if (lines.length === 0) await spool.forget(ids);
        counts.add(result, lines.length === 0 ? 0 : await spool.forgetBut(ids, lines));
    }

    const isStopped = () => state === 'stopped';
    const left = () => Math.max(1, spool.depth().batches);

    function settled(withinMs: number): Promise<number> {
        const upTo = spool.lastId();
        if (progress.drainedTo() >= upTo) return Promise.resolve(0);
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
        counts: counts.counts,
        isFailing: () => failures > 0,
        start() {
            if (state !== 'new') return;
            stopListening = store.onReturn(() => {
                if (state !== 'pausing') return;
                cancelTimer();
                drainIn(random() * RETURN_PAUSE_MS, 'pausing');
            });
            drainNow();
        },
        wake() {
            if (state === 'idle') drainIn(GATHER_MS, 'gathering');
        },
        settled,
        async close(graceMs) {
            if (state === 'new' || state === 'pausing') drainNow();
            const batches = await settled(graceMs);
            state = 'stopped';
            stopListening();
            cancelTimer();
            counts.close();
            for (const waiter of waiting) waiter.resolve(left());
            if (batches > 0) log.warn({ batches }, 'The store does not have everything yet: the rest stays in the spool for the next start');
        }
    };
}
