import type { ConferenceReply, ConferenceSession } from '../../schemas/conference.js';
import type { Language } from '../../schemas/language.js';
import type { Thresholds } from '../thresholds.js';
import type { Conference } from './assemble-conferences.js';
import { countOnce, isObserved } from './count-once.js';
import type { Stay } from './gathering.js';
import { judgeConference } from './judge-conference.js';
import { viewParticipant } from './participant-view.js';
import { STORED } from './sentences/tell-issue.js';

/** What the read API answers for a conference. Its name and tenant are written as its first session did. */
export function viewConference(
    { conferenceId, startedAt, endedAt, stays }: Conference, thresholds: Thresholds, language: Language = STORED
): ConferenceReply {
    const { conferenceName, tenant } = stays[0].session;
    const meeting = stays.find(({ session }) => session.meetingConferenceId !== null);
    return {
        conferenceId,
        conferenceName,
        tenant: tenant ?? null,
        meetingId: meeting?.session.meetingId ?? null,
        startedAt,
        endedAt,
        participants: countParticipants(stays),
        sessions: stays.map(viewStay),
        ...judgeConference(stays, thresholds, language)
    };
}

/**
 * A browser is one participant however often it came; a session that does not tell its browser is one of its own. Who was seen from outside
 * is one by its endpointId, however many saw it, and nobody new when it has a session of its own.
 */
export function countParticipants(stays: readonly Stay[]): number {
    const sessions = countOnce(stays).map(({ session }) => session);
    const userIds = sessions.filter((session) => !isObserved(session)).map(({ userId }) => userId ?? null);
    const seen = new Set(sessions.filter(isObserved).map(({ endpointId }) => endpointId));
    return new Set(userIds.filter((userId) => userId !== null)).size + userIds.filter((userId) => userId === null).length + seen.size;
}

const viewStay = ({ session, endedAt, endReason }: Stay): ConferenceSession => ({
    ...viewParticipant(session),
    browser: session.browser,
    os: session.os,
    startedAt: session.startedAt,
    joinedAt: session.joinedAt ?? null,
    endedAt,
    endReason,
    lastSeenAt: session.lastSeenAt,
    connectionKind: session.analysis?.summary.connectionKind ?? null,
    verdict: session.analysis?.summary.verdict ?? null,
    issues: [...new Set(session.analysis?.issues.map(({ code }) => code))]
});
