import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { Erased, Whose } from '../store/erasures.js';
import { DAY_MS, HOUR_MS } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import { createPeriodicJob, type Job } from './periodic-job.js';

/** Between two looks whether an earlier process, or another one, has left something to do, ms. */
const PAUSE_MS = 10_000;
/** Between two looks at what rests outside of the store, and at marks that are old enough to go, ms. */
const TIDY_PAUSE_MS = HOUR_MS;
/** Sessions marked, and pushes and RTCStats objects removed, by one call: a write that comes meanwhile waits for one slice only. */
const SESSIONS_AT_ONCE = 100, REMOVED_AT_ONCE = 500;
/** Whoever asked for an erasure waits no longer than this for the end of it, ms. */
const PATIENCE_MS = 5000;

/** `isDone`: nothing of it is left in the store; otherwise it is in no answer any more, and goes as soon as can be. */
export interface ErasureResult extends Erased { isDone: boolean }

export interface Erasure extends Pick<Job, 'start' | 'close'> {
    /**
     * Deletes a session, or all sessions of a user that have begun by now. Resolves when no read finds any of it; what that was counts as
     * erased. Rejects when the store is away: then a part, or nothing, is marked, and it may be called again.
     */
    erase(whose: Whose): Promise<ErasureResult>;
}

interface Options {
    store: Pick<Store, 'erasures'>;
    /** Removes what this process keeps of deleted sessions outside of the store. Answers how many records that were. */
    eraseRejected: () => Promise<number>;
    /** Has the other workers do the same. */
    askOthers: () => Promise<number>;
    /** After so many days nothing of a deleted session can come any more; 0 = never. */
    tombstoneDays: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

/** Deletes what is asked to be deleted, and goes on with what another process, or this one before it was killed, has begun. */
export function createErasure(options: Options): Erasure {
    const { store: { erasures }, eraseRejected, askOthers, tombstoneDays, log, now = Date.now, setTimer } = options;

    async function mark(whose: Whose, at: number, isEnough = () => false): Promise<Erased> {
        const erased: Erased = { sessions: 0, pushes: 0, rtcstats: 0 };
        for (let more = true; more && !isEnough();) {
            const { sessions, pushes, rtcstats } = await erasures.mark(whose, at, SESSIONS_AT_ONCE);
            erased.sessions += sessions;
            erased.pushes += pushes;
            erased.rtcstats += rtcstats;
            more = sessions === SESSIONS_AT_ONCE;
        }
        return erased;
    }

    async function sweep(isEnough: () => boolean): Promise<{ pushes: number; rtcstats: number; isDone: boolean }> {
        const swept = { pushes: 0, rtcstats: 0 };
        for (;;) {
            const { pushes, rtcstats, more } = await erasures.sweep(now(), REMOVED_AT_ONCE);
            swept.pushes += pushes;
            swept.rtcstats += rtcstats;
            if (!more || isEnough()) return { ...swept, isDone: !more };
        }
    }

    async function goOn(isClosing: () => boolean): Promise<void> {
        for (const { userId, at } of await erasures.listOpen()) {
            if (isClosing()) return;
            log.info({ ...await mark({ userId }, at, isClosing) }, 'Went on to delete the data of a user');
        }
        const { pushes, rtcstats } = await sweep(isClosing);
        if (pushes + rtcstats > 0) log.info({ pushes, rtcstats }, 'Removed what was left of deleted sessions');
    }

    async function tidy(isClosing: () => boolean): Promise<void> {
        const records = await eraseRejected();
        if (records > 0) log.info({ records }, 'Removed refused records of deleted sessions');
        if (tombstoneDays === 0) return;
        const before = now() - tombstoneDays * DAY_MS;
        while (!isClosing() && await erasures.unmark(before, SESSIONS_AT_ONCE) === SESSIONS_AT_ONCE);
    }

    const timer = setTimer && { setTimer };
    const jobs = [
        createPeriodicJob({
            work: goOn, pauseMs: PAUSE_MS, log, ...timer,
            trouble: 'Deleted sessions could not be removed; it is tried again and again'
        }),
        createPeriodicJob({
            work: tidy, pauseMs: TIDY_PAUSE_MS, log, ...timer,
            trouble: 'It could not be looked for refused records of deleted sessions; it is tried every hour'
        })
    ];
    return {
        async erase(whose) {
            const startedAt = now();
            const erased = await mark(whose, startedAt);
            const records = (await Promise.all([eraseRejected(), askOthers()])).reduce((sum, some) => sum + some, 0);
            const { isDone } = await sweep(() => now() - startedAt >= PATIENCE_MS);
            log.info({ ...erased, records, isDone }, 'userId' in whose ? 'Deleted the data of a user' : 'Deleted a session');
            return { ...erased, isDone };
        },
        start() {
            for (const job of jobs) job.start();
        },
        async close() {
            for (const job of jobs) await job.close();
        }
    };
}
