import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import { DAY_MS, HOUR_MS } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import { createPeriodicJob, type Job } from './periodic-job.js';

/** Pushes, RTCStats objects and sessions removed by one call: a write that comes meanwhile waits for one slice only. */
const SLICE = 500;

const KINDS = ['sessions', 'pushes', 'rtcstats'] as const;

interface Options {
    store: Pick<Store, 'removeBefore'>;
    /** 0 = everything is kept. */
    retentionDays: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

/** Keeps the store from growing for ever: what was received more than `retentionDays` ago goes, now and every hour. */
export function createRetention({ store, retentionDays, log, now = Date.now, setTimer }: Options): Job {
    async function removeOld(isClosing: () => boolean): Promise<void> {
        const before = now() - retentionDays * DAY_MS;
        const removed = { sessions: 0, pushes: 0, rtcstats: 0 };
        for (let more = true; more && !isClosing();) {
            const slice = await store.removeBefore(before, SLICE);
            for (const kind of KINDS) removed[kind] += slice[kind];
            more = KINDS.some((kind) => slice[kind] === SLICE);
        }
        if (KINDS.some((kind) => removed[kind] > 0)) log.info({ ...removed, retentionDays }, 'Removed what is older than RETENTION_DAYS');
    }

    const job = createPeriodicJob({
        work: removeOld, pauseMs: HOUR_MS, log, ...setTimer && { setTimer },
        trouble: 'What is older than RETENTION_DAYS could not be removed; it is tried every hour'
    });
    return { ...job, start: () => { if (retentionDays > 0) job.start(); } };
}
