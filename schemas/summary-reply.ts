import { Type, type Static } from '@sinclair/typebox';
import { DistributionSchema, type Distribution } from './distribution.js';
import { TimestampSchema } from './identifiers.js';
import { ISSUE_CODES, type IssueCode } from './issue.js';
import { MEDIA_ERROR_NAMES, type MediaErrorName } from './media-error.js';
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

const parts = (description: string) => Type.Array(count('in this part'), { description });
const begins = (unit: string) => Type.Array(Type.Integer({ minimum: 0 }), { description: unit });
const verdictsOf = (what: string, unknown: string) =>
    Type.Object({ good: count(what), fair: count(what), poor: count(what), unknown: count(unknown) }, strict);

/** Those that began in this time and have ended; where something is filtered by, that had a session of each kind that was asked for. */
const ConferenceFiguresSchema = Type.Object({
    count: count('conferences'),
    verdicts: verdictsOf('how they were for whom they were worst', 'without a verdict of anybody'),
    durations: parts('how many took so long, by bounds.durations'),
    peakParticipants: parts('how many had at most so many participants at once, by bounds.peakParticipants')
}, strict);

/** What is known of many sessions, and of their conferences, together. */
const figures = {
    sessions: count('that have ended and begun in this time'),
    joined: count('of them, that got into the conference'),
    participantMs: count('time in the call of all of them together, ms'),
    verdicts: verdictsOf('sessions', 'sessions without a verdict'),
    conferences: ConferenceFiguresSchema,
    issues: Type.Array(Type.Object({
        code: Type.Unsafe<IssueCode>(Type.String({ enum: [...ISSUE_CODES] })), sessions: count('that have it')
    }, strict), { description: 'those that most sessions have first' }),
    setupMs: Type.Union([
        Type.Object({
            ...Type.Pick(DistributionSchema, ['mean', 'p5', 'p50', 'p95', 'min', 'max']).properties, sessions: count('for which it is known'),
            histogram: parts('how many took so long, by bounds.setupMs')
        }, strict),
        Type.Null()
    ], { description: 'from the start of the join to its end, ms; every session weighs the same. null: never known' }),
    mediaErrors: count('times that camera, microphone or screen could not be had'),
    mediaErrorNames: Type.Array(Type.Object({
        name: Type.Unsafe<MediaErrorName>(Type.String({ enum: [...MEDIA_ERROR_NAMES] })), times: count('of these times')
    }, strict), { description: 'why, the most frequent first' }),
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

/** The same figures divided by something else. */
const DivisionSchema = Type.Object({
    items: Type.Array(SummaryItemSchema),
    rest: Type.Union([FiguresSchema, Type.Null()], { description: 'all other values together; null when there are none' })
}, strict);

export type SummaryDivided = Static<typeof DivisionSchema>;

/** GET /v1/summary. */
export const SummaryReplySchema = Type.Object({
    from: TimestampSchema,
    to: TimestampSchema,
    by: Type.Union([Type.Unsafe<SummaryDivision>(Type.String({ enum: [...SUMMARY_DIVISIONS] })), Type.Null()]),
    timeZone: Type.String(),
    ...DivisionSchema.properties,
    total: FiguresSchema,
    divisions: Type.Optional(Type.Unsafe<Partial<Record<SummaryDimension, SummaryDivided>>>(Type.Partial(Type.Object(
        Object.fromEntries(SUMMARY_DIMENSIONS.map((name) => [name, DivisionSchema])), strict)))),
    untold: count('sessions of combinations too rare to be told apart, which may be part of any item and are in none'),
    untoldConferences: count('the same of conferences, and those of which no more is known than that they were'),
    bounds: Type.Object({
        durations: begins('ms'), peakParticipants: begins('participants'), setupMs: begins('ms')
    }, { ...strict, description: 'where the parts of histograms begin; each ends where the next begins, the last nowhere' })
}, strict);

export type Figures = Static<typeof FiguresSchema>;
export type SummaryItem = Static<typeof SummaryItemSchema>;
export type SummaryReply = Static<typeof SummaryReplySchema>;
