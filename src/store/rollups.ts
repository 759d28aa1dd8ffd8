import type { IssueCode } from '../../schemas/issue.js';
import type { SessionHistograms, SessionSummary } from '../../schemas/summary.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** The UTC hour that a moment is in, by its begin, epoch ms. */
export const hourOf = (at: number): number => Math.floor(at / HOUR_MS) * HOUR_MS;
/** The UTC day that a moment is in, by its begin, epoch ms. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/** Hours are made of sessions, days of hours; both in UTC. */
export type RollupLevel = 'hour' | 'day';
/** An hour or a day, by its begin, epoch ms. */
export interface RollupPeriod { level: RollupLevel; at: number }

/** A period whose rows have to be made, as claimed. */
export interface DuePeriod extends RollupPeriod {
    /** Counts what changed in it: rows made of fewer are out of date. */
    changes: number;
    /** Counts those who claimed it: of two who make its rows the later one's stay. */
    claims: number;
}

/**
 * What a period holds of one kind. `table`: how it is divided (src/analysis/rollups/); `metric`: of what its cells tell the distribution,
 * null for counts. Rows of the same table and metric can be added up, whichever periods they are of.
 */
export interface RollupRow {
    table: string;
    metric: string | null;
    /** For people who query the database; null where the cells alone have it. */
    totals: Readonly<Record<string, unknown>> | null;
    /** Packed (src/analysis/rollups/packed-cells.ts); null where the totals are all. */
    cells: Uint8Array | null;
}
export interface StoredRollupRow extends RollupPeriod, Pick<RollupRow, 'totals' | 'cells'> {}

/** Whole periods of a level: those that begin in [from, to), epoch ms. */
export interface PeriodRange { level: RollupLevel; from: number; to: number }

/** What rollups take from a session that has been analysed. */
export interface RolledSession {
    sessionId: string;
    startedAt: number;
    conferenceKey: string;
    /** Case-folded. */
    conferenceName: string;
    endpointId: string | null;
    observedBy: string | null;
    joinedAt: number | null;
    browser: string | null;
    os: string | null;
    region: string | null;
    country: string | null;
    summary: Pick<SessionSummary, 'inCallMs' | 'connectionKind' | 'setupMs' | 'mediaErrors' | 'mediaErrorNames' | 'rating' | 'verdict'>;
    /** Each once, in any order. */
    issueCodes: IssueCode[];
    histograms: SessionHistograms;
}

/** Where a page begins. */
export type Page = string | number | null;

export interface ClaimOptions {
    level: RollupLevel;
    /** Only periods that begin in [from, to), epoch ms. */
    from: number;
    to: number;
    /** Epoch ms: those that rest, or that somebody else has, until later than this are left alone. */
    now: number;
    /** For so long nobody else is given them. */
    leaseMs: number;
}

/**
 * The rows of hours and days, and which of them have to be made. An hour is due from the moment on at which the analysis of a session that
 * began in it is finished, a day when one of its hours is; in the same transaction, or, where there is none, in an order in which a
 * process that is killed between two writes loses nothing.
 */
export interface Rollups {
    /** These hours (begins, epoch ms) have to be made again. */
    mark(hours: readonly number[]): Promise<void>;
    /** Of the periods that are due the one that rested longest; null if there is none. */
    claim(options: ClaimOptions): Promise<DuePeriod | null>;
    /** The begins of the periods in the range that are due, claimed or not. Only reads. */
    due(range: PeriodRange): Promise<number[]>;
    /**
     * A page of the sessions that count in this hour, in an order of the store's own. `after` is that of the page before, null at first, and null
     * after the last page. Only reads.
     */
    sessionsOf(hour: number, after: Page, limit: number): Promise<{ sessions: RolledSession[]; after: Page }>;
    /**
     * Makes these the rows of the period, and its day due if it is an hour. Nothing happens if somebody else has claimed it since. If it has
     * changed since it was claimed it stays due.
     * @param restUntil - epoch ms: before that it is claimed no more
     */
    finish(due: DuePeriod, rows: readonly RollupRow[], restUntil: number): Promise<void>;
    /** Leaves the rows as they are, and the period due no more. */
    drop(due: DuePeriod): Promise<void>;
    /** The rows of this table and metric, in the order of `at`, hours and days mixed. Only reads. */
    list(kind: Pick<RollupRow, 'table' | 'metric'>, ranges: readonly PeriodRange[]): Promise<StoredRollupRow[]>;
    /** Removes the rows, at most `limit` of them, of periods that began before this moment, epoch ms. Answers how many went. */
    removeBefore(at: number, limit: number): Promise<number>;
}
