import type { CallEvent } from '../../schemas/event.js';
import type { Delta, EndReason } from '../../schemas/push.js';
import type { SessionPost } from '../../schemas/session.js';
import type { PeerClient } from '../../schemas/session-client.js';
import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import type { SharedAudience } from './audience.js';
import type { Conferences } from './conferences.js';
import type { Erased, Erasures } from './erasures.js';
import type { Rollups } from './rollups.js';
import type { RtcStatsReads, RtcStatsRecord } from './rtcstats.js';
import type { SearchReads } from './search.js';
import type { Webhooks } from './webhooks.js';

/** What a session's page said of itself, as accepted: addresses truncated, times on the server's clock. */
export interface SessionRecord extends Omit<SessionPost, 'sessionKey' | 'sentAt' | 'startedAt' | 'joinedAt'> {
    readonly kind: 'session';
    /** Epoch ms, this server's clock. */
    receivedAt: number;
    /** Epoch ms, the page's clock: which of two posts is the later one. Negative where the earlier one counts (record-session.ts). */
    sentAt: number;
    /** ms to add to the page's clock to get the server's. */
    offset: number;
    /** Epoch ms, corrected when the page's clock is off. */
    startedAt: number;
    joinedAt?: number | null;
    browser: NamedVersion;
    os: NamedVersion;
    address: string | null;
    /** ISO 3166-1 alpha-2. */
    country?: string | null;
    /** Absent: of the SDK. */
    client?: PeerClient;
}

export interface NamedVersion { name: string | null; version: string | null }

/** One push, as accepted. `_id` is `<sessionId>:<seq>`. */
export interface PushRecord {
    readonly kind: 'push';
    sessionId: string;
    seq: number;
    /** Epoch ms, the page's clock: the last moment that this push tells of. */
    at: number;
    /** Epoch ms, this server's clock: retention, liveness and silence go by it. */
    receivedAt: number;
    /** ms to add to the page's clock to get the server's. */
    offset: number;
    /** Times raw, as the page gave them. */
    deltas: Delta[];
    events: CallEvent[];
    end?: EndReason;
    /** The serverRegion that this push ends with, if it tells one. */
    region?: string;
}

export type StoredRecord = SessionRecord | PushRecord | RtcStatsRecord;

/** What is known of a session's stay from its records. Every member is a maximum, so the order of arrival does not matter. */
export interface Presence {
    /** Epoch ms, server's clock: when the last push, post or report that told something came. Liveness and retention go by it. */
    lastSeenAt: number;
    /**
     * Epoch ms, corrected (clock-offset.ts), never after the receipt: the last moment that its pushes (`at`) and posts
     * (`startedAt`, `joinedAt`) tell of. Long before lastSeenAt when pushes came late, as those of a closed laptop do the next morning.
     */
    lastAt: number;
    /** The highest seq stored; -1 before the first push. */
    lastSeq: number;
    /** The push with the highest seq that said that the session ends: it has ended if that is the last one. `at` as for lastAt. */
    end: { seq: number; reason: EndReason; at: number } | null;
    /** The region told by the push with the highest seq that told one. */
    region: { seq: number; value: string } | null;
}

/** A session as stored: the last non-null value of each member that its posts had (merge-session.ts). */
export interface SessionDocument extends Omit<SessionRecord, 'kind'>, Presence {
    /** The conference's id if its meetingId decides (null without one), and if this session were the first of a conference without one. */
    meetingConferenceId: string | null;
    ownConferenceId: string;
    /** Tenant and case-folded name: sessions with the same key may belong to one conference. */
    conferenceKey: string;
    /** null until it has been analysed; of the session as it was then. */
    analysis: SessionAnalysis | null;
}

/** A line of what was to be written (encode-records.ts) that found no place in the store, in memory of its own. */
export interface RejectedLine { bytes: Uint8Array; reason: string }

/** Of records. A session's post or a report of RTCStats counts as stored when it told something new, else as a duplicate. */
export interface WriteResult {
    stored: number;
    /** Already there with the same content. */
    duplicates: number;
    /** Already there with other content; the first stays. */
    conflicts: number;
    /** Of sessions that have been deleted (erasures.ts): not written. */
    erased: number;
    /** Records, or single objects of reports, that the store refused for themselves; all others were written. */
    rejected: RejectedLine[];
    /** What the disk made of records, so that they are none any more; all others were written. */
    damaged: RejectedLine[];
}

/** `from` looks back no further than this for sessions that began earlier, ms: a tab open for longer than a week is no call. */
export const LONGEST_STAY_MS = 7 * 24 * 3_600_000;

export interface SessionFilter {
    /** Of any tenant; compared as conference-key.ts folds it, so without case. */
    conferenceName?: string;
    /** What the conference's name begins with; of any tenant, compared as conferenceName is. */
    namePrefix?: string;
    userId?: string;
    /** As facets.ts writes them: sessions that have all of these. */
    facets?: readonly string[];
    /**
     * ms: sessions that lasted at least so long, from startedAt to their end (`end`, when the last push said it), or else to `lastAt`, the
     * last moment that they told of. So how long one that goes on has lasted is what is known of it yet.
     */
    minDuration?: number;
    /** Sessions that were there at or after this moment, epoch ms: seen since, and begun at most LONGEST_STAY_MS before. */
    from?: number;
    /** Sessions that began before this moment, epoch ms. */
    to?: number;
    /** Only what comes after this place. */
    after?: SessionPosition;
    limit: number;
    /** How many sessions may be gone through to find `limit` of them; absent: as many as it takes. */
    walk?: number;
}

