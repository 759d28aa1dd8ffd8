import { Type, type Static } from '@sinclair/typebox';
import { TimestampSchema } from './identifiers.js';

const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });

export const USAGE_SPANS = ['day', 'week', 'month'] as const;
export type UsageSpan = typeof USAGE_SPANS[number];

const usage = {
    conferences: count('that have ended, by when they began'),
    sessions: count('that have ended, by when they began'),
    participantMs: count('time in the call of all of them together, ms'),
    longConferences: count('longer than minMinutes'),
    longSessions: count('longer than minMinutes'),
    largestConference: count('most participants that one conference had at once')
};

/** GET /v1/reports/usage. */
export const UsageReplySchema = Type.Object({
    from: TimestampSchema,
    to: TimestampSchema,
    by: Type.Unsafe<UsageSpan>(Type.String({ enum: [...USAGE_SPANS] })),
    timeZone: Type.String(),
    minMinutes: count('whole minutes'),
    items: Type.Array(Type.Object({ value: Type.String(), from: TimestampSchema, to: TimestampSchema, ...usage }, strict)),
    total: Type.Object(usage, strict)
}, strict);

export type UsageReply = Static<typeof UsageReplySchema>;
export type UsageItem = UsageReply['items'][number];
