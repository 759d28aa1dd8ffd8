import { Type, type Static } from '@sinclair/typebox';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';

const numbers = (description: string) => Type.Array(Type.Union([Type.Number(), Type.Null()]), { description });

/** One value per step; null where there is none. */
export const ColumnSchema = Type.Object({
    mean: Type.Optional(numbers('of the samples within the step, two decimals; what summaries measure is weighed by time, as they do')),
    min: Type.Optional(numbers('absent when no step has more than one value, or nobody wants it')),
    max: Type.Optional(numbers('as min')),
    sum: Type.Optional(numbers('instead of the others, of an amount: all of it within the step')),
    last: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Boolean(), Type.Null()]),
        { description: 'instead of the others, of a metric that is a text or a boolean: the last one within the step' }))
});

/** Where a metric begins to be an issue; null: no such step. */
export const LimitsSchema = Type.Object({
    worse: Type.Union([Type.Literal('high'), Type.Literal('low')], { description: 'on this side of them, or equal, it is bad' }),
    warning: Type.Union([Type.Number(), Type.Null()], { description: 'noticeable' }),
    error: Type.Union([Type.Number(), Type.Null()], { description: 'hardly bearable' })
});

const moment = Type.Number({ description: 'ms since the origin of the session' });
export const SeriesGapSchema = Type.Object({ from: moment, to: moment }, { description: 'of which nothing is known' });

const grid = {
    from: moment,
    to: moment,
    step: Type.Integer({ description: 'ms; the n-th step begins at origin + from + n * step' }),
    limits: Type.Record(Type.String(), LimitsSchema, { description: 'of those metrics that have any, in their units' })
};

const columns = {
    origin: Type.Unsafe<number>({ ...TimestampSchema, description: 'epoch ms: 0, or with align=join when this session joined' }),
    first: Type.Integer({ description: 'the step that the first value of each column is of' }),
    metrics: Type.Record(Type.String(), ColumnSchema),
    gaps: Type.Array(SeriesGapSchema)
};

/** GET /v1/sessions/:sessionId/series */
export const SessionSeriesReplySchema = Type.Object({ sessionId: SessionIdSchema, ...grid, ...columns });

/** GET /v1/conferences/:conferenceId/series: the same steps for all its sessions, in their order of joining. */
export const ConferenceSeriesReplySchema = Type.Object({
    conferenceId: ConferenceIdSchema,
    ...grid,
    sessions: Type.Array(Type.Object({ sessionId: SessionIdSchema, ...columns }))
});

export type Limits = Static<typeof LimitsSchema>;
export type SeriesGap = Static<typeof SeriesGapSchema>;
export type Column = Static<typeof ColumnSchema>;
export type SessionSeriesReply = Static<typeof SessionSeriesReplySchema>;
export type ConferenceSeriesReply = Static<typeof ConferenceSeriesReplySchema>;
