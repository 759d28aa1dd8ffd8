import { conferenceIdOf, conferenceKey } from '../../src/store/conference-key.js';
import type { ConferenceDocument } from '../../src/store/conferences.js';
import { T0 } from './sample-records.js';

export const MINUTE = 60_000;

/** The id of the conference that a name stands for. */
export const conferenceIdFor = (name: string): string => conferenceIdOf('/', name);

/** A conference of ten minutes that nothing is known of, but for what is given. */
export function buildConference(name: string, given: Partial<ConferenceDocument> = {}): ConferenceDocument {
    const { startedAt = T0, conferenceName = 'weekly-standup', tenant = null } = given;
    const endedAt = given.endedAt === undefined ? startedAt + 10 * MINUTE : given.endedAt;
    return {
        conferenceId: conferenceIdFor(name), conferenceKey: conferenceKey(tenant, conferenceName), conferenceName, tenant, meetingId: name,
        startedAt, endedAt, durationMs: endedAt === null ? null : endedAt - startedAt, lastSeenAt: Math.floor(endedAt ?? startedAt),
        participants: 2, sessions: 2, summary: null, explanation: null, facets: [], ...given
    };
}
