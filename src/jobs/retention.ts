import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import { createEpisode } from '../spool/episode.js';
import type { Store } from '../store/store.js';

const DAY_MS = 86_400_000;
const INTERVAL_MS = 3_600_000;
/** Pushes and sessions removed by one call: a write that comes meanwhile waits for one slice only. */
const SLICE = 500;

export interface Retention {
    /** Removes what is old now, then every hour. */
    start(): void;
    /** Resolves when nothing is under way any more. */
    close(): Promise<void>;
}

interface Options {
    store: Pick<Store, 'removeBefore'>;
    /** 0 = everything is kept. */
    retentionDays: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

/** Keeps the store from growing for ever: what was received more than `retentionDays` ago goes. */
export function createRetention({ store, retentionDays, log, now = Date.now, setTimer = setRealTimer }: Options): Retention {
    const failing = createEpisode();
    let running: Promise<void> = Promise.resolve();
    let cancelTimer: () => void = () => undefined;
    let closed = false;

    async function removeOld(): Promise<void> {
        const before = now() - retentionDays * DAY_MS;
        const removed = { sessions: 0, pushes: 0 };
        for (let more = true; more && !closed;) {
            const { sessions, pushes } = await store.removeBefore(before, SLICE);
            removed.sessions += sessions;
            removed.pushes += pushes;
            more = sessions === SLICE || pushes === SLICE;
        }
        if (removed.sessions > 0 || removed.pushes > 0) log.info({ ...removed, retentionDays }, 'Removed what is older than RETENTION_DAYS');
    }

    async function run(): Promise<void> {
        try {
            await removeOld();
            failing.ends();
        } catch (error) {
            if (failing.begins()) log.error({ err: error }, 'What is older than RETENTION_DAYS could not be removed; it is tried every hour');
        }
        if (!closed) cancelTimer = setTimer(begin, INTERVAL_MS);
    }

    function begin(): void {
        running = run();
    }

    return {
        start() {
            if (retentionDays > 0) begin();
        },
        async close() {
            closed = true;
            cancelTimer();
            await running;
        }
    };
}
