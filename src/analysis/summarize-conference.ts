import type { ConferenceSummary } from '../../schemas/conference-summary.js';
import type { Issue, IssueCode } from '../../schemas/issue.js';
import type { SessionSummary } from '../../schemas/summary.js';
import { worst } from './detectors/issue-list.js';
import { coveredMs } from './verdict.js';

/** One session of a conference. Times are epoch ms; joinedAt is null for who never got in, endedAt while it goes on. */
export interface SummarizedStay {
    userId: string | null;
    joinedAt: number | null;
    endedAt: number | null;
    summary: Pick<SessionSummary, 'inCallMs' | 'verdict' | 'rating'>;
    issues: readonly Issue[];
}

/** Adds up the sessions of a conference, in any order. Who was there twice, one after the other, is one participant and two sessions. */
export function summarizeConference(stays: readonly SummarizedStay[]): ConferenceSummary {
    const verdicts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    for (const { summary: { verdict } } of stays) verdicts[verdict ?? 'unknown'] += 1;
    const ratings = stays.map(({ summary: { rating } }) => rating).filter((rating) => rating !== null);
    return {
        participants: new Set(stays.map(({ userId }, place) => userId ?? place)).size,
        peakParticipants: peakOf(stays),
        participantMs: stays.reduce((sum, { summary: { inCallMs } }) => sum + inCallMs, 0),
        sessions: stays.length,
        verdicts,
        issues: countIssues(stays),
        rating: ratings.length === 0 ? null : { mean: ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length, count: ratings.length }
    };
}

/** Who leaves at the moment at which another comes was not there with them. */
function peakOf(stays: readonly SummarizedStay[]): number {
    const steps = stays.flatMap(({ joinedAt, endedAt }) => joinedAt === null ? [] : [{ at: joinedAt, by: 1 }, { at: endedAt ?? Infinity, by: -1 }])
        .sort((a, b) => a.at === b.at ? a.by - b.by : a.at - b.at);
    let there = 0;
    let peak = 0;
    for (const { by } of steps) {
        there += by;
        peak = Math.max(peak, there);
    }
    return peak;
}

function countIssues(stays: readonly SummarizedStay[]): ConferenceSummary['issues'] {
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
