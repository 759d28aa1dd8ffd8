import { setImmediate, setTimeout } from 'node:timers/promises';

/** The time of a call that is played again: it jumps from one thing that happens to the next, and has exactly the time of each. */
export interface CallClock {
    /** Epoch ms, the call's. */
    now(): number;
    /** Calls back at a time of the call, unless the function that it answers is called before. At one time: in the order of asking. */
    at(time: number, callback: () => void): () => void;
    /** Time stands still until this is settled: in a real call a request takes no time to speak of. */
    hold<T>(work: Promise<T>): Promise<T>;
    /** Lets time pass until it is over, as `isOver` says, or nothing more is due. Throws what `failure` answers, as soon as it answers something. */
    run(isOver: () => boolean, failure: () => Error | undefined): Promise<void>;
}

/**
 * @param beginsAt - epoch ms, the call's
 * @param speed - ms of the call in a ms of ours; Infinity: nothing is waited for
 */
export function createCallClock(beginsAt: number, speed: number): CallClock {
    const begunAt = performance.now();
    const due: { time: number; callback: () => void }[] = [];
    const held = new Set<Promise<unknown>>();
    let now = beginsAt;

    /** Lets everything that has begun come to its end, and what follows from that. */
    async function settle(): Promise<void> {
        do {
            await Promise.allSettled(held);
            await setImmediate();
        } while (held.size > 0);
    }

    return {
        now: () => now,
        at(time, callback) {
            const entry = { time: Math.max(now, time), callback };
            const later = due.findIndex((other) => other.time > entry.time);
            due.splice(later === -1 ? due.length : later, 0, entry);
            return () => {
                const index = due.indexOf(entry);
                if (index !== -1) due.splice(index, 1);
            };
        },
        async hold(work) {
            held.add(work);
            try {
                return await work;
            } finally {
                held.delete(work);
            }
        },
        async run(isOver, failure) {
            for (;;) {
                await settle();
                const reason = failure();
                if (reason !== undefined) throw reason;
                const next = isOver() ? undefined : due.shift();
                if (next === undefined) return;
                const ms = (next.time - beginsAt) / speed - (performance.now() - begunAt);
                if (ms > 0) await setTimeout(ms);
                now = next.time;
                next.callback();
            }
        }
    };
}
