import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { ConnectionStateSchema } from './connection-state.js';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { LiveConferenceHeadSchema, TransitionIssueSchema } from './live-transition.js';
import { SessionReplySchema } from './session.js';
import { SessionEndReasonSchema } from './session-end.js';

const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const described = <T extends TSchema>(schema: T, description: string): T => ({ ...schema, description });
const oneOf = <const T extends string>(words: readonly T[], description?: string) =>
    Type.Unsafe<T>(Type.String({ enum: [...words], ...description !== undefined && { description } }));

/** joining: not in yet; there; fading: silent for longer than usual, and taken for gone if that goes on. */
export const PRESENCES = ['joining', 'there', 'fading'] as const;
export type ParticipantPresence = typeof PRESENCES[number];

/** How it is for somebody now, by the issues that go on. unknown: nothing was measured, or nothing came of late. */
export const LIVE_VERDICTS = ['good', 'fair', 'poor', 'unknown'] as const;
export type LiveVerdict = typeof LIVE_VERDICTS[number];

export const TREND_DIRECTIONS = ['better', 'steady', 'worse'] as const;
export type TrendDirection = typeof TREND_DIRECTIONS[number];

/** The figures that a trend is made of. src/live/trend.ts says where a difference begins to tell. */
export const TREND_FIGURES = ['packetLoss', 'roundTripTime', 'bitrate', 'connectionQuality'] as const;
export type TrendFigure = typeof TREND_FIGURES[number];

const TrendFigureSchema = Type.Object({
    direction: oneOf(TREND_DIRECTIONS),
    recent: Type.Number({ description: 'mean of the last minute' }),
    before: Type.Number({ description: 'mean of the four minutes before it' })
});

export const TrendSchema = Type.Object({
    direction: oneOf(TREND_DIRECTIONS, 'worse if a figure is, but for the bitrate, which also falls when somebody mutes'),
    packetLoss: orNull(described(TrendFigureSchema, '%, the worse of both directions')),
    roundTripTime: orNull(described(TrendFigureSchema, 'ms')),
    bitrate: orNull(described(TrendFigureSchema, 'kbit/s, sent and received')),
    connectionQuality: orNull(described(TrendFigureSchema, '%, lib-jitsi-meet\'s own verdict'))
});

export const LiveParticipantSchema = Type.Composite([
    Type.Pick(SessionReplySchema, [
        'sessionId', 'userId', 'endpointId', 'displayName', 'client', 'observedBy', 'browser', 'os', 'device', 'region', 'country', 'address',
        'visitor', 'tags', 'startedAt', 'lastSeenAt'
    ]),
    Type.Object({
        conferenceId: ConferenceIdSchema,
        joinedAt: orNull(TimestampSchema),
        presence: oneOf(PRESENCES),
        verdict: oneOf(LIVE_VERDICTS),
        trend: orNull(described(TrendSchema, 'null until there is enough to compare')),
        issues: Type.Array(TransitionIssueSchema, { description: 'that go on now, in the order in which they began' }),
        audioMuted: orNull(Type.Boolean({ description: 'null: not told yet' })),
        videoMuted: orNull(Type.Boolean({ description: 'null: not told yet' })),
        screenSharing: Type.Boolean(),
        recording: Type.Boolean({ description: 'of the conference, as this page heard' }),
        hidden: Type.Boolean({ description: 'the page is in the background' }),
        interruptedSince: orNull(TimestampSchema),
        p2p: orNull(Type.Boolean({ description: 'null: not told yet' })),
        stateAt: orNull(described(TimestampSchema, 'when the state was so; its age is `at` of the answer less this')),
        state: orNull(ConnectionStateSchema)
    })
]);

const LiveCountsSchema = Type.Object({
    participantCount: Type.Integer({ description: 'different people who are in, counted as in GET /v1/conferences' }),
    sessionCount: Type.Integer({ description: 'sessions that go on: what `participants` lists' }),
    presences: Type.Object({ joining: Type.Integer(), there: Type.Integer(), fading: Type.Integer() }),
    verdicts: Type.Object({ good: Type.Integer(), fair: Type.Integer(), poor: Type.Integer(), unknown: Type.Integer() })
});

/** Of all conferences that were asked for: who is in two of them counts twice. */
export const LiveTotalsSchema = Type.Composite([
    Type.Object({ conferences: Type.Integer({ description: 'that go on' }) }), LiveCountsSchema
]);

export const LiveConferenceSchema = Type.Composite([
    LiveConferenceHeadSchema,
    LiveCountsSchema,
    Type.Object({
        worst: oneOf(LIVE_VERDICTS, 'the worst that is known of one of them')
    })
]);

/** What an answer says of how much it knows. */
export const LiveKnowledgeSchema = Type.Object({
    catchingUp: Type.Integer({ description: 'sessions of which the store is still being asked, as after a start' }),
    forgotten: Type.Integer({ description: 'sessions left out since the start, as there were more than LIVE_MAX_SESSIONS' }),
    unheardSince: orNull(described(TimestampSchema,
        'since when the store has not told what other instances accept; null: it does, or this is the only one'))
});

/** GET /v1/live. */
export const LiveReplySchema = Type.Object({
    at: TimestampSchema,
    conferences: Type.Array(Type.Composite([
        LiveConferenceSchema,
        Type.Object({ participants: Type.Optional(Type.Array(LiveParticipantSchema)) })
    ]), { description: 'the one that began last first; participants in the order in which they came, absent with participants=false' }),
    totals: LiveTotalsSchema,
    knowledge: LiveKnowledgeSchema
});

/** `event: snapshot` and `event: change` of GET /v1/live/stream. */
export const LiveChangeSchema = Type.Object({
    at: TimestampSchema,
    conferences: Type.Array(LiveConferenceSchema, { description: 'new, or changed' }),
    participants: Type.Array(LiveParticipantSchema, { description: 'new, or changed' }),
    left: Type.Array(Type.Object({
        sessionId: SessionIdSchema,
        conferenceId: ConferenceIdSchema,
        endedAt: orNull(TimestampSchema),
        endReason: orNull(SessionEndReasonSchema)
    }), { description: 'who is not there any more; both null of one that was deleted or left out' }),
    ended: Type.Array(ConferenceIdSchema, { description: 'conferences that are not there any more' }),
    totals: LiveTotalsSchema,
    knowledge: LiveKnowledgeSchema
});

export type Trend = Static<typeof TrendSchema>;
export type TrendOfFigure = Static<typeof TrendFigureSchema>;
export type LiveParticipant = Static<typeof LiveParticipantSchema>;
export type LiveConference = Static<typeof LiveConferenceSchema>;
export type LiveTotals = Static<typeof LiveTotalsSchema>;
export type LiveKnowledge = Static<typeof LiveKnowledgeSchema>;
export type LiveReply = Static<typeof LiveReplySchema>;
export type LiveChange = Static<typeof LiveChangeSchema>;
export type LiveLeft = LiveChange['left'][number];
