import type { ConferenceSort, Order } from '../../schemas/conference-sort.js';
import type { ConferenceSummary } from '../../schemas/conference-summary.js';
import type { Explanation } from '../../schemas/explanation.js';
import type { ConferencePlace } from './conference-order.js';
import { hourOf } from './rollups.js';
import type { DueSession, SessionDocument } from './store.js';

/** A conference as analysis last put it together from its sessions. Times are epoch ms. */
export interface ConferenceDocument {
    conferenceId: string;
    conferenceKey: string;
    /** This and the tenant are written as its first session did. */
    conferenceName: string;
    tenant: string | null;
    meetingId: string | null;
    startedAt: number;
    /** null while a session of it goes on. */
    endedAt: number | null;
    /** From the one to the other; null as long. */
    durationMs: number | null;
    /** When anything last came of it, by the time at which it was put together: retention goes by it. */
    lastSeenAt: number;
    participants: number;
    /** How many. */
    sessions: number;
    /** Both null until a session of it has been analysed. */
    summary: ConferenceSummary | null;
    explanation: Explanation | null;
    /** Those of all its sessions, and of the issues that show in a conference only. Each once, sorted. */
    facets: string[];
}

/** A conference in the order of their begins. */
export interface ConferencePosition { startedAt: number; conferenceId: string }

export interface ConferenceFilter {
    /** Of any tenant; compared without case, as conference-key.ts folds it. */
    conferenceName?: string;
    /** What the name begins with; compared in the same way. */
    namePrefix?: string;
    /** All must be there (facets.ts); the first one should be the rarest. */
    facets?: readonly string[];
    /** Conferences that took so long, or do so by `now`, ms. */
    minDuration?: number;
    /** Conferences that went on at or after this moment, epoch ms. */
    from?: number;
    /** Conferences that began before this moment, epoch ms. */
    to?: number;
    /** Epoch ms: until when those that go on are taken to last. */
    now: number;
    /** startedAt if absent. */
    sort?: ConferenceSort;
    /** desc if absent. */
    order?: Order;
    /** Where it goes on: after this one, in the same sort and order. */
    after?: ConferencePlace;
    limit: number;
    /**
     * Conferences gone through at most; where so many are not enough to fill the page, it ends early. In another order than startedAt those that
     * the filter leaves are sorted if they are so few, and else all are gone through in that order.
     */
    walk: number;
}

/** `after`: where the next page begins, null when there is none. A page may be short, even empty, when its filter lets little pass. */
export interface ConferencePage { items: ConferenceDocument[]; after: ConferencePlace | null }

/** A session that is part of a stored conference. */
export interface ConferenceMember { conferenceId: string; session: SessionDocument }

/** All calls only read. */
export interface ConferenceReads {
    find(conferenceId: string): Promise<ConferenceDocument | null>;
    /** By `sort`, then startedAt, then conferenceId, all in `order`. */
    list(filter: ConferenceFilter): Promise<ConferencePage>;
    /** The first `limit` of those that began within [from, to), after `after`: startedAt descending, conferenceId descending. */
    listBegun(from: number, to: number, after: ConferencePosition | null, limit: number): Promise<ConferenceDocument[]>;
    /**
     * The sessions of these, without their histograms and timelines: startedAt ascending, then sessionId; when they are more than `limit`, the
     * earliest.
     */
    listMembers(conferenceIds: readonly string[], limit: number): Promise<ConferenceMember[]>;
    /** Their ids; of more than `limit` any so many. */
    listMemberIds(conferenceIds: readonly string[], limit: number): Promise<string[]>;
    /** The conference that analysis has put each of these sessions into; without those that it has not. */
    conferenceIdsOf(sessionIds: readonly string[]): Promise<Map<string, string>>;
}

/** The conferences of one conferenceKey, to be put together anew by whoever has this, and by nobody else until the lease is over. */
export interface RoomClaim {
    conferenceKey: string;
    /** Who has it: of each claim another one. */
    holder: string;
    /** Sessions that changed so that their conference may change. */
    due: DueSession[];
    /** Stored conferences of which it is not known whether they still are. */
    conferenceIds: string[];
    /** Counts what was said of the room besides its sessions. */
    changes: number;
}

export interface RoomClaims {
    claims: RoomClaim[];
    /** Rooms that are due, but that somebody else has at this moment. */
    held: number;
}

/** What putting a room's conferences together anew changes. */
export interface ConferenceChange {
    documents: readonly ConferenceDocument[];
    /** Conferences that are no more. */
    gone: readonly string[];
    /** Sessions that are in another conference than before, or for the first time in one. */
    moved: readonly (readonly [sessionId: string, conferenceId: string])[];
    /** Of the claimed: done, unless they have changed since. `again`: when they are due once more, epoch ms; null until they change. */
    settled: readonly (DueSession & { again: number | null })[];
}

/**
 * What analysis knows of conferences. A session is due here when what it is to a conference may have changed: when it begins, when what
 * its posts say changes, when it ends, goes on after all, or has been analysed.
 */
export interface Conferences extends ConferenceReads {
    /**
     * Rooms with up to `limit` of the sessions that are due at `now`, epoch ms, and rooms whose last claim was never released. Nobody else
     * is given them until they are released or `leaseMs` have gone by, in case whoever claimed them is no more.
     */
    claim(now: number, leaseMs: number, limit: number): Promise<RoomClaims>;
    /** One room, whether or not it is due; null if somebody else has it. */
    claimRoom(conferenceKey: string, now: number, leaseMs: number): Promise<RoomClaim | null>;
    /**
     * Makes a change in rooms that are claimed. False, and nothing changes, when one of them is not the claimant's any more. The hours in which
     * conferences that change began, and begin, are due for rollups from then on.
     */
    replace(claims: readonly RoomClaim[], change: ConferenceChange): Promise<boolean>;
    /**
     * Free for others: at once if something was said of the room meanwhile, or if what was due is not done. After a failure this is not
     * called, so that the lease has to go by before it is tried again.
     */
    release(claims: readonly RoomClaim[], isDone: boolean): Promise<void>;
}

/** Conferences that go on for longer are few. */
export const LONG_MS = 12 * 3_600_000;

/** Epoch ms: a moment that does not come. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** As a number to compare with: of a conference that goes on NEVER. */
export const lastsUntil = ({ endedAt }: Pick<ConferenceDocument, 'endedAt'>): number => endedAt ?? NEVER;

/**
 * The same, of those that go on or went on for longer than LONG_MS; null of the others. Of these lists know without it how far to look back
 * for those that went on at some moment.
 */
export const longUntil = (conference: Pick<ConferenceDocument, 'startedAt' | 'endedAt'>): number | null =>
    lastsUntil(conference) - conference.startedAt > LONG_MS ? lastsUntil(conference) : null;

/** The hours in which those of these conferences began that have ended: where rollups count them. */
export const rolledHours = (conferences: readonly Pick<ConferenceDocument, 'startedAt' | 'endedAt'>[]): number[] =>
    [...new Set(conferences.filter(({ endedAt }) => endedAt !== null).map(({ startedAt }) => hourOf(startedAt)))];
