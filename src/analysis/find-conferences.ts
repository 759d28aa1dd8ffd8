import type { SessionDocument, SessionReads } from '../store/store.js';
import { assembleConferences, JOINS_WITHIN, type Conference } from './assemble-conferences.js';
import { chain, gather, gatherAll, joinMeetings, type Gathering } from './gathering.js';
import { longestSilenceMs, type LivenessRule } from './session-end.js';

/** Answers the conference that a stored session belongs to now. */
export type FindConference = (session: SessionDocument) => Promise<Conference>;

export interface NeighbourhoodParts {
    reads: Pick<SessionReads, 'listByConferenceKey'>;
    rule: LivenessRule;
    /** CONFERENCE_MAX: a conference of more is answered with its first so many. */
    maxSessions: number;
}

/** Conferences that have nothing to do with any other one. */
export interface Neighbourhood {
    conferences: Conference[];
    /** False of a room that never rests: then these are put together from the first CONFERENCE_MAX sessions that were found. */
    isWhole: boolean;
}

/**
 * Finds the conferences of sessions by what is stored at this moment, and loads no more of a room's history than can matter.
 * One for each request: what it has assembled it does not assemble again.
 */
export function createConferenceFinder(parts: NeighbourhoodParts): FindConference {
    const found = new Map<string, Conference>();
    return async (session) => {
        const known = found.get(session.sessionId);
        if (known !== undefined) return known;
        const { conferences } = await findNeighbourhood(session, parts);
        for (const conference of conferences) {
            const shown = firstOf(conference, parts.maxSessions);
            for (const { session: { sessionId } } of conference.stays) found.set(sessionId, shown);
        }
        return found.get(session.sessionId) as Conference;
    };
}

/** The same with its first so many sessions. */
export function firstOf(conference: Conference, maxSessions: number): Conference {
    const [first, ...others] = conference.stays;
    return { ...conference, stays: [first, ...others.slice(0, maxSessions - 1)] };
}

/** The conference of a session, and all that can have a say in which one that is. */
export async function findNeighbourhood(session: SessionDocument, parts: NeighbourhoodParts): Promise<Neighbourhood> {
    const { stays, isWhole } = await loadNeighbours(session, parts);
    return { conferences: assembleConferences(stays.map((stay) => stay.session), parts.rule), isWhole };
}

/**
 * All sessions that can have a say in which conference this one belongs to: those of the same key that are connected with it by meetings
 * and by rests of at most JOINS_WITHIN. Looks twice as far each time until there is a longer rest at both ends.
 */
async function loadNeighbours(
    session: SessionDocument, { reads, rule, maxSessions }: NeighbourhoodParts
): Promise<Pick<Gathering, 'stays'> & Pick<Neighbourhood, 'isWhole'>> {
    let { from, to } = gather(session, rule);
    let before: Gathering['stays'] | undefined;
    for (;;) {
        // who goes on was last seen at most so long ago, but is there until now
        const seenSince = from - JOINS_WITHIN - longestSilenceMs(rule);
        const loaded = await reads.listByConferenceKey(session.conferenceKey, seenSince, to + JOINS_WITHIN, maxSessions, rule.untilAnalysed);
        const neighbours = gatheringAround(session, loaded, rule);
        // of a room that never rests, what was found before the limit was met
        if (loaded.length >= maxSessions) return { stays: before ?? neighbours.stays, isWhole: false };
        if (from <= neighbours.from && neighbours.to <= to) return { stays: neighbours.stays, isWhole: true };
        before = neighbours.stays;
        const reach = to - from + JOINS_WITHIN;
        if (neighbours.from < from) from = neighbours.from - reach;
        if (neighbours.to > to) to = neighbours.to + reach;
    }
}

/** Those of the sessions that are connected with this one, itself included. */
function gatheringAround(session: SessionDocument, loaded: readonly SessionDocument[], rule: LivenessRule): Gathering {
    // of too many only the earliest are loaded, perhaps without this one
    const isThere = loaded.some(({ sessionId }) => sessionId === session.sessionId);
    const gatherings = gatherAll(isThere ? loaded : [...loaded, session], rule);
    const isAround = ({ stays }: Gathering) => stays.some((stay) => stay.session.sessionId === session.sessionId);
    const around = chain(joinMeetings(gatherings), JOINS_WITHIN).find(isAround);
    return around ?? gather(session, rule);
}
