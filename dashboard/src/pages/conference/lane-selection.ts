import type { Finding } from '../../../../schemas/explanation.js';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import type { LaneOrder, Stretch } from './conference-query.js';
import { nameOf } from './session-names.js';

const RANK = { poor: 0, fair: 1, good: 2, unknown: 3 } as const;

/** The worst that a session was, whole or so far. */
export const worstOf = ({ verdict, quality }: Pick<TimelineSession, 'verdict' | 'quality'>): keyof typeof RANK =>
    verdict ?? quality.reduce<keyof typeof RANK>((worst, span) => RANK[span.verdict] < RANK[worst] ? span.verdict : worst, 'unknown');

export const hasTrouble = (session: TimelineSession): boolean =>
    session.issues.some(({ severity }) => severity !== 'info') || session.interruptions.length > 0;

interface Choice { order: LaneOrder; search: string; onlyTrouble: boolean }

/** The lanes that are asked for, in their order. Of equals those who joined first come first. */
export function chooseLanes(sessions: readonly TimelineSession[], { order, search, onlyTrouble }: Choice): TimelineSession[] {
    const asked = search.trim().toLocaleLowerCase();
    const isAsked = (session: TimelineSession) => asked === ''
        || [nameOf(session), session.userId, session.endpointId].some((text) => text?.toLocaleLowerCase().includes(asked) === true);
    const chosen = sessions.filter((session) => (!onlyTrouble || hasTrouble(session)) && isAsked(session));
    if (order === 'join') return chosen;
    const weight = ({ issues }: TimelineSession) => issues.filter(({ severity }) => severity === 'error').length * 100 + issues.length;
    return chosen.sort((a, b) => RANK[worstOf(a)] - RANK[worstOf(b)] || weight(b) - weight(a));
}

/** When those whom a finding is about had the issues that it is about; undefined: they are over and not told any more. */
export function stretchOf(
    { sessionIds, codes }: Pick<Finding, 'sessionIds' | 'codes'>, sessions: readonly TimelineSession[], until: number
): Stretch | undefined {
    const issues = sessions.filter(({ sessionId }) => sessionIds.includes(sessionId))
        .flatMap((session) => session.issues.filter(({ code }) => codes.includes(code)));
    if (issues.length === 0) return undefined;
    const from = Math.min(...issues.map((issue) => issue.from));
    const to = Math.max(...issues.map((issue) => issue.to ?? until));
    // of a moment, what was round it
    return to - from < 1000 ? { from: from - 15_000, to: to + 15_000 } : { from, to };
}
