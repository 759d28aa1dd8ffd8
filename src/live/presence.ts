import type { LiveLeft, ParticipantPresence } from '../../schemas/live.js';
import type { Transition } from '../../schemas/live-transition.js';
import { traitsOf } from '../analysis/client-traits.js';
import { longestSilenceMs } from '../analysis/session-end.js';
import type { PushRecord, SessionDocument, StoredRecord } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import { createErasedMarks, type ErasedMarks } from './erased-marks.js';
import { LiveRoom, viewConference, type RoomConference } from './live-room.js';
import { LiveSession, type LiveRule } from './live-session.js';
import { tellRoom } from './tell-room.js';

/** A participant fades when nothing came for so many intervals: a push was missed, or is late. */
const FADES_AFTER = 1.5;
/** What is missing and nowhere to be found is waited for no longer than this, ms. */
const WAITS = 10_000;

/** What changed from one look to the next. */
export interface PresenceChange {
    /** Epoch ms. */
    at: number;
    sessions: { session: LiveSession; document: SessionDocument; conference: RoomConference }[];
    conferences: RoomConference[];
    left: (LiveLeft & { conferenceName: string })[];
    ended: { conferenceId: string; conferenceName: string }[];
}

export interface Presence {
    /** Something was accepted here. Pushes are not read by this: see `read`. */
    takeAccepted(record: StoredRecord): void;
    takeStored(session: SessionDocument): void;
    /** Reads a push that was accepted. */
    read(push: PushRecord): void;
    /** What was deleted is not there any more, and does not come back. */
    readonly marks: ErasedMarks;
    /** Looks who is there now, tells what has changed since the last look, and forgets what is over. */
    look(): { transitions: Transition[]; change: PresenceChange };
    readonly conferences: Iterable<RoomConference>;
    readonly sessions: ReadonlyMap<string, LiveSession>;
    readonly rooms: ReadonlyMap<string, LiveRoom>;
    /** Of it something may be shown otherwise now. */
    touch(session: LiveSession): void;
    remove(session: LiveSession): void;
    readonly rule: LiveRule;
    /** Sessions that were left out as there were too many. */
    readonly forgotten: number;
    readonly maxSessions: number;
}

interface Options {
    thresholds: Thresholds;
    /** ms */
    pushInterval: number;
    /** LIVE_MAX_SESSIONS */
    maxSessions: number;
    /** Epoch ms. */
    now: () => number;
}

