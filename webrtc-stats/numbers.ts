export const isNumber = (value: unknown): value is number => typeof value === 'number' && isFinite(value);

/** To so many parts of a unit; undefined for what is no number. */
export const rounded = (value: unknown, perUnit = 1): number | undefined => isNumber(value) ? Math.round(value * perUnit) / perUnit : undefined;

/** To one decimal. */
export const tenths = (value: unknown): number | undefined => rounded(value, 10);

/** s as ms, to so many parts of one. */
export const milliseconds = (seconds: unknown, perUnit = 1): number | undefined =>
    isNumber(seconds) ? rounded(seconds * 1000, perUnit) : undefined;

/** The lowest and the mean of several numbers; undefined of none. */
export const spread = (values: number[]): { min: number; mean: number } | undefined => values.length > 0
    ? { min: Math.round(Math.min(...values)), mean: Math.round(values.reduce((sum, value) => sum + value) / values.length) }
    : undefined;

/** The mean of those that have a value and a weight; NaN when none has. A ratio of sums is the mean of the ratios by what they are of. */
export function meanByWeight(values: readonly (readonly [value: unknown, weight: number | undefined])[]): number {
    let [sum, weights] = [0, 0];
    for (const [value, weight] of values) {
        if (!isNumber(value) || !isNumber(weight)) continue;
        sum += value * weight;
        weights += weight;
    }
    return sum / weights;
}
