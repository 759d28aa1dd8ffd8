import type { ConferenceSummary } from '../../schemas/conference-summary.js';
import type { Issue, IssueCode } from '../../schemas/issue.js';
import type { SessionSummary, Verdict } from '../../schemas/summary.js';
import { worst } from './detectors/issue-list.js';
import { coveredMs } from './verdict.js';

/** One session of a conference. Times are epoch ms; joinedAt is null for who never got in. */
export interface SummarizedStay {
    /** Whose it is: two with the same, as of a participant whom two others see from outside, are one at a time. */
    participant: string;
    joinedAt: number | null;
    /** Of a session that goes on: now. */
    endedAt: number;
    summary: Pick<SessionSummary, 'verdict' | 'rating'>;
    issues: readonly Issue[];
}

/** Adds up the sessions of a conference, in any order. */
export function summarizeConference(stays: readonly SummarizedStay[]): ConferenceSummary {
    return {
        ...countPresence(stays),
        sessions: stays.length,
        verdicts: countVerdicts(stays.map(({ summary }) => summary.verdict)),
        issues: countIssues(stays),
        rating: meanRating(stays.map(({ summary }) => summary.rating))
    };
}

export function countVerdicts(verdicts: readonly (Verdict | null | undefined)[]): ConferenceSummary['verdicts'] {
    const counts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    for (const verdict of verdicts) counts[verdict ?? 'unknown'] += 1;
    return counts;
}

/** Of those that were given. */
export function meanRating(ratings: readonly (number | null | undefined)[]): ConferenceSummary['rating'] {
    const given = ratings.filter((rating) => rating !== null && rating !== undefined);
    return given.length === 0 ? null : { mean: given.reduce((sum, rating) => sum + rating, 0) / given.length, count: given.length };
}

/** Who leaves at the moment at which another comes was not there with them. */
function countPresence(stays: readonly SummarizedStay[]): Pick<ConferenceSummary, 'peakParticipants' | 'participantMs'> {
    const steps = stays
        .flatMap(({ participant, joinedAt, endedAt }) => joinedAt === null || endedAt <= joinedAt
            ? [] : [{ participant, at: joinedAt, by: 1 }, { participant, at: endedAt, by: -1 }])
        .sort((a, b) => a.at === b.at ? a.by - b.by : a.at - b.at);
    const there = new Map<string, number>();
    let peakParticipants = 0;
    let participantMs = 0;
    let since = 0;
    for (const { participant, at, by } of steps) {
        participantMs += there.size * (at - since);
        since = at;
        const sessions = (there.get(participant) ?? 0) + by;
        if (sessions === 0) there.delete(participant);
        else there.set(participant, sessions);
        peakParticipants = Math.max(peakParticipants, there.size);
    }
    return { peakParticipants, participantMs };
}

/** What sessions suffered from, most sessions first. */
export function countIssues(stays: readonly Pick<SummarizedStay, 'issues'>[]): ConferenceSummary['issues'] {
    const counted = new Map<IssueCode, ConferenceSummary['issues'][number]>();
    for (const { issues } of stays) {
        for (const code of new Set(issues.map((issue) => issue.code))) {
            const same = issues.filter((issue) => issue.code === code);
            const { severity, sessions, totalMs } = counted.get(code) ?? { severity: 'info', sessions: 0, totalMs: 0 };
            const worstOf = same.map((issue) => issue.severity).reduce(worst, severity);
            counted.set(code, { code, severity: worstOf, sessions: sessions + 1, totalMs: totalMs + coveredMs(same) });
        }
    }
    return [...counted.values()].sort((a, b) => b.sessions - a.sessions || b.totalMs - a.totalMs || (a.code < b.code ? -1 : 1));
}
