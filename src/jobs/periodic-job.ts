import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import { createEpisode } from '../spool/episode.js';

/** Something that is done now and then as long as the service runs. */
export interface Job {
    start(): void;
    /** Does it now, and, if it is being done, once more after that. Resolves when that is over, whether it failed or not. */
    turn(): Promise<void>;
    /** Resolves when what is being done is done, whether it failed or not. */
    settled(): Promise<void>;
    /** Resolves when nothing is under way any more. */
    close(): Promise<void>;
}

interface Options {
    /** Should come to an end soon once `isClosing`. A failure is told once per episode; it is tried again at the next turn. */
    work: (isClosing: () => boolean) => Promise<void>;
    /** From the end of one turn to the begin of the next, ms. */
    pauseMs: number;
    log: Log;
    /** The log line of a failure. */
    trouble: string;
    setTimer?: SetTimer;
}

export function createPeriodicJob({ work, pauseMs, log, trouble, setTimer = setRealTimer }: Options): Job {
    const failing = createEpisode();
    let running: Promise<void> | undefined;
    let cancelTimer: () => void = () => undefined;
    let closed = false;

    async function run(): Promise<void> {
        try {
            await work(() => closed);
            failing.ends();
        } catch (error) {
            if (failing.begins()) log.error({ err: error }, trouble);
        }
        running = undefined;
        if (!closed) cancelTimer = setTimer(begin, pauseMs);
    }

    function begin(): void {
        running = run();
    }

    return {
        start: begin,
        async turn() {
            await running;
            if (running === undefined && !closed) {
                cancelTimer();
                begin();
            }
            await running;
        },
        async settled() { await running; },
        async close() {
            closed = true;
            cancelTimer();
            await running;
        }
    };
}
