import type { ConferenceSummary } from '../../schemas/conference-summary.js';
import { SEVERITIES, type Issue } from '../../schemas/issue.js';
import type { ComparedSession } from './compare-sessions.js';
import { detectRejoins } from './detect-rejoins.js';
import { explainConference } from './explain-conference.js';
import type { Stay } from './gathering.js';

const MINUTE = 60_000;

/** null as long as none of its sessions has been analysed. */
export function summarizeConference(stays: readonly Stay[]): ConferenceSummary | null {
    const rejoins = detectRejoins(stays.map(({ session: { sessionId, userId, startedAt }, endedAt }) => (
        { sessionId, userId: userId ?? null, startedAt, endedAt })));
    const compared = stays.flatMap(({ session }): ComparedSession[] => {
        const { analysis, sessionId, displayName, userId, endpointId, browser, address } = session;
        if (analysis === null) return [];
        const rejoin = rejoins.get(sessionId);
        return [{
            sessionId, browser, address,
            name: displayName ?? endpointId ?? userId ?? sessionId.slice(0, 8),
            summary: analysis.summary,
            issues: rejoin === undefined ? analysis.issues : [...analysis.issues, rejoin]
        }];
    });
    if (compared.length === 0) return null;
    return {
        participantMinutes: Math.round(compared.reduce((sum, { summary }) => sum + summary.inCallMs, 0) / MINUTE * 100) / 100,
        peakParticipants: peakOf(stays),
        issues: countIssues(compared),
        ...explainConference(compared)
    };
}

/** Those who joined count from then to their end; who leaves at the moment in which another one comes was not there with them. */
function peakOf(stays: readonly Stay[]): number {
    const changes = stays.flatMap(({ session: { joinedAt }, endedAt }) =>
        typeof joinedAt !== 'number' ? [] : [{ at: joinedAt, by: 1 }, { at: endedAt ?? Infinity, by: -1 }]);
    changes.sort((a, b) => a.at - b.at || a.by - b.by);
    let there = 0;
    let peak = 0;
    for (const { by } of changes) {
        there += by;
        peak = Math.max(peak, there);
    }
    return peak;
}

function countIssues(sessions: readonly ComparedSession[]): ConferenceSummary['issues'] {
    const counted = new Map<Issue['code'], ConferenceSummary['issues'][number]>();
    for (const { issues } of sessions) {
        const had = new Set<Issue['code']>();
        for (const { code, severity } of issues) {
            const count = counted.get(code) ?? { code, severity, sessions: 0 };
            if (isWorse(severity, count.severity)) count.severity = severity;
            if (!had.has(code)) count.sessions += 1;
            had.add(code);
            counted.set(code, count);
        }
    }
    return [...counted.values()].sort((a, b) => b.sessions - a.sessions || SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

const isWorse = (a: Issue['severity'], b: Issue['severity']): boolean => SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b);
