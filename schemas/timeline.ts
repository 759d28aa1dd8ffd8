import { Type, type Static } from '@sinclair/typebox';
import { ConferenceIdSchema, TimestampSchema } from './identifiers.js';
import { LIVE_VERDICTS, type LiveVerdict } from './live.js';
import { TransitionIssueSchema } from './live-transition.js';
import { SessionReplySchema } from './session.js';
import { SessionTimelineSchema, SpanSchema } from './session-timeline.js';
import { SessionSummarySchema } from './summary.js';

/** A stretch of a session, and how it was by the issues that went on then. */
export const QualitySpanSchema = Type.Composite([SpanSchema, Type.Object({
    verdict: Type.Unsafe<LiveVerdict>(Type.String({ enum: [...LIVE_VERDICTS] }))
})]);

/** What a session's part rests on: its analysis; its pushes so far, as it goes on; none: of too many that go on, nothing is read. */
export const TIMELINE_BASES = ['analysis', 'pushes', 'none'] as const;
export type TimelineBasis = typeof TIMELINE_BASES[number];

export const TimelineSessionSchema = Type.Composite([
    Type.Pick(SessionReplySchema, [
        'sessionId', 'userId', 'endpointId', 'displayName', 'client', 'observedBy', 'startedAt', 'joinedAt', 'endedAt', 'endReason'
    ]),
    Type.Object({
        basis: Type.Unsafe<TimelineBasis>(Type.String({ enum: [...TIMELINE_BASES] })),
        verdict: SessionSummarySchema.properties.verdict,
        quality: Type.Array(QualitySpanSchema, { description: 'from startedAt to endedAt, or to now, without a hole' })
    }),
    Type.Omit(SessionTimelineSchema, ['measured']),
    Type.Object({ issues: Type.Array(TransitionIssueSchema, { description: 'in the order in which they began; `to` is null of those that go on' }) })
]);

/** GET /v1/conferences/:conferenceId/timeline */
export const ConferenceTimelineReplySchema = Type.Object({
    conferenceId: ConferenceIdSchema,
    from: TimestampSchema,
    to: TimestampSchema,
    endedAt: Type.Union([TimestampSchema, Type.Null()], { description: 'null while a session of it goes on; then `to` is now' }),
    sessions: Type.Array(TimelineSessionSchema)
});

export type QualitySpan = Static<typeof QualitySpanSchema>;
export type TimelineSession = Static<typeof TimelineSessionSchema>;
export type ConferenceTimelineReply = Static<typeof ConferenceTimelineReplySchema>;