/** A place in the order of lists: newest first, startedAt descending, then sessionId descending. */
export interface SessionPosition { startedAt: number; sessionId: string }

/** At most `limit` sessions, fewer or none when `walk` was not enough; and where it goes on, null when there is nothing more. */
export interface SessionPage { items: SessionDocument[]; after: SessionPosition | null }

/** All calls only read. */
export interface SessionReads {
    find(sessionId: string): Promise<SessionDocument | null>;
    /** Newest first. */
    list(filter: SessionFilter): Promise<SessionPage>;
    /**
     * The sessions with this key that were there within [from, to] (startedAt <= to, `from` as in SessionFilter), and the others of
     * the same meetings (meetingConferenceId), whenever they were. startedAt ascending, then sessionId; when they are more than
     * `limit`, the earliest of them: a conference is named after its first session.
     * @param untilAnalysed - who has fallen silent is there until analysis has looked at it, whenever it was last seen
     */
    listByConferenceKey(conferenceKey: string, from: number, to: number, limit: number, untilAnalysed?: boolean): Promise<SessionDocument[]>;
    /**
     * The sessions last seen at or after this moment, epoch ms, the last seen first, at most `limit`; without their analyses, which are large and
     * of no use to who wants to know who is there.
     */
    seenSince(lastSeenAt: number, limit: number): Promise<SessionDocument[]>;
    /** The first session whose meetingConferenceId is this, else the one whose ownConferenceId it is. */
    findByConferenceId(conferenceId: string): Promise<SessionDocument | null>;
}

/** A place in a session's pushes. */
export interface PushPlace { sessionId: string; after: number }

export interface PushCounts { pushes: number; samples: number }

/** All calls only read. */
export interface PushReads {
    /** In the order of seq: the first `limit` with a seq above `after` (-1 = from the start). A session can have more than fit in memory. */
    list(sessionId: string, after: number, limit: number): Promise<PushRecord[]>;
    /** The same of many sessions at once, each above a seq of its own, by sessionId, then seq; at most `limit` in all. */
    listEach(places: readonly PushPlace[], limit: number): Promise<PushRecord[]>;
    /** Zeros for a session that is not there. */
    count(sessionIds: readonly string[]): Promise<Map<string, PushCounts>>;
}

/** A session that analysis has to look at, as claimed. */
export interface DueSession {
    sessionId: string;
    /** Counts the session's changes, in whatever order they came: a result made of fewer is out of date. */
    changes: number;
}

/** What analysis has to do, and what it found. A session is due from its end, or its silence, on; and again when it changes after that. */
export interface Analyses {
    /**
     * Sessions that are due: those whose last push said that they end, and those last seen at or before `seenBefore`, epoch ms. Nobody is
     * given them again until `seenBefore` has grown by `leaseMs`, in case whoever claimed them is no more.
     */
    claim(seenBefore: number, leaseMs: number, limit: number): Promise<DueSession[]>;
    /**
     * Keeps the result, and marks the hour in which the session began (Rollups), unless the session has changed since it was claimed: then
     * false, and it is due again.
     */
    finish(due: DueSession, analysis: SessionAnalysis): Promise<boolean>;
    /** It goes on, after all: due again when `seenBefore` is `by` ms, or more, after it was last seen. */
    postpone(due: DueSession, by: number): Promise<void>;
}

/** Where accepted data rests. */
export interface Store {
    readonly sessions: SessionReads;
    readonly pushes: PushReads;
    readonly rtcstats: RtcStatsReads;
    readonly analyses: Analyses;
    readonly conferences: Conferences;
    readonly search: SearchReads;
    readonly rollups: Rollups;
    readonly erasures: Erasures;
    /** null where no other process can have the same store, so that there is nobody to share an audience with. */
    readonly audience: SharedAudience | null;
    readonly webhooks: Webhooks;
    /** How many writes may be under way at once with profit; 1 where they would only wait for each other. */
    readonly writesAtOnce: number;
    /** Whether it is known, without asking it, that calls would be in vain at this moment. */
    isAway(): boolean;
    /** Calls back each time that it is there again after it was away. Answers how to stop that. */
    onReturn(listener: () => void): () => void;
    /**
     * Durable when it resolves. Idempotent: a record that is there already changes nothing. `batches` are encoded records
     * (encode-records.ts); their buffers may move to another thread and be empty afterwards. Rejects when the store is away;
     * then nothing, or a part, of it was written and it may be called again.
     */
    write(batches: readonly Uint8Array[]): Promise<WriteResult>;
    /**
     * Removes pushes and RTCStats objects received before this moment, and sessions last seen before it, at most `limit` of each, so that
     * writes need not wait long. Answers how many went: fewer than `limit` of each means that none are left.
     */
    removeBefore(receivedAt: number, limit: number): Promise<Erased>;
    close(): Promise<void>;
}
