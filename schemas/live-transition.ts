import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { ConferenceIdSchema, ConferenceNameSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { IssueSchema } from './issue.js';
import { SessionClientSchema } from './session-client.js';
import { SessionEndReasonSchema } from './session-end.js';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** What can change in the conferences that go on. docs/live.md says when each is told. */
export const TRANSITION_TYPES = [
    'conference.started', 'conference.ended', 'participant.joined', 'participant.left', 'issue.opened', 'issue.closed'
] as const;
export type TransitionType = typeof TRANSITION_TYPES[number];

export const LiveConferenceHeadSchema = Type.Object({
    conferenceId: ConferenceIdSchema,
    conferenceName: ConferenceNameSchema,
    tenant: orNull(Type.String()),
    meetingId: orNull(Type.String()),
    startedAt: TimestampSchema,
    endedAt: orNull(TimestampSchema)
}, { description: 'endedAt is null while somebody is there' });

export const TransitionParticipantSchema = Type.Object({
    sessionId: SessionIdSchema,
    userId: orNull(Type.String()),
    endpointId: orNull(Type.String()),
    displayName: orNull(Type.String({ description: 'only with DISPLAY_NAMES' })),
    client: SessionClientSchema,
    observedBy: orNull(Type.String({ description: 'of one without a script: the sessionId of who sees it' })),
    startedAt: TimestampSchema,
    joinedAt: orNull(TimestampSchema),
    endedAt: orNull(TimestampSchema),
    endReason: orNull(SessionEndReasonSchema)
}, { description: 'a stay: who comes again is another one' });

export const TransitionIssueSchema = Type.Composite([
    Type.Omit(IssueSchema, ['to']),
    Type.Object({ to: orNull(TimestampSchema) })
], { description: 'as of GET /v1/sessions/:sessionId; to is null as long as it goes on' });

/**
 * Something that began or ended. Every instance that sees it tells it, with the same `id`, which is made of what it is: whoever has heard an
 * id can leave out the same one.
 */
export const TransitionSchema = Type.Object({
    id: Type.String({ minLength: 1, maxLength: 200, description: 'ASCII without spaces' }),
    type: Type.Unsafe<TransitionType>(Type.String({ enum: [...TRANSITION_TYPES] })),
    at: TimestampSchema,
    conference: LiveConferenceHeadSchema,
    participant: Type.Optional(TransitionParticipantSchema),
    issue: Type.Optional(TransitionIssueSchema)
});

export type LiveConferenceHead = Static<typeof LiveConferenceHeadSchema>;
export type TransitionParticipant = Static<typeof TransitionParticipantSchema>;
export type TransitionIssue = Static<typeof TransitionIssueSchema>;
export type Transition = Static<typeof TransitionSchema>;
