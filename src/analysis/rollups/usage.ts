import type { RolledSession } from '../../store/rollups.js';

const MINUTE_MS = 60_000;
/** A day: what is longer is told as longer than this. */
export const LONGEST_MINUTES = 1440;

/**
 * How much a period was used. `minutes`: how many are longer than so many whole minutes, and not than one more; those that lasted no time
 * at all are in none.
 */
export interface Usage {
    sessions: number;
    participantMs: number;
    sessionMinutes: Record<string, number>;
}

export interface UsageSum {
    addSession(session: RolledSession): void;
    addUsage(usage: Usage): void;
    build(): Usage;
}

export function createUsage(): UsageSum {
    const sum: Usage = { sessions: 0, participantMs: 0, sessionMinutes: {} };
    return {
        addSession({ summary: { inCallMs } }) {
            sum.sessions += 1;
            sum.participantMs += Math.round(inCallMs);
            addDuration(sum.sessionMinutes, inCallMs);
        },
        addUsage(usage) {
            sum.sessions += usage.sessions;
            sum.participantMs += usage.participantMs;
            for (const [minutes, count] of Object.entries(usage.sessionMinutes)) addCount(sum.sessionMinutes, minutes, count);
        },
        build: () => sum
    };
}

function addDuration(minutes: Record<string, number>, ms: number): void {
    if (ms > 0) addCount(minutes, String(Math.min(LONGEST_MINUTES, Math.ceil(ms / MINUTE_MS) - 1)), 1);
}

function addCount(counts: Record<string, number>, name: string, count: number): void {
    counts[name] = (counts[name] ?? 0) + count;
}

/** How many are longer than this, a whole number of at most LONGEST_MINUTES. */
export const longerThan = (minutes: Readonly<Record<string, number>>, least: number): number =>
    Object.entries(minutes).reduce((sum, [longest, count]) => Number(longest) >= least ? sum + count : sum, 0);
