const RFC_3339 = /^(\d{4}-\d\d-\d\d)t((?:[01]\d|2[0-3]):\d\d:\d\d)(?:\.(\d+))?(z|[+-]\d\d:\d\d)$/i;

/**
 * A moment of RFC 3339 in µs since the epoch, smaller parts cut off; undefined for what is none, as the 30th of February, and for what
 * a number does not hold exactly: before 1970 and after 2254.
 */
export function microsecondsOf(timestamp: string): number | undefined {
    const [, date = '', clock = '', fraction = '', zone = ''] = RFC_3339.exec(timestamp) ?? [];
    const ms = Date.parse(`${date}T${clock}${zone.toUpperCase()}`);
    // V8 takes the 30th of February for the 1st of March
    if (!(ms >= 0) || !new Date(`${date}T00:00:00Z`).toISOString().startsWith(date)) return undefined;
    const time = ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
    return time <= Number.MAX_SAFE_INTEGER ? time : undefined;
}
