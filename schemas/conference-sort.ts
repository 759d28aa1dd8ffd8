/**
 * What lists of conferences can be sorted by. `duration`: until now of those that go on. `participants`: different people, as the answer counts
 * them. `trouble`: how many of its sessions were poor, then how many were fair.
 */
export const CONFERENCE_SORTS = ['startedAt', 'duration', 'participants', 'trouble'] as const;
export type ConferenceSort = typeof CONFERENCE_SORTS[number];

/** The greatest first, or the least. What is equal is in the same order by its begin, then by its id. */
export const ORDERS = ['desc', 'asc'] as const;
export type Order = typeof ORDERS[number];
