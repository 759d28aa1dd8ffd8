import type { Position } from './cursor.js';
import type { Stay } from './gathering.js';
import { longestSilenceMs, type LivenessRule } from './session-end.js';

/** Sessions that were there at or after `from` and began before `to`, epoch ms. */
export interface ListFilter {
    conferenceName?: string;
    from?: number;
    to?: number;
    after?: Position;
    limit: number;
}

/** `after`: where the next page begins; null when there is none. */
export interface Page<T> { items: T[]; after: Position | null }

/**
 * The same filter for the store, which knows when sessions were last seen, but not which go on: those were last seen at most longestSilenceMs
 * ago. So it may answer more than isThere lets pass.
 */
export function storedFilter({ limit: _limit, after: _after, from, ...filter }: ListFilter, rule: LivenessRule) {
    return { ...filter, ...from !== undefined && { from: Math.min(from, rule.now - longestSilenceMs(rule)) } };
}

/** Whether a session was there at or after this moment. */
export const isThere = ({ endedAt }: Pick<Stay, 'endedAt'>, from = -Infinity): boolean => endedAt === null || endedAt >= from;
