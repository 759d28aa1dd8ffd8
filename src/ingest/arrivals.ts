import { PUSH_MINUTES, type Arrivals } from '../../schemas/setup.js';

const MINUTE = 60_000;

/** Counts what came and was taken, and remembers when. */
export interface ArrivalCounter {
    onScript(): void;
    onSession(): void;
    onPush(): void;
    tell(): Arrivals;
}

/** @param now - epoch ms */
export function createArrivalCounter(now: () => number): ArrivalCounter {
    const arrivals: Omit<Arrivals, 'pushesByMinute'> = {
        scripts: 0, sessions: 0, pushes: 0,
        lastScriptAt: null, firstSessionAt: null, lastSessionAt: null, firstPushAt: null, lastPushAt: null
    };
    /** The n-th is of the minute that began at (minute - n) minutes. */
    let pushesByMinute = new Array<number>(PUSH_MINUTES).fill(0);
    let minute = Math.floor(now() / MINUTE);

    function turnMinutes(at: number): void {
        const passed = Math.floor(at / MINUTE) - minute;
        // a clock that was set back must not lose what was counted
        if (passed <= 0) return;
        minute += passed;
        pushesByMinute = [...new Array<number>(Math.min(passed, PUSH_MINUTES)).fill(0), ...pushesByMinute].slice(0, PUSH_MINUTES);
    }

    return {
        onScript() {
            arrivals.scripts += 1;
            arrivals.lastScriptAt = now();
        },
        onSession() {
            arrivals.sessions += 1;
            arrivals.lastSessionAt = now();
            arrivals.firstSessionAt ??= arrivals.lastSessionAt;
        },
        onPush() {
            const at = now();
            turnMinutes(at);
            pushesByMinute[0] = (pushesByMinute[0] ?? 0) + 1;
            arrivals.pushes += 1;
            arrivals.lastPushAt = at;
            arrivals.firstPushAt ??= at;
        },
        tell() {
            turnMinutes(now());
            return { ...arrivals, pushesByMinute: pushesByMinute.toReversed() };
        }
    };
}

/** Of several processes, as if they were one. */
export const addArrivals = (all: readonly Arrivals[]): Arrivals => {
    const sum = (name: 'scripts' | 'sessions' | 'pushes') => all.reduce((total, arrivals) => total + arrivals[name], 0);
    const moments = (name: keyof Arrivals & `${string}At`) => all.flatMap((arrivals) => arrivals[name] ?? []);
    const first = (name: 'firstSessionAt' | 'firstPushAt') => moments(name).reduce<number | null>((a, b) => Math.min(a ?? b, b), null);
    const last = (name: 'lastScriptAt' | 'lastSessionAt' | 'lastPushAt') => moments(name).reduce<number | null>((a, b) => Math.max(a ?? b, b), null);
    return {
        scripts: sum('scripts'), sessions: sum('sessions'), pushes: sum('pushes'),
        lastScriptAt: last('lastScriptAt'),
        firstSessionAt: first('firstSessionAt'), lastSessionAt: last('lastSessionAt'),
        firstPushAt: first('firstPushAt'), lastPushAt: last('lastPushAt'),
        pushesByMinute: Array.from({ length: PUSH_MINUTES }, (_, place) =>
            all.reduce((total, { pushesByMinute }) => total + (pushesByMinute[place] ?? 0), 0))
    };
};
