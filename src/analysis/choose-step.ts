const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;

/** Steps that a person would choose, ms. */
const STEPS: readonly number[] = [
    10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 24 * HOUR
];
export const SHORTEST_STEP = SECOND;

/** The shortest step with which so many columns over that span have no more than so many values; of the round ones, if one is long enough. */
export function chooseStep(spanMs: number, columns: number, values: number): number {
    const least = leastStep(spanMs, columns, values);
    return STEPS.find((step) => step >= least) ?? Math.ceil(least / HOUR) * HOUR;
}

/** The same, to the ms. */
export function leastStep(spanMs: number, columns: number, values: number): number {
    const places = Math.max(1, Math.floor(values / Math.max(1, columns)));
    return Math.max(SHORTEST_STEP, Math.ceil(spanMs / places));
}
