import type { FoundIssue } from '../../schemas/issue.js';
import type { LiveConferenceHead, Transition, TransitionParticipant, TransitionType } from '../../schemas/live-transition.js';
import type { Stay } from '../analysis/gathering.js';
import { viewParticipant } from '../analysis/participant-view.js';
import { STORED, tellIssue } from '../analysis/sentences/tell-issue.js';
import type { OpenIssue } from './live-issues.js';
import type { LiveRoom, RoomConference } from './live-room.js';
import type { LiveRule, LiveSession } from './live-session.js';
import { conferenceTransitionId, issueTransitionId, participantTransitionId } from './transition-ids.js';

/**
 * What lies further back when it becomes known is not told, ms: whoever was there then has told it, or it is no news any more. What is not as
 * old may be told once more by a process that has just started: the ids are the same.
 */
export const TELLS_BACK = 15 * 60_000;
/** A page learns its meetingId, which decides which conference it is in, after it has joined: so long it is waited for, ms. */
const LEARNS_WITHIN = 5000;
/** What the store knows of a conference's begin is waited for as long, ms. */
const ASKS_WITHIN = 10_000;

/** What has begun and ended in a room since this was asked last, in the order of cause and effect. */
export function tellRoom(room: LiveRoom, rule: LiveRule): Transition[] {
    if (room.asksSince !== null && rule.now - room.asksSince < ASKS_WITHIN) return [];
    const told = room.conferences.flatMap((conference) => tellConference(room, conference, rule));
    return [...told, ...tellMoved(room, rule)].filter(({ at }) => rule.now - at <= TELLS_BACK);
}

function tellConference(room: LiveRoom, { head, stays }: RoomConference, rule: LiveRule): Transition[] {
    const those = stays.flatMap((stay) => {
        const session = room.sessions.get(stay.session.sessionId);
        const joinedAt = session?.joinedAt ?? null;
        return session === undefined || joinedAt === null || !isSettled(session, rule.now) ? [] : [{ session, stay, joinedAt }];
    });
    if (those.length === 0) return [];
    const { conferenceId } = head;
    const before = room.told.get(conferenceId);
    const goesOn = those.some(({ stay }) => stay.endedAt === null);
    const transitions: Transition[] = [];

    const conference: LiveConferenceHead = { ...head, endedAt: null };
    if (before === undefined || goesOn && before.endedAt !== null) {
        const type = 'conference.started';
        const came = before === undefined ? those.map(({ joinedAt }) => joinedAt) : those.filter(({ stay }) => stay.endedAt === null).map(lastAt);
        transitions.push({ id: conferenceTransitionId(type, conferenceId, before?.endedAt), type, at: Math.min(...came), conference });
    }
    for (const { session, stay, joinedAt } of those) transitions.push(...tellStay(session, stay, joinedAt, conference));
    const endedAt = goesOn ? null : Math.max(...those.map(({ stay }) => stay.endedAt ?? 0));
    if (endedAt !== null && (before === undefined || before.endedAt === null)) {
        const type = 'conference.ended';
        transitions.push({ id: conferenceTransitionId(type, conferenceId, endedAt), type, at: endedAt, conference: { ...head, endedAt } });
    }
    room.told.set(conferenceId, { endedAt: endedAt === null ? null : before?.endedAt ?? endedAt, head });
    return transitions;
}

const lastAt = ({ stay }: { stay: Stay }): number => stay.session.lastAt;

function isSettled(session: LiveSession, now: number): boolean {
    const { document, joinKnownAt } = session;
    return document?.meetingConferenceId !== null || (document.client ?? 'sdk') !== 'sdk' || session.told.endedAt !== undefined
        || now - (joinKnownAt ?? now) >= LEARNS_WITHIN;
}

function tellStay(session: LiveSession, stay: Stay, joinedAt: number, conference: LiveConferenceHead): Transition[] {
    const { told, sessionId } = session;
    const participant = participantOf(stay, joinedAt);
    const tell = (type: TransitionType, at: number, discriminator: number | null | undefined): Transition =>
        ({ id: participantTransitionId(type, sessionId, discriminator), type, at, conference, participant });
    const tellChange = (type: TransitionType, issue: OpenIssue | FoundIssue): Transition => ({
        id: issueTransitionId(type, sessionId, issue), type, at: issue.to ?? issue.from, conference, participant, issue: tellIssue(issue, STORED)
    });
    const transitions: Transition[] = [];

    if (told.endedAt === undefined) transitions.push(tell('participant.joined', joinedAt, undefined));
    else if (told.endedAt !== null && stay.endedAt === null) transitions.push(tell('participant.joined', stay.session.lastAt, told.endedAt));
    if (session.reading !== null) {
        const { opened, closed } = session.reading.issues.changes(told.issues);
        transitions.push(...opened.map((issue) => tellChange('issue.opened', issue)), ...closed.map((issue) => tellChange('issue.closed', issue)));
    }
    if (stay.endedAt === null) told.endedAt = null;
    else if (told.endedAt === undefined || told.endedAt === null) {
        for (const issue of told.issues.values()) transitions.push(tellChange('issue.closed', issue));
        told.issues.clear();
        told.endedAt = stay.endedAt;
        transitions.push(tell('participant.left', stay.endedAt, stay.endedAt));
    }
    return transitions;
}

const participantOf = ({ session, endedAt, endReason }: Stay, joinedAt: number): TransitionParticipant => ({
    ...viewParticipant(session),
    startedAt: session.startedAt,
    joinedAt,
    endedAt,
    endReason
});

/** A conference that was told of and is none any more, since its sessions belong to another one, or were deleted. */
function tellMoved(room: LiveRoom, { now }: LiveRule): Transition[] {
    const type = 'conference.ended';
    const there = new Set(room.conferences.map(({ head }) => head.conferenceId));
    const transitions: Transition[] = [];
    for (const [conferenceId, { endedAt, head }] of room.told) {
        if (there.has(conferenceId)) continue;
        room.told.delete(conferenceId);
        if (endedAt !== null) continue;
        transitions.push({ id: conferenceTransitionId(type, conferenceId, head.startedAt), type, at: now, conference: { ...head, endedAt: now } });
    }
    return transitions;
}
