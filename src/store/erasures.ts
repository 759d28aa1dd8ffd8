import { createHash } from 'node:crypto';
import type { SessionRecord } from './store.js';

/** Whose data is to be deleted: one session's, or that of all sessions of one user. */
export type Whose = { readonly sessionId: string } | { readonly userId: string };

/** What was there of whom, until now. */
export interface Erased { sessions: number; pushes: number; rtcstats: number }

/** How many pushes and RTCStats objects went, and whether there may be more. */
export interface Swept { pushes: number; rtcstats: number; more: boolean }

/** A user of whom some sessions may not have been marked yet. */
export interface OpenErasure { userId: string; at: number }

/**
 * Deletes data for good. Who is deleted is marked first, durably: from that moment on no read finds the marked sessions, and `Store.write`
 * stores nothing more of them, whoever brings it and however late. Then what they left is removed, in slices. All calls are idempotent, and
 * any number of processes may make them at once.
 */
export interface Erasures {
    /**
     * Marks a session, whether it is known or not; or a user, as of the moment `at` (epoch ms, this server's clock), and at most `limit` of the
     * sessions that are stored. A session belongs to a user whom it names and who was marked at or after its `startedAt`, also if it comes
     * later. Answers what was taken away; when `sessions` is less than `limit`, all are marked.
     */
    mark(whose: Whose, at: number, limit: number): Promise<Erased>;
    /** Users whose marking was begun: `mark` must be called for them again. */
    listOpen(): Promise<OpenErasure[]>;
    /**
     * Removes at most `limit` pushes and RTCStats objects of marked sessions.
     * @param now - epoch ms: a store that others write, too, looks again after a while
     */
    sweep(now: number, limit: number): Promise<Swept>;
    /** Which of these sessions are marked, or belong to a user who is. */
    findMarked(sessions: readonly MarkedBy[]): Promise<Set<string>>;
    /**
     * The marks made at or after this moment, epoch ms, the earliest first: sessions' ids, and what stands for users (userMarkOf). The moment of a
     * session that was deleted with its user is the user's.
     */
    listMarked(from: number, limit: number): Promise<Mark[]>;
    /** Takes away at most `limit` marks from before this moment. Answers how many went. */
    unmark(before: number, limit: number): Promise<number>;
}

/** A session's id, or what stands for a user, and since when it is marked. */
export interface Mark { id: string; at: number }

/** What decides whether a record is of a marked session: its session's id, and, of a post, whose it is and since when. */
export type MarkedBy = Pick<SessionRecord, 'sessionId'> & Partial<Pick<SessionRecord, 'userId' | 'startedAt'>>;

/** Marks of users begin so; those of sessions are their ids. */
const USER_MARK = 'user:';

export const isUserMark = (id: string): boolean => id.startsWith(USER_MARK);

/**
 * The `_id` of a user's mark. A digest, so that the mark does not say whom it is of: it can only be found by who knows the userId already.
 */
export const userMarkOf = (userId: string): string =>
    USER_MARK + createHash('sha256').update(`confmeter: deleted user\0${userId}`).digest('base64url');
