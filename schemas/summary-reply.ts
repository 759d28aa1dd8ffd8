import { Type, type Static } from '@sinclair/typebox';
import { DistributionSchema, type Distribution } from './distribution.js';
import { TimestampSchema } from './identifiers.js';
import { ISSUE_CODES, type IssueCode } from './issue.js';
import { SESSION_METRIC_NAMES, type SessionMetricName } from './session-metrics.js';

const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });

/** By what summaries are divided. */
export const SUMMARY_DIMENSIONS = ['browser', 'os', 'region', 'country', 'connection'] as const;
export type SummaryDimension = typeof SUMMARY_DIMENSIONS[number];
export const SUMMARY_SPANS = ['hour', 'day', 'week', 'month'] as const;
export type SummarySpan = typeof SUMMARY_SPANS[number];
export const SUMMARY_DIVISIONS = [...SUMMARY_DIMENSIONS, 'conferenceName', ...SUMMARY_SPANS] as const;
export type SummaryDivision = typeof SUMMARY_DIVISIONS[number];

/** What is known of many sessions together. */
const figures = {
    sessions: count('that have ended and begun in this time'),
    joined: count('of them, that got into the conference'),
    participantMs: count('time in the call of all of them together, ms'),
    verdicts: Type.Object({
        good: count('sessions'), fair: count('sessions'), poor: count('sessions'), unknown: count('sessions without a verdict')
    }, strict),
    issues: Type.Array(Type.Object({
        code: Type.Unsafe<IssueCode>(Type.String({ enum: [...ISSUE_CODES] })), sessions: count('that have it')
    }, strict), { description: 'those that most sessions have first' }),
    setupMs: Type.Union([
        Type.Object({
            ...Type.Pick(DistributionSchema, ['mean', 'p5', 'p50', 'p95', 'min', 'max']).properties, sessions: count('for which it is known')
        }, strict),
        Type.Null()
    ], { description: 'from the start of the join to its end, ms; every session weighs the same. null: never known' }),
    mediaErrors: count('times that camera, microphone or screen could not be had'),
    rating: Type.Union([
        Type.Object({ mean: Type.Number({ description: '1 to 5' }), count: count('of sessions that gave one') }, strict), Type.Null()
    ]),
    metrics: Type.Unsafe<Partial<Record<SessionMetricName, Distribution | null>>>(Type.Partial(Type.Object(
        Object.fromEntries(SESSION_METRIC_NAMES.map((name) => [name, Type.Union([DistributionSchema, Type.Null()])])), strict)))
};

export const FiguresSchema = Type.Object(figures, strict);

export const SummaryItemSchema = Type.Object({
    value: Type.Union([Type.String(), Type.Null()], { description: 'null: not known' }),
    from: Type.Optional(TimestampSchema),
    to: Type.Optional(TimestampSchema),
    ...figures
}, strict);

/** GET /v1/summary. */
export const SummaryReplySchema = Type.Object({
    from: TimestampSchema,
    to: TimestampSchema,
    by: Type.Union([Type.Unsafe<SummaryDivision>(Type.String({ enum: [...SUMMARY_DIVISIONS] })), Type.Null()]),
    timeZone: Type.String(),
    items: Type.Array(SummaryItemSchema),
    rest: Type.Union([FiguresSchema, Type.Null()], { description: 'all other values together; null when there are none' }),
    total: FiguresSchema,
    untold: count('sessions of combinations too rare to be told apart, which may be part of any item and are in none')
}, strict);

export type Figures = Static<typeof FiguresSchema>;
export type SummaryItem = Static<typeof SummaryItemSchema>;
export type SummaryReply = Static<typeof SummaryReplySchema>;
