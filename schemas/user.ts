import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { ConferenceSummarySchema } from './conference-summary.js';
import { ConnectionKindSchema } from './connection-kind.js';
import { DistributionSchema, type Distribution } from './distribution.js';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { NamedVersionSchema } from './session.js';
import { SESSION_METRIC_NAMES, type SessionMetricName } from './session-metrics.js';
import { VERDICTS, type Verdict } from './summary.js';

const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const { verdicts, issues, rating } = ConferenceSummarySchema.properties;

/** What a user's sessions have in common with others of them: with it, how often, how long and how it was. */
const shared = {
    sessions: count('that had it'),
    participantMs: Type.Number({ minimum: 0, description: 'time in calls with it, ms' }),
    verdicts,
    lastSeenAt: TimestampSchema
};

const UserDeviceSchema = Type.Object({
    cores: orNull(Type.Number({ description: 'navigator.hardwareConcurrency' })),
    memory: orNull(Type.Number({ description: 'navigator.deviceMemory, GiB' })),
    mobile: orNull(Type.Boolean()),
    ...shared
}, strict);
const UserProgramSchema = Type.Object({ ...NamedVersionSchema.properties, ...shared }, strict);
const UserNetworkSchema = Type.Object({
    address: orNull(Type.String({ description: 'as IP_PRIVACY has it kept; null: none is kept' })),
    country: orNull(Type.String({ description: 'ISO 3166-1 alpha-2, by MAXMIND_FILE' })),
    regions: Type.Array(Type.String(), { description: 'of the bridges that were used from there, most sessions first' }),
    connectionKinds: Type.Array(ConnectionKindSchema, { description: 'how media went for the longest time, most sessions first' }),
    ...shared
}, strict);

/** How sessions are told over the time: what people notice, from the session's summary. */
export const HISTORY_METRICS = [
    'packetLossUpload', 'packetLossDownload', 'roundTripTime', 'jitterDownload', 'audioMosDownload', 'videoScoreDownload'
] as const satisfies readonly SessionMetricName[];
export type HistoryMetric = typeof HISTORY_METRICS[number];

const QuantilesSchema = Type.Pick(DistributionSchema, ['p5', 'p50', 'p95'], strict);
export type Quantiles = Static<typeof QuantilesSchema>;

const HistoryEntrySchema = Type.Object({
    sessionId: SessionIdSchema,
    conferenceId: ConferenceIdSchema,
    conferenceName: Type.String(),
    startedAt: TimestampSchema,
    endedAt: orNull(TimestampSchema),
    verdict: orNull(Type.Unsafe<Verdict>(Type.String({ enum: [...VERDICTS] }))),
    metrics: Type.Unsafe<Record<HistoryMetric, Quantiles | null>>(Type.Object(
        Object.fromEntries(HISTORY_METRICS.map((name) => [name, orNull(QuantilesSchema)])), strict))
}, strict);

/** GET /v1/users/:userId: what the sessions of one userId say together. */
export const UserReplySchema = Type.Object({
    userId: Type.String(),
    firstSeenAt: orNull(TimestampSchema),
    lastSeenAt: orNull(TimestampSchema),
    displayNames: Type.Array(Type.String(), { description: 'those that were given (DISPLAY_NAMES), the last one first' }),
    sessions: count('that this answer is of'),
    isWhole: Type.Boolean({ description: 'false: there are more sessions than USER_SESSIONS_MAX; this is of the newest so many' }),
    ongoing: count('of them, that have not ended'),
    conferences: count('that these sessions belong to'),
    participantMs: Type.Number({ minimum: 0, description: 'time in calls of the sessions that have been analysed, ms' }),
    verdicts, rating, issues,
    metrics: Type.Unsafe<Record<SessionMetricName, Distribution | null>>(Type.Partial(Type.Object(
        Object.fromEntries(SESSION_METRIC_NAMES.map((name) => [name, orNull(DistributionSchema)])), strict))),
    devices: Type.Array(UserDeviceSchema),
    browsers: Type.Array(UserProgramSchema),
    os: Type.Array(UserProgramSchema),
    networks: Type.Array(UserNetworkSchema),
    history: Type.Array(HistoryEntrySchema, { description: 'the sessions, the oldest first' })
}, strict);

export type UserReply = Static<typeof UserReplySchema>;
export type UserNetwork = Static<typeof UserNetworkSchema>;
export type HistoryEntry = Static<typeof HistoryEntrySchema>;
