import { Type, type Static } from '@sinclair/typebox';

const strict = { additionalProperties: false } as const;
const ms = (description: string) => Type.Number({ minimum: 0, description: `${description}, ms` });

/** How a value was spread over the time for which it is known. Every value weighs as long as it held. */
export const DistributionSchema = Type.Object({
    mean: Type.Number(),
    p5: Type.Number({ description: '5 % of the time it was lower; within 5 % of the true value, as p50 and p95' }),
    p50: Type.Number({ description: 'the median' }),
    p95: Type.Number({ description: '5 % of the time it was higher' }),
    min: Type.Number(),
    max: Type.Number(),
    beyondMs: Type.Union([ms('time on the bad side of the threshold'), Type.Null()], { description: 'null where there is no threshold' }),
    measuredMs: ms('time for which it is known')
}, strict);

/**
 * A distribution that can be added to others of the same metric: weights in log-scaled buckets (src/analysis/histogram.ts). Sums, so the
 * order of adding makes no difference.
 */
export const HistogramSchema = Type.Object({
    buckets: Type.Array(Type.Integer({ minimum: 0 }), { description: 'indices of the buckets that are not empty, ascending' }),
    weights: Type.Array(Type.Number({ minimum: 0 }), { description: 'ms in each of them' }),
    sums: Type.Array(Type.Number(), { description: 'value times ms in each of them' }),
    min: Type.Number(),
    max: Type.Number(),
    beyondMs: Type.Union([ms('time on the bad side of the threshold'), Type.Null()])
}, strict);

export type Distribution = Static<typeof DistributionSchema>;
export type Histogram = Static<typeof HistogramSchema>;
