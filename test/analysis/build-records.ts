import type { PushRecord, SessionDocument } from '../../src/store/store.js';

export const SESSION_ID = 'c2a1f0e2-6d2e-8b3a-9c41-5a1f0e2b7d11';

/** A push of a page whose clock is right and that says nothing, but for what is given. */
export const buildPush = (given: Partial<PushRecord> & { seq: number }): PushRecord => {
    const times = [...given.deltas ?? [], ...given.events ?? []].map(({ at }) => at);
    const at = given.at ?? Math.max(0, ...times);
    return { kind: 'push', sessionId: SESSION_ID, at, receivedAt: at + 40, offset: 0, deltas: [], events: [], ...given };
};

/** A stored session that joined at once and has sent no push, but for what is given. */
export const buildSession = (given: Partial<SessionDocument> = {}): SessionDocument => {
    const startedAt = given.startedAt ?? 1_795_228_082_000;
    const lastAt = given.lastAt ?? given.lastSeenAt ?? startedAt;
    return {
        sessionId: SESSION_ID, conferenceName: 'weekly-standup', tenant: null, meetingId: null, userId: null, endpointId: null,
        startedAt, joinedAt: startedAt, sentAt: startedAt, receivedAt: startedAt, offset: 0,
        browser: { name: null, version: null }, os: { name: null, version: null }, address: null,
        lastSeenAt: lastAt, lastAt, lastSeq: -1, end: null, region: null,
        meetingConferenceId: null, ownConferenceId: 'AAAAAAAAAAAAAAAAAAAAAA', conferenceKey: '/weekly-standup', analysis: null,
        ...given
    };
};
