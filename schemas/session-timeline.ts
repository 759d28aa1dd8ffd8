import { Type, type Static } from '@sinclair/typebox';
import { ConnectionKindSchema } from './connection-kind.js';
import { CallEventSchema } from './event.js';
import { TimestampSchema } from './identifiers.js';

/** Times are epoch ms, corrected. */
export const SpanSchema = Type.Object({ from: TimestampSchema, to: TimestampSchema });

/** Which way media went. */
export const WaySchema = Type.Composite([SpanSchema, Type.Object({
    kind: ConnectionKindSchema,
    p2p: Type.Union([Type.Boolean(), Type.Null()], { description: 'straight to the other participant, perhaps over a TURN server; null: not told' }),
    region: Type.Union([Type.String(), Type.Null()], { description: 'of the bridge; null: P2P, or not told' })
})]);

const spans = (description: string) => Type.Array(SpanSchema, { description });

/**
 * What a session's lane is drawn of, but for its issues and its quality, which follows from them. Bounded by TIMELINE_MAX: of more spans of one
 * kind those with the shortest rest between them are told as one, of more marks the first.
 */
export const SessionTimelineSchema = Type.Object({
    ways: Type.Array(WaySchema, { description: 'as far as samples tell' }),
    interruptions: spans('no media came or went'),
    muted: Type.Object({ audio: spans('own microphone'), video: spans('own camera') }),
    screenShares: spans('of the own screen'),
    hidden: spans('the page was in the background'),
    gaps: spans('pushes are missing'),
    measured: spans('what samples tell of, with a figure besides connectionQuality'),
    marks: Type.Array(CallEventSchema, { description: 'what happened at one moment, in order of time' }),
    marksLeftOut: Type.Integer({ description: 'further marks, all later than these' })
});

export type TimelineSpan = Static<typeof SpanSchema>;
export type Way = Static<typeof WaySchema>;
export type SessionTimeline = Static<typeof SessionTimelineSchema>;
