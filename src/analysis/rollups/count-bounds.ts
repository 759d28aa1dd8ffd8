/** Where the parts of a histogram of counts begin, ascending, the first at 0; each ends where the next begins, the last nowhere. */
export type CountBounds = readonly number[];

const MINUTE_MS = 60_000;

/** How long conferences took, ms. */
export const DURATION_BOUNDS: CountBounds = [0, 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240].map((minutes) => minutes * MINUTE_MS);
/** Most participants that a conference had at once; 0 when nobody got in. */
export const PEAK_BOUNDS: CountBounds = [0, 1, 2, 3, 5, 10, 20, 50, 100];
/** How long joining took, ms. */
export const SETUP_BOUNDS: CountBounds = [0, 250, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 7500, 10_000];

/** Where the part begins that a value is in. */
export const partOf = (value: number, bounds: CountBounds): number => bounds.findLast((bound) => bound <= value) ?? 0;
