import type { RolledSession } from '../../store/rollups.js';
import { peakOf, type RolledConference } from './conference-cells.js';

const MINUTE_MS = 60_000;
/** A day: what is longer is told as longer than this. */
export const LONGEST_MINUTES = 1440;

/**
 * How much a period was used. `…Minutes`: how many are longer than so many whole minutes, and not than one more; those that lasted no time
 * at all are in none.
 */
export interface Usage {
    sessions: number;
    participantMs: number;
    sessionMinutes: Record<string, number>;
    conferences: number;
    conferenceMinutes: Record<string, number>;
    /** Most participants that one conference had at once. */
    largestConference: number;
}

export interface UsageSum {
    addSession(session: RolledSession): void;
    /** One that has ended. */
    addConference(conference: RolledConference): void;
    addUsage(usage: Usage): void;
    build(): Usage;
}

export function createUsage(): UsageSum {
    const sum: Usage = { sessions: 0, participantMs: 0, sessionMinutes: {}, conferences: 0, conferenceMinutes: {}, largestConference: 0 };
    return {
        addSession({ summary: { inCallMs } }) {
            sum.sessions += 1;
            sum.participantMs += Math.round(inCallMs);
            addDuration(sum.sessionMinutes, inCallMs);
        },
        addConference(conference) {
            sum.conferences += 1;
            addDuration(sum.conferenceMinutes, conference.durationMs ?? 0);
            sum.largestConference = Math.max(sum.largestConference, peakOf(conference));
        },
        addUsage({ sessions, participantMs, sessionMinutes, conferences, conferenceMinutes, largestConference }) {
            sum.sessions += sessions;
            sum.participantMs += participantMs;
            sum.conferences += conferences;
            for (const [minutes, count] of Object.entries(sessionMinutes)) addCount(sum.sessionMinutes, minutes, count);
            for (const [minutes, count] of Object.entries(conferenceMinutes)) addCount(sum.conferenceMinutes, minutes, count);
            sum.largestConference = Math.max(sum.largestConference, largestConference);
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
