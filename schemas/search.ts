import { Type, type Static } from '@sinclair/typebox';
import { ConferenceSummarySchema } from './conference-summary.js';
import { ConferenceReplySchema } from './conference.js';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { SessionReplySchema } from './session.js';

/** By what a conference was found. */
export const CONFERENCE_MATCHES = ['conferenceId', 'sessionId', 'conferenceName'] as const;
/** By what a participant was found. */
export const PARTICIPANT_MATCHES = ['sessionId', 'userId', 'displayName', 'endpointId'] as const;

const oneOf = <T extends string>(values: readonly T[], description: string) => Type.Unsafe<T>(Type.String({ enum: [...values], description }));

const FoundConferenceSchema = Type.Composite([
    Type.Pick(ConferenceReplySchema, ['conferenceId', 'conferenceName', 'tenant', 'startedAt', 'endedAt', 'participants']),
    Type.Object({
        verdicts: Type.Union([ConferenceSummarySchema.properties.verdicts, Type.Null()], { description: 'null: nothing has been analysed yet' }),
        matched: oneOf(CONFERENCE_MATCHES, 'by what it was found')
    })
]);

const FoundParticipantSchema = Type.Composite([
    Type.Pick(SessionReplySchema, ['userId', 'endpointId', 'displayName', 'conferenceName', 'startedAt']),
    Type.Object({
        sessionId: SessionIdSchema,
        conferenceId: ConferenceIdSchema,
        lastSeenAt: TimestampSchema,
        matched: oneOf(PARTICIPANT_MATCHES, 'by what the participant was found')
    })
]);

/** GET /v1/search. The best first: what is so, then what begins so, then what has it in it. */
export const SearchReplySchema = Type.Object({
    conferences: Type.Array(FoundConferenceSchema, { description: 'of each room that was found by its name the newest one' }),
    participants: Type.Array(FoundParticipantSchema, { description: 'the newest session of each' })
});

export type FoundConference = Static<typeof FoundConferenceSchema>;
export type FoundParticipant = Static<typeof FoundParticipantSchema>;
export type SearchReply = Static<typeof SearchReplySchema>;