/** Who is there now, as far as this process knows, and in which conference. In memory, bounded. */
export function createPresence({ thresholds, pushInterval, maxSessions, now }: Options): Presence {
    const sessions = new Map<string, LiveSession>();
    const rooms = new Map<string, LiveRoom>();
    const roomOf = new Map<LiveSession, LiveRoom>();
    const touched = new Set<LiveSession>();
    /** What was told of each conference. */
    const shownConferences = new Map<string, string>();
    const unsettled = new Set<LiveRoom>();
    let forgotten = 0;
    const rule = (): LiveRule => ({ now: now(), pushInterval, thresholds });
    const marks = createErasedMarks((isMarked) => { for (const session of sessions.values()) if (isMarked(session)) remove(session); });

    function sessionOf(sessionId: string): LiveSession {
        let session = sessions.get(sessionId);
        if (session === undefined) sessions.set(sessionId, session = new LiveSession(sessionId));
        return session;
    }

    /** Into the room that its posts name. */
    function place(session: LiveSession): void {
        touched.add(session);
        if (session.document === null) return;
        const { conferenceKey } = session.document;
        const before = roomOf.get(session);
        if (before?.conferenceKey !== conferenceKey) {
            if (before !== undefined) leaveRoom(session, before);
            let room = rooms.get(conferenceKey);
            if (room === undefined) rooms.set(conferenceKey, room = new LiveRoom(conferenceKey));
            room.sessions.set(session.sessionId, session);
            roomOf.set(session, room);
        }
        (roomOf.get(session) as LiveRoom).isChanged = true;
    }

    function leaveRoom(session: LiveSession, room: LiveRoom): void {
        room.sessions.delete(session.sessionId);
        room.isChanged = true;
        roomOf.delete(session);
        unsettled.add(room);
    }

    function remove(session: LiveSession): void {
        sessions.delete(session.sessionId);
        touched.delete(session);
        const room = roomOf.get(session);
        if (room !== undefined) leaveRoom(session, room);
    }

    function presenceOf(session: LiveSession, current: LiveRule): ParticipantPresence | null {
        const { document } = session;
        if (document === null || session.end(current).endedAt !== null) return null;
        const interval = Math.max(pushInterval, traitsOf(document.client).leastPushInterval);
        if (current.now - session.lastSeenAt > FADES_AFTER * interval) return 'fading';
        return session.joinedAt === null ? 'joining' : 'there';
    }

    /** Who is there, who fades, who is gone. */
    function lookAtAll(current: LiveRule): void {
        const longest = longestSilenceMs(current);
        for (const session of sessions.values()) {
            if (session.document === null && current.now - session.lastSeenAt > longest) remove(session);
            if (session.waitsSince !== null && current.now - session.waitsSince > WAITS) {
                session.readOn(thresholds, true);
                touched.add(session);
            }
            const presence = presenceOf(session, current);
            if (session.joinedAt !== null) session.joinKnownAt ??= current.now;
            if (presence === session.presence) continue;
            if (presence === null || session.presence === null) {
                const room = roomOf.get(session);
                if (room !== undefined) room.isChanged = true;
            }
            session.presence = presence;
            touched.add(session);
        }
        if (sessions.size > maxSessions) forgetSome(sessions.size - maxSessions);
    }

    /** First those that are no more than remembered, then those silent for longest. */
    function forgetSome(count: number): void {
        const order = (session: LiveSession) => session.presence === null ? session.lastSeenAt - Number.MAX_SAFE_INTEGER : session.lastSeenAt;
        const goes = [...sessions.values()].sort((a, b) => order(a) - order(b)).slice(0, count);
        for (const session of goes) {
            if (session.presence !== null) forgotten += 1;
            remove(session);
        }
    }

    function look(): ReturnType<Presence['look']> {
        const current = rule();
        lookAtAll(current);
        const changed = new Set<LiveRoom>([...unsettled, ...[...touched].flatMap((session) => roomOf.get(session) ?? [])]);
        for (const room of rooms.values()) if (room.isChanged || !isQuiet(room)) changed.add(room);
        const transitions: Transition[] = [];
        const change: PresenceChange = { at: current.now, sessions: [], conferences: [], left: [], ended: [] };
        unsettled.clear();
        for (const room of changed) {
            const before = room.conferences;
            if (room.isChanged || !isQuiet(room)) for (const session of room.assemble(current)) remove(session);
            room.needsHistory(current);
            transitions.push(...tellRoom(room, current));
            if (room.asksSince !== null || isUnsettled(room)) unsettled.add(room);
            compare(before, room.conferences, change);
            if (room.sessions.size === 0) rooms.delete(room.conferenceKey);
        }
        for (const session of touched) if (session.presence === null && session.document !== null) session.rest();
        touched.clear();
        return { transitions, change };
    }

    /** What is shown otherwise than before, of one room. */
    function compare(before: readonly RoomConference[], after: readonly RoomConference[], change: PresenceChange): void {
        const there = new Set<LiveSession>();
        for (const conference of after) {
            const { conferenceId } = conference.head;
            for (const { session } of conference.there) {
                there.add(session);
                const isNew = session.conferenceId !== conferenceId;
                session.conferenceId = conferenceId;
                if ((isNew || touched.has(session)) && session.document !== null)
                    change.sessions.push({ session, document: session.document, conference });
            }
            if (conference.there.length === 0) continue;
            const text = JSON.stringify(viewConference(conference));
            if (text === shownConferences.get(conferenceId)) continue;
            shownConferences.set(conferenceId, text);
            change.conferences.push(conference);
        }
        for (const { head, there: were } of before) {
            for (const { session } of were) {
                const { sessionId, conferenceId } = session;
                if (there.has(session) || conferenceId === null) continue;
                session.conferenceId = null;
                const isKnown = sessions.get(sessionId) === session;
                change.left.push({ sessionId, conferenceId, conferenceName: head.conferenceName, ...isKnown ? session.end(rule()) : NOT_KNOWN });
            }
        }
        const going = new Set(after.filter((conference) => conference.there.length > 0).map(({ head }) => head.conferenceId));
        for (const { head: { conferenceId, conferenceName } } of before) {
            if (going.has(conferenceId) || !shownConferences.delete(conferenceId)) continue;
            change.ended.push({ conferenceId, conferenceName });
        }
    }

    return {
        marks, sessions, rooms, maxSessions, look, remove,
        get rule() { return rule(); },
        get forgotten() { return forgotten; },
        takeAccepted(record) {
            if (marks.covers(record)) return;
            const session = sessionOf(record.sessionId);
            session.takeAccepted(record);
            if (record.kind === 'session' || roomOf.get(session) === undefined) place(session);
            else touched.add(session);
        },
        takeStored(stored) {
            if (marks.covers(stored)) return;
            const session = sessionOf(stored.sessionId);
            if (session.takeStored(stored)) place(session);
            else touched.add(session);
        },
        read(push) {
            const session = sessions.get(push.sessionId);
            if (session === undefined) return;
            session.read(push, rule());
            touched.add(session);
        },
        touch: (session) => { touched.add(session); },
        get conferences() {
            return [...rooms.values()].flatMap((room) => room.conferences).filter(({ there }) => there.length > 0);
        }
    };
}

const NOT_KNOWN = { endedAt: null, endReason: null };

/** One conference, that goes on: which one it is does not change by itself. */
const isQuiet = ({ conferences }: LiveRoom): boolean => conferences.length === 1 && (conferences[0]?.there.length ?? 0) > 0;

/** Somebody has joined of whom it was not told yet. */
const isUnsettled = ({ sessions }: LiveRoom): boolean =>
    [...sessions.values()].some((session) => session.told.endedAt === undefined && session.joinKnownAt !== null);
