import { Type, type Static } from '@sinclair/typebox';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { GapSchema } from './session.js';

const numbers = (description: string) => Type.Array(Type.Union([Type.Number(), Type.Null()]), { description });

/** One value per step; null where there is none. */
export const ColumnSchema = Type.Object({
    mean: Type.Optional(numbers('of the samples within the step, two decimals')),
    min: Type.Optional(numbers('absent when no step has more than one value')),
    max: Type.Optional(numbers('as min')),
    last: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Boolean(), Type.Null()]),
        { description: 'instead of the others, of a metric that is a text or a boolean: the last one within the step' }))
});

const grid = {
    from: TimestampSchema,
    to: TimestampSchema,
    step: Type.Integer({ description: 'ms; the n-th step begins at from + n * step' })
};

const columns = {
    first: Type.Integer({ description: 'the step that the first value of each column is of' }),
    metrics: Type.Record(Type.String(), ColumnSchema),
    gaps: Type.Array(GapSchema)
};

/** GET /v1/sessions/:sessionId/series */
export const SessionSeriesReplySchema = Type.Object({ sessionId: SessionIdSchema, ...grid, ...columns });

/** GET /v1/conferences/:conferenceId/series: the same steps for all its sessions, in their order of joining. */
export const ConferenceSeriesReplySchema = Type.Object({
    conferenceId: ConferenceIdSchema,
    ...grid,
    sessions: Type.Array(Type.Object({ sessionId: SessionIdSchema, ...columns }))
});

export type Column = Static<typeof ColumnSchema>;
export type SessionSeriesReply = Static<typeof SessionSeriesReplySchema>;
export type ConferenceSeriesReply = Static<typeof ConferenceSeriesReplySchema>;
