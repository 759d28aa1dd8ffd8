import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import { DAY_MS, dayOf, HOUR_MS } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import { createPeriodicJob, type Job } from './periodic-job.js';

/** Rows removed by one call: a write that comes meanwhile waits for one slice only. */
const SLICE = 500;

interface Options {
    store: Pick<Store, 'rollups'>;
    /** 0 = they are kept for ever. */
    rollupDays: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

/** The first moment of which rollups are kept, epoch ms: the begin of a UTC day, since a day's rows go together with those of its hours. */
export const rollupsSince = (now: number, rollupDays: number): number => rollupDays === 0 ? -Infinity : dayOf(now - rollupDays * DAY_MS);

/** Rollups outlive the sessions that they were made of, but not for ever: those of more than `rollupDays` ago go, now and every hour. */
export function createRollupRetention({ store: { rollups }, rollupDays, log, now = Date.now, setTimer }: Options): Job {
    async function removeOld(isClosing: () => boolean): Promise<void> {
        let removed = 0;
        for (let more = rollupDays > 0; more && !isClosing();) {
            const slice = await rollups.removeBefore(rollupsSince(now(), rollupDays), SLICE);
            removed += slice;
            more = slice === SLICE;
        }
        if (removed > 0) log.info({ rows: removed, rollupDays }, 'Removed rollups that are older than ROLLUP_DAYS');
    }

    return createPeriodicJob({
        work: removeOld, pauseMs: HOUR_MS, log, ...setTimer && { setTimer },
        trouble: 'Rollups that are older than ROLLUP_DAYS could not be removed; it is tried every hour'
    });
}
