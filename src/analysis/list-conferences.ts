import { LONGEST_STAY_MS, type SessionDocument, type SessionReads } from '../store/store.js';
import type { Conference } from './assemble-conferences.js';
import type { Position } from './cursor.js';
import type { FindConference } from './find-conferences.js';
import type { Stay } from './gathering.js';
import { silenceMs, type LivenessRule } from './session-end.js';

/** Sessions, or conferences by their sessions: those that were there at or after `from` and began before `to`, epoch ms. */
export interface ListFilter {
    conferenceName?: string;
    from?: number;
    to?: number;
    after?: Position;
    limit: number;
}

/** `after`: where the next page begins; null when there is none. */
export interface Page<T> { items: T[]; after: Position | null }

/** A page ends early, perhaps empty, at these; the next one goes on from there. */
export interface PageLimits {
    /** Sessions that its conferences have. */
    sessions: number;
    /** Sessions gone through. */
    walked: number;
}

export interface ListParts { reads: SessionReads; findConference: FindConference; rule: LivenessRule; limits: PageLimits }

/** Sessions taken from the store at a time. */
const BATCH = 200;

/**
 * Newest first, each at its first session within [from, to). Goes through the sessions and leaves out all but those firsts, so what
 * comes late moves nothing on pages already read.
 */
export async function listConferences(filter: ListFilter, { reads, findConference, rule, limits }: ListParts): Promise<Page<Conference>> {
    const items: Conference[] = [];
    let sessions = 0;
    let after = filter.after;
    for (let walked = 0; walked < limits.walked; walked += BATCH) {
        const { items: batch } = await reads.list({ ...storedFilter(filter, rule), ...after !== undefined && { after }, limit: BATCH });
        for (const session of batch) {
            const conference = await findConference(session);
            if (isFirstWithin(session, conference, filter)) {
                sessions += conference.stays.length;
                if (items.length === filter.limit || (sessions > limits.sessions && items.length > 0)) return { items, after: after ?? null };
                items.push(conference);
            }
            after = positionOf(session);
        }
        if (batch.length < BATCH) return { items, after: null };
    }
    return { items, after: after ?? null };
}

export const positionOf = ({ startedAt, sessionId }: SessionDocument): Position => ({ startedAt, sessionId });

/**
 * The same filter for the store, which knows when sessions were last seen, but not which go on: those were last seen at most silenceMs
 * ago. So it may answer more than isThere lets pass.
 */
export function storedFilter({ limit: _limit, after: _after, from, ...filter }: ListFilter, rule: LivenessRule) {
    return { ...filter, ...from !== undefined && { from: Math.min(from, rule.now - silenceMs(rule)) } };
}

/** Whether a session was there at or after this moment. */
export const isThere = ({ endedAt }: Pick<Stay, 'endedAt'>, from = -Infinity): boolean => endedAt === null || endedAt >= from;

function isFirstWithin({ sessionId }: SessionDocument, { stays }: Conference, { from = -Infinity }: ListFilter): boolean {
    const first = stays.find((stay) => isThere(stay, from) && stay.session.startedAt >= from - LONGEST_STAY_MS);
    return first?.session.sessionId === sessionId;
}
