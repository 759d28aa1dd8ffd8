import { ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Histogram } from '../../schemas/distribution.js';
import { createHistogram, describeHistogram, mergeHistograms, QUANTILE_ERROR, quantileOf, type Limit } from '../../src/analysis/histogram.js';

interface Held { value: number; ms: number }
const MS = 2000;
const held = (...values: number[]): Held[] => values.map((value) => ({ value, ms: MS }));

function histogramOf(values: readonly Held[], limit?: Limit): Histogram {
    const builder = createHistogram(limit);
    for (const { value, ms } of values) builder.add(value, ms);
    return builder.build()!;
}

/** The value at a part of the time, exactly. */
function exactQuantile(values: readonly Held[], part: number): number {
    const sorted = [...values].sort((a, b) => a.value - b.value);
    const total = sorted.reduce((sum, { ms }) => sum + ms, 0);
    let passed = 0;
    return sorted.find(({ ms }) => (passed += ms) >= part * total)!.value;
}

const someValues = fc.array(fc.record({
    value: fc.oneof(fc.double({ min: 0.05, max: 1e8, noNaN: true }), fc.constant(0)), ms: fc.integer({ min: 1, max: 30_000 })
}), { minLength: 1, maxLength: 60 });

t.test('a quantile is no further off than the stated error, whatever the values', async () => {
    fc.assert(fc.property(someValues, fc.constantFrom(0.05, 0.5, 0.95), (values, part) => {
        const exact = exactQuantile(values, part);
        const found = quantileOf(histogramOf(values), part);
        ok(Math.abs(found - exact) <= QUANTILE_ERROR * exact + 1e-9, `${String(found)} is not within the error of ${String(exact)}`);
    }));
});

t.test('several histograms as one are the histogram of all, in any order', async () => {
    const isClose = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
    fc.assert(fc.property(someValues, someValues, (one, other) => {
        const whole = histogramOf([...one, ...other]);
        for (const [a, b] of [[one, other], [other, one]] as const) {
            const merged = mergeHistograms([histogramOf(a), histogramOf(b)]);
            for (const name of ['buckets', 'weights', 'sums'] as const)
                ok(merged[name].length === whole[name].length && merged[name].every((value, place) => isClose(value, whole[name][place]!)), name);
            ok(merged.min === whole.min && merged.max === whole.max);
        }
    }));
});

t.test('values weigh as long as they held', async (t) => {
    const { mean, p50, measuredMs } = describeHistogram(histogramOf([{ value: 10, ms: 9000 }, { value: 110, ms: 1000 }]));
    t.strictSame({ mean, p50, measuredMs }, { mean: 20, p50: 10, measuredMs: 10_000 });
});

t.test('a value that never changed comes out as it is', async (t) => {
    t.match(describeHistogram(histogramOf(held(4.41, 4.41, 4.41))), { mean: 4.41, p5: 4.41, p50: 4.41, p95: 4.41, min: 4.41, max: 4.41 });
});

t.test('zero is a value, and what is measured finer than a tenth is none', async (t) => {
    t.match(describeHistogram(histogramOf(held(0, 0, 0, 0.04))), { p5: 0.01, p50: 0.01, min: 0, max: 0.04 });
});

t.test('tells for how long it was beyond a limit, on the side where bad values are, the limit included', async (t) => {
    t.equal(histogramOf(held(1, 3, 5), { worse: 'high', value: 3 }).beyondMs, 2 * MS);
    t.equal(histogramOf(held(1, 3, 5), { worse: 'low', value: 3 }).beyondMs, 2 * MS);
    t.equal(histogramOf(held(1, 3, 5)).beyondMs, null);
    const [one, other] = [histogramOf(held(5), { worse: 'high', value: 3 }), histogramOf(held(4, 1), { worse: 'high', value: 3 })];
    t.equal(mergeHistograms([one, other]).beyondMs, 2 * MS);
});

t.test('nothing added is no histogram, and nothing held adds nothing', async (t) => {
    const builder = createHistogram();
    builder.add(5, 0);
    t.equal(builder.build(), undefined);
});

t.test('what is above all that a state can hold stays in the last bucket', async (t) => {
    t.equal(quantileOf(histogramOf(held(1e9)), 0.5), 1e9);
});
