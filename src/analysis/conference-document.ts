import type { ConferenceDocument } from '../store/conferences.js';
import { facetsAsked, facetsOf } from '../store/facets.js';
import type { Thresholds } from '../thresholds.js';
import type { Conference } from './assemble-conferences.js';
import { viewConference } from './conference-view.js';
import { countOnce } from './count-once.js';

export interface DocumentParts {
    /** How many the conference has. */
    sessions: number;
    thresholds: Thresholds;
}

/**
 * What is kept of a conference.
 * @param conference - with all of its sessions, or the first so many
 */
export function documentOf(conference: Conference, { sessions, thresholds }: DocumentParts): ConferenceDocument {
    const { sessions: _, ...view } = viewConference(conference, thresholds);
    const documents = conference.stays.map(({ session }) => session);
    // what is left out of its summary finds it not
    const counted = countOnce(conference.stays).map(({ session }) => session);
    const issues = view.summary?.issues.flatMap(({ code }) => facetsAsked({ issue: code })) ?? [];
    return {
        ...view,
        conferenceKey: conference.stays[0].session.conferenceKey,
        durationMs: view.endedAt === null ? null : view.endedAt - view.startedAt,
        lastSeenAt: documents.reduce((latest, { lastSeenAt }) => Math.max(latest, lastSeenAt), 0),
        sessions,
        facets: [...new Set([...counted.flatMap(facetsOf), ...issues])].sort()
    };
}
