import type { RtcStats } from '../../schemas/rtcstats.js';

/**
 * What one report of getStats() said of a session, besides the push that is made of it. Of each object only what tells something new is
 * stored: one that differs from every stored one of its session, type and id in more than its timestamp and nulls (rtcstats-key.ts).
 */
export interface RtcStatsRecord {
    readonly kind: 'rtcstats';
    sessionId: string;
    /** Epoch ms, this server's clock: retention goes by it. */
    receivedAt: number;
    /** Epoch ms: when the report was made, corrected when the sender's clock is off (clock-offset.ts). */
    at: number;
    /** As they came: `timestamp`s are raw. */
    stats: RtcStats[];
}

/** An object as stored, without nulls. */
export interface StoredRtcStats {
    /** Epoch ms: of the report that it was stored from. */
    at: number;
    receivedAt: number;
    /** rtcstats-key.ts; different for all objects of a session. */
    key: string;
    stats: RtcStats;
}

/** A place in the order of a session's objects: `at`, then key. */
export type RtcStatsPosition = Pick<StoredRtcStats, 'at' | 'key'>;

export interface RtcStatsFilter {
    type?: string;
    id?: string;
    /** Only what comes after this place. */
    after?: RtcStatsPosition;
    limit: number;
}

/** All calls only read. */
export interface RtcStatsReads {
    /** The oldest first; at most `limit`. */
    list(sessionId: string, filter: RtcStatsFilter): Promise<StoredRtcStats[]>;
}
