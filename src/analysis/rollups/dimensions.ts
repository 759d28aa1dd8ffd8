import type { RolledSession } from '../../store/rollups.js';

/** By what sessions are counted. Each together with all others, so that any may be grouped by while others are filtered by. */
export const DIMENSIONS = ['browser', 'os', 'region', 'connection', 'country'] as const;
export type Dimension = typeof DIMENSIONS[number];

/** null: not known. */
export const valueIn = (session: RolledSession, dimension: Dimension): string | null =>
    dimension === 'connection' ? session.summary.connectionKind : session[dimension];

/**
 * How a period's sessions are divided: `margins` by each dimension alone and not at all, `cube` by all dimensions at once, `names` by the
 * conference's name. `conferences` has those that began then, by all dimensions at once. `usage` is not divided. Margins are not bounded by what the
 * cube has to leave out, and a few dozen cells.
 */
export const TABLES = ['margins', 'cube', 'names', 'conferences', 'usage'] as const;
export type RollupTable = typeof TABLES[number];

/** Tables without distributions. */
export const COUNTS_ONLY: readonly RollupTable[] = ['conferences', 'usage'];

/** In `margins`: what a cell's value is of. A name that no dimension has: all sessions. */
export const ALL_SESSIONS = 'all';

/** Kept beside the metrics of schemas/session-metrics.ts: how long joining took. Every session weighs the same, 1. */
export const SETUP = 'setupMs';
