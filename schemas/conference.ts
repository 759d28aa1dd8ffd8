import { Type, type Static } from '@sinclair/typebox';
import { ConferenceSummarySchema } from './conference-summary.js';
import { ExplanationSchema } from './explanation.js';
import { ConferenceIdSchema, TimestampSchema } from './identifiers.js';
import { IssueSchema } from './issue.js';
import { SessionReplySchema } from './session.js';
import { SessionSummarySchema } from './summary.js';

/** A participant's stay, as a conference lists it; the whole is at /v1/sessions/:sessionId. */
export const ConferenceSessionSchema = Type.Composite([
    Type.Pick(SessionReplySchema, [
        'sessionId', 'userId', 'endpointId', 'displayName', 'client', 'observedBy', 'browser', 'os',
        'startedAt', 'joinedAt', 'endedAt', 'endReason', 'lastSeenAt'
    ]),
    Type.Object({
        connectionKind: SessionSummarySchema.properties.connectionKind,
        verdict: SessionSummarySchema.properties.verdict,
        issues: Type.Array(IssueSchema.properties.code, { description: 'each code once, in the order of its first' })
    })
]);

/** One meeting: the sessions of one conferenceName that belong together. */
export const ConferenceReplySchema = Type.Object({
    conferenceId: ConferenceIdSchema,
    conferenceName: Type.String(),
    tenant: Type.Union([Type.String(), Type.Null()]),
    meetingId: Type.Union([Type.String(), Type.Null()]),
    startedAt: TimestampSchema,
    endedAt: Type.Union([TimestampSchema, Type.Null()], { description: 'null while a session of it goes on' }),
    participants: Type.Integer({ description: 'different people: userIds, sessions without one, and endpointIds that were only seen from outside' }),
    sessions: Type.Array(ConferenceSessionSchema),
    summary: Type.Union([ConferenceSummarySchema, Type.Null()], { description: 'null as long as none of its sessions has been analysed' }),
    explanation: Type.Union([ExplanationSchema, Type.Null()], { description: 'why it was as it was; null as summary' })
});

export type ConferenceSession = Static<typeof ConferenceSessionSchema>;
export type ConferenceReply = Static<typeof ConferenceReplySchema>;
