import type { ConferenceChange, ConferenceDocument, ConferenceReads, RoomClaim } from '../store/conferences.js';
import type { SessionDocument, SessionReads } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import type { Conference } from './assemble-conferences.js';
import { documentOf } from './conference-document.js';
import { findNeighbourhood, firstOf } from './find-conferences.js';
import type { LivenessRule } from './session-end.js';

export interface ReassemblyParts {
    sessions: SessionReads;
    conferences: ConferenceReads;
    rule: LivenessRule;
    /** CONFERENCE_MAX */
    maxSessions: number;
    thresholds: Thresholds;
    /** Claims one more room: a session can move from one to another. null if somebody else has it. */
    claimAlso: (conferenceKey: string) => Promise<RoomClaim | null>;
}

/**
 * A conference that goes on is put together anew so often, ms, whatever comes of it, and with all its sessions at once: which meeting a session
 * overlaps longest changes as time passes, and what is in use must not expire.
 */
const REFRESH_MS = 10 * 60_000;

/**
 * A room that never rests, with more than CONFERENCE_MAX sessions, is put together in parts: so many at a time, and the others after so many ms.
 * Of such a room nobody is looked at besides those who are due.
 */
const MOST_PARTS = 8;
const PART_PAUSE_MS = 10_000;

/**
 * Puts together anew the conferences of the sessions that are due in a room, and of all that have to do with them: their neighbours, and who
 * is stored as being in one conference with any of these. So what is stored afterwards depends on what the sessions say alone, and
 * not on the order in which they said it.
 * @returns null if a room that it needs as well is somebody else's
 */
export async function reassembleConferences(room: RoomClaim, parts: ReassemblyParts): Promise<ConferenceChange | null> {
    const { sessions, conferences, rule, maxSessions, thresholds, claimAlso } = parts;
    const found = new Map<string, Conference>();
    /** By sessionId: the conference that it is in now, and the one that it is stored in. */
    const homes = new Map<string, string>();
    const stored = new Map<string, string>();
    const examined = new Set<string>();
    const mine = new Set([room.conferenceKey]);
    const open = new Set(room.due.map(({ sessionId }) => sessionId));
    let partsLeft = MOST_PARTS;

    async function isMine(conferenceKey: string): Promise<boolean> {
        if (mine.has(conferenceKey)) return true;
        const claim = await claimAlso(conferenceKey);
        if (claim === null) return false;
        mine.add(conferenceKey);
        await examine(claim.conferenceIds);
        return true;
    }

    /** Who is stored as being in these belongs to what is looked at. */
    async function examine(conferenceIds: Iterable<string>): Promise<void> {
        const unknown = [...new Set(conferenceIds)].filter((id) => !examined.has(id));
        for (const id of unknown) examined.add(id);
        if (unknown.length > 0 && partsLeft === MOST_PARTS)
            for (const id of await conferences.listMemberIds(unknown, maxSessions)) open.add(id);
    }

    async function lookAround(session: SessionDocument): Promise<void> {
        const around = await findNeighbourhood(session, { reads: sessions, rule, maxSessions });
        if (!around.isWhole) partsLeft -= 1;
        for (const conference of around.conferences) {
            if (!found.has(conference.conferenceId)) found.set(conference.conferenceId, conference);
            for (const stay of conference.stays) if (!homes.has(stay.session.sessionId)) homes.set(stay.session.sessionId, conference.conferenceId);
        }
        const before = await conferences.conferenceIdsOf(around.conferences.flatMap(({ stays }) => stays.map((stay) => stay.session.sessionId)));
        for (const [sessionId, conferenceId] of before) stored.set(sessionId, conferenceId);
        await examine([...before.values(), ...found.keys()]);
    }

    await examine(room.conferenceIds);
    const left = new Set<string>();
    for (const sessionId of open) {
        if (homes.has(sessionId)) continue;
        const session = await sessions.find(sessionId);
        // removed since
        if (session === null) continue;
        if (!await isMine(session.conferenceKey)) return null;
        const home = found.get(session.meetingConferenceId ?? '');
        if (home !== undefined) homes.set(sessionId, home.conferenceId);
        else if (partsLeft > 0) await lookAround(session);
        else left.add(sessionId);
    }

    const documents: ConferenceDocument[] = [];
    for (const conference of found.values()) {
        const [first, ...others] = conference.stays.filter(({ session }) => homes.get(session.sessionId) === conference.conferenceId);
        if (first === undefined) found.delete(conference.conferenceId);
        else {
            const shown = firstOf({ ...conference, stays: [first, ...others] }, maxSessions);
            documents.push(documentOf(shown, { sessions: others.length + 1, thresholds }));
        }
    }
    const gone: string[] = [];
    for (const conferenceId of examined) {
        if (found.has(conferenceId) || !(await conferences.listMemberIds([conferenceId], maxSessions)).every((id) => homes.has(id))) continue;
        const document = await conferences.find(conferenceId);
        if (document !== null && !await isMine(document.conferenceKey)) return null;
        gone.push(conferenceId);
    }
    return {
        documents, gone,
        moved: [...homes].filter(([sessionId, conferenceId]) => stored.get(sessionId) !== conferenceId),
        settled: room.due.map((due) => {
            if (left.has(due.sessionId)) return { ...due, again: rule.now + PART_PAUSE_MS };
            return { ...due, again: nextRefresh(found.get(homes.get(due.sessionId) ?? ''), due.sessionId, rule.now) };
        })
    };
}

/** When a session that goes on is due again; null for one that has ended. */
function nextRefresh(home: Conference | undefined, sessionId: string, now: number): number | null {
    const stay = home?.stays.find(({ session }) => session.sessionId === sessionId);
    if (home === undefined || stay === undefined || stay.endedAt !== null) return null;
    return now + REFRESH_MS - ((now - home.startedAt) % REFRESH_MS + REFRESH_MS) % REFRESH_MS;
}
