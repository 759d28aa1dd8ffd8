/** After the first failure, ms; doubled with each further one up to the longest, a part of it by chance. */
const FIRST_PAUSE_MS = 5000, LONGEST_PAUSE_MS = 15 * 60_000;
/** No receiver keeps a message waiting for longer by Retry-After, ms. */
const LONGEST_REQUEST_MS = 60 * 60_000;

/**
 * For how long a message rests that failed.
 * @param failures - how often, this time included
 * @param random - 0 to 1
 * @param retryAfterMs - what the receiver asked for
 */
export function retryPause(failures: number, random: number, retryAfterMs = 0): number {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
    return Math.max(pause * (0.75 + random / 2), Math.min(retryAfterMs, LONGEST_REQUEST_MS));
}

/** Of a Retry-After header (RFC 9110, 10.2.3): seconds or a date, as ms from now; undefined for none. */
export function readRetryAfter(header: string | null, now: number): number | undefined {
    if (header === null) return undefined;
    if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
    const at = / GMT$/.test(header) ? Date.parse(header) : Number.NaN;
    return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
