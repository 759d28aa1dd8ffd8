import type { Language } from '../../schemas/language.js';
import type { SessionReply } from '../../schemas/session.js';
import type { PushCounts, SessionDocument } from '../store/store.js';
import { STORED, tellStoredIssues } from './sentences/tell-issue.js';
import type { SessionEnd } from './session-end.js';

/** What the read API answers for a stored session. What the page did not say is null. */
export const viewSession = (
    session: SessionDocument, conferenceId: string, end: SessionEnd, { pushes, samples }: PushCounts, language: Language = STORED
): SessionReply => ({
    sessionId: session.sessionId,
    conferenceId,
    conferenceName: session.conferenceName,
    tenant: session.tenant ?? null,
    meetingId: session.meetingId ?? null,
    userId: session.userId ?? null,
    endpointId: session.endpointId ?? null,
    displayName: session.displayName ?? null,
    browser: session.browser,
    os: session.os,
    device: session.device ?? null,
    client: session.client ?? 'sdk',
    sdk: session.sdk ?? null,
    region: session.region?.value ?? null,
    address: session.address,
    country: session.country ?? null,
    mainConference: session.mainConference ?? null,
    visitor: session.visitor ?? null,
    tags: session.tags ?? null,
    observedBy: session.observedBy ?? null,
    startedAt: session.startedAt,
    joinedAt: session.joinedAt ?? null,
    ...end,
    lastSeenAt: session.lastSeenAt,
    pushes,
    samples,
    summary: session.analysis?.summary ?? null,
    issues: tellStoredIssues(session.analysis?.issues ?? [], language)
});
