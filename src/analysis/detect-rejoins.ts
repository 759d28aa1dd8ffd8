import type { Issue } from '../../schemas/issue.js';
import { STORED, tellIssue } from './sentences/tell-issue.js';
import { THRESHOLDS, type Thresholds } from '../thresholds.js';

/** One stay in a conference. Times are epoch ms; endedAt is null while it goes on. */
export interface RejoinedStay { sessionId: string; userId: string | null; startedAt: number; endedAt: number | null }

/** Who is away for longer has come back, not rejoined. ms */
const AWAY = 10 * 60_000;

/**
 * Participants who left and came back again and again, from all stays in one conference. The issue is the last stay's, and counts those before
 * it; two tabs at once are not a return. Stays without a userId cannot be told apart.
 * @returns by sessionId
 */
export function detectRejoins(stays: readonly RejoinedStay[], { rejoins }: Thresholds = THRESHOLDS): Map<string, Issue> {
    const byUser = new Map<string, RejoinedStay[]>();
    for (const stay of stays) if (stay.userId !== null) byUser.set(stay.userId, [...byUser.get(stay.userId) ?? [], stay]);
    const found = new Map<string, Issue>();
    for (const own of byUser.values()) {
        let count = 0;
        let from: number | undefined;
        let before: RejoinedStay | undefined;
        for (const stay of own.sort((a, b) => a.startedAt - b.startedAt || (a.sessionId < b.sessionId ? -1 : 1))) {
            if (before !== undefined && before.endedAt !== null && stay.startedAt >= before.endedAt) {
                const isReturn = stay.startedAt - before.endedAt <= AWAY;
                count = isReturn ? count + 1 : 0;
                from = isReturn ? from ?? before.endedAt : undefined;
            }
            before = stay;
        }
        const limit = rejoins.warning ?? rejoins.error;
        if (before === undefined || from === undefined || limit === null || count < limit) continue;
        const isError = rejoins.error !== null && count >= rejoins.error;
        found.set(before.sessionId, tellIssue({
            code: 'multiple_rejoins', severity: isError ? 'error' : 'warning', from, to: before.startedAt, evidence: { times: count }
        }, STORED));
    }
    return found;
}
