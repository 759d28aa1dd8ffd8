import { Type, type Static } from '@sinclair/typebox';
import { ConnectionKindSchema } from './connection-kind.js';
import { DistributionSchema, HistogramSchema, type Distribution, type Histogram } from './distribution.js';
import { IssueSchema } from './issue.js';
import { MEDIA_ERROR_NAMES, type MediaErrorName } from './media-error.js';
import { SESSION_METRIC_NAMES, SESSION_METRICS, type SessionMetricName } from './session-metrics.js';

const strict = { additionalProperties: false } as const;
const ms = (description: string) => Type.Number({ minimum: 0, description: `${description}, ms` });
const count = (description: string) => Type.Integer({ minimum: 0, description });

export const VERDICTS = ['good', 'fair', 'poor'] as const;
export type Verdict = typeof VERDICTS[number];

const ReasonSchema = Type.Object({
    code: IssueSchema.properties.code,
    severity: IssueSchema.properties.severity,
    totalMs: ms('how long it lasted, all times of it together')
}, strict);

export type Reason = Static<typeof ReasonSchema>;

const MetricsSchema = Type.Object(Object.fromEntries(SESSION_METRIC_NAMES.map((name) => {
    const { unit, about } = SESSION_METRICS[name];
    return [name, Type.Union([DistributionSchema, Type.Null()], { description: `${about}, ${unit}; null: never known` })];
})), strict);

/** How a session was, in all. Computed when it ends, and again when more of it arrives. */
export const SessionSummarySchema = Type.Object({
    inCallMs: ms('from the join to the end; 0 without a join'),
    measuredMs: ms('of it, what samples tell of: not gaps, not silence'),
    p2pMs: ms('straight to the other participant'),
    bridgeMs: ms('through a bridge'),
    relayMs: ms('over a TURN server, own or the other\'s'),
    tcpMs: ms('over TCP or TLS'),
    connectionKind: Type.Union([ConnectionKindSchema, Type.Null()], { description: 'how media went for the longest time; null: never known' }),
    setupMs: Type.Union([ms('from the start of the join to its end'), Type.Null()]),
    interruptions: Type.Object({
        count: count('times that no media came or went'),
        restored: count('of them, times that it did again'),
        totalMs: ms('together'),
        longestMs: ms('the longest')
    }, strict),
    switches: count('changes between P2P and the bridge'),
    freezes: Type.Object({ count: count('of the videos of others'), totalMs: ms('together') }, strict),
    bridges: Type.Array(Type.Object({
        ip: Type.Union([Type.String(), Type.Null()], { description: 'address of the bridge, or of what stands before it' }),
        region: Type.Union([Type.String(), Type.Null()]),
        ms: ms('time on it')
    }, strict), { description: 'the longest used first; P2P is none' }),
    peakParticipants: Type.Union([count('most participants at once that this page saw, itself included'), Type.Null()]),
    screenShares: count('own, begun'),
    recordings: count('begun'),
    deviceChanges: count('devices plugged, unplugged, chosen'),
    mediaErrors: count('times that camera, microphone or screen could not be had'),
    mediaErrorNames: Type.Optional(Type.Unsafe<Partial<Record<MediaErrorName, number>>>(Type.Partial(Type.Object(
        Object.fromEntries(MEDIA_ERROR_NAMES.map((name) => [name, count('of these times')])), strict),
    { description: 'why; absent in summaries made before there was this' }))),
    rating: Type.Union([Type.Number({ description: '1 to 5, the last given' }), Type.Null()]),
    metrics: Type.Unsafe<Record<SessionMetricName, Distribution | null>>(MetricsSchema),
    verdict: Type.Union([Type.Unsafe<Verdict>(Type.String({ enum: [...VERDICTS] })), Type.Null()], { description: 'null: nothing is known of it' }),
    reasons: Type.Array(ReasonSchema, { description: 'why it is not good: the issues that decided, the worst first' })
}, strict);

/** What rollups add up, by metric. */
export const SessionHistogramsSchema = Type.Unsafe<Partial<Record<SessionMetricName, Histogram>>>(
    Type.Partial(Type.Object(Object.fromEntries(SESSION_METRIC_NAMES.map((name) => [name, HistogramSchema])), strict)));

export type SessionSummary = Static<typeof SessionSummarySchema>;
export type SessionHistograms = Static<typeof SessionHistogramsSchema>;
