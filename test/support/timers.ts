import type { SetTimer } from '../../src/set-timer.js';

/** Timers that the test lets run. */
export function createTimers() {
    const waiting: { callback: () => void; ms: number }[] = [];
    const setTimer: SetTimer = (callback, ms) => {
        const timer = { callback, ms };
        waiting.push(timer);
        return () => { if (waiting.includes(timer)) waiting.splice(waiting.indexOf(timer), 1); };
    };
    return { setTimer, waiting, run: () => waiting.shift()?.callback() };
}
