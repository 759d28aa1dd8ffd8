import { setImmediate as turn } from 'node:timers/promises';
import type { SetTimer } from '../../src/set-timer.js';

/** Time that passes only when a test says so. */
export function createClock(startMs = Date.now()) {
    let ms = startMs;
    let timers: { at: number; callback: () => void }[] = [];
    const setTimer: SetTimer = (callback, after) => {
        const timer = { at: ms + after, callback };
        timers.push(timer);
        return () => { timers = timers.filter((other) => other !== timer); };
    };
    return {
        now: () => ms,
        setTimer,
        /** Every timer due by then runs at its moment; what it begins may still be going on afterwards. */
        async pass(byMs: number): Promise<void> {
            const until = ms + byMs;
            for (;;) {
                await turn();
                const next = timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
                if (next === undefined) break;
                timers = timers.filter((timer) => timer !== next);
                ms = Math.max(ms, next.at);
                next.callback();
            }
            ms = until;
        }
    };
}
