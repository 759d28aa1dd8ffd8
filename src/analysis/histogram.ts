import type { Distribution, Histogram } from '../../schemas/distribution.js';

/**
 * Log-scaled buckets: bucket k holds values from LOWEST·GROWTH^(k−1) to LOWEST·GROWTH^k, bucket 0 all below LOWEST: nothing is measured finer
 * than a tenth. A bucket answers with the mean of what is in it, so a quantile is off by less than the width of a bucket, 5 %, and by nothing
 * where all values of a bucket are the same.
 */
const GROWTH = 1.05;
const LOWEST = 0.05;
/** The largest value of a state, kbit/s (schemas/quantities.ts), and all above it. */
const HIGHEST = 1e8;
const LOG_GROWTH = Math.log(GROWTH);
const BUCKETS = bucketOf(HIGHEST) + 1;

/** The largest relative error of a quantile. */
export const QUANTILE_ERROR = GROWTH - 1;

/** The bucket that a value is in. */
export function bucketOf(value: number): number {
    return value < LOWEST ? 0 : Math.floor(Math.log(Math.min(value, HIGHEST) / LOWEST) / LOG_GROWTH) + 1;
}

/** Where the bad side of a metric begins. */
export interface Limit { worse: 'high' | 'low'; value: number }

/** A fixed few kilobytes, whatever is added. */
export interface HistogramBuilder {
    /** @param ms - how long the value held, a whole number. Nothing is added for 0. */
    add(value: number, ms: number): void;
    /** undefined as long as nothing was added. */
    build(): Histogram | undefined;
}

export function createHistogram(limit?: Limit): HistogramBuilder {
    const weights = new Float64Array(BUCKETS);
    const sums = new Float64Array(BUCKETS);
    let min = Infinity;
    let max = -Infinity;
    let beyondMs = 0;
    return {
        add(value, ms) {
            if (ms <= 0) return;
            const bucket = bucketOf(value);
            weights[bucket] = (weights[bucket] ?? 0) + ms;
            sums[bucket] = (sums[bucket] ?? 0) + value * ms;
            min = Math.min(min, value);
            max = Math.max(max, value);
            if (limit !== undefined && isBeyond(value, limit)) beyondMs += ms;
        },
        build() {
            const buckets = [...weights.keys()].filter((bucket) => weights[bucket] !== 0);
            if (buckets.length === 0) return undefined;
            const pick = (from: Float64Array) => buckets.map((bucket) => from[bucket] ?? 0);
            return { buckets, weights: pick(weights), sums: pick(sums), min, max, beyondMs: limit === undefined ? null : beyondMs };
        }
    };
}

/** Whether a value is on the bad side; the limit itself is. */
export const isBeyond = (value: number, { worse, value: limit }: Limit): boolean => worse === 'high' ? value >= limit : value <= limit;

/** All of them as one. */
export function mergeHistograms([first, ...others]: readonly [Histogram, ...Histogram[]]): Histogram {
    return others.reduce(addHistograms, first);
}

function addHistograms(a: Histogram, b: Histogram): Histogram {
    const cells = new Map(a.buckets.map((bucket, place) => [bucket, { weight: a.weights[place] ?? 0, sum: a.sums[place] ?? 0 }]));
    b.buckets.forEach((bucket, place) => {
        const { weight, sum } = cells.get(bucket) ?? { weight: 0, sum: 0 };
        cells.set(bucket, { weight: weight + (b.weights[place] ?? 0), sum: sum + (b.sums[place] ?? 0) });
    });
    const merged = [...cells].sort(([one], [other]) => one - other);
    return {
        buckets: merged.map(([bucket]) => bucket),
        weights: merged.map(([, { weight }]) => weight),
        sums: merged.map(([, { sum }]) => sum),
        min: Math.min(a.min, b.min),
        max: Math.max(a.max, b.max),
        beyondMs: a.beyondMs === null || b.beyondMs === null ? a.beyondMs ?? b.beyondMs : a.beyondMs + b.beyondMs
    };
}

const total = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** The value below which it was for this part of the time, 0 to 1; within QUANTILE_ERROR. */
export function quantileOf({ buckets, weights, sums, max }: Histogram, part: number): number {
    const wanted = part * total(weights);
    let passed = 0;
    for (const place of buckets.keys()) {
        const weight = weights[place] ?? 0;
        passed += weight;
        if (passed >= wanted && weight > 0) return (sums[place] ?? 0) / weight;
    }
    return max;
}

/** Rounded for people: to four digits. The buckets know no more. */
const shown = (value: number): number => Number(value.toPrecision(4));

export function describeHistogram(histogram: Histogram): Distribution {
    const { weights, sums, min, max, beyondMs } = histogram;
    const measuredMs = total(weights);
    return {
        mean: shown(total(sums) / measuredMs),
        p5: shown(quantileOf(histogram, 0.05)), p50: shown(quantileOf(histogram, 0.5)), p95: shown(quantileOf(histogram, 0.95)),
        min, max, beyondMs, measuredMs
    };
}
