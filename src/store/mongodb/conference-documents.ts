import { foldName } from '../conference-key.js';
import { troubleOf } from '../conference-order.js';
import { longUntil, type ConferenceDocument } from '../conferences.js';
import type { ConferenceFields } from './collections.js';

/** A conference as it rests, with what is derived for queries. */
export function fieldsOfConference(document: ConferenceDocument): ConferenceFields {
    const { conferenceId, lastSeenAt, ...members } = document;
    const until = longUntil(document);
    return {
        _id: conferenceId,
        ...members,
        lastSeenAt: new Date(lastSeenAt),
        foldedName: foldName(document.conferenceName),
        trouble: troubleOf(document),
        ...until === null ? {} : { longUntil: until }
    };
}

/** The inverse. */
export function conferenceOfFields(fields: ConferenceFields): ConferenceDocument {
    const { _id, lastSeenAt, foldedName: _, longUntil: _until, trouble: _trouble, ...members } = fields;
    return { conferenceId: _id, ...members, lastSeenAt: lastSeenAt.getTime() };
}
