import { isNumber, meanByWeight } from './numbers.js';
import type { RtcStats } from './rtc-stats.js';

/** Of what is not there yet. */
const NOTHING: RtcStats = {};

/** One RTCStats object in two reports. */
export interface Counted {
    readonly now: RtcStats;
    /** In the report before; NOTHING when it is new since then; undefined when this is the connection's first report, which counts for nothing. */
    readonly was: RtcStats | undefined;
}

/** Less than that is a fault of the browser, not a count: https://www.rtcstats.com/knowledge-base/ */
const LEAST_PACKETS_LOST = -1e6;

/** The value of a counter; undefined when it has none. More packets than were sent can arrive, so packetsLost can be below 0: then none was lost. */
export function counterOf(stats: RtcStats, member: string): number | undefined {
    const value = stats[member];
    if (!isNumber(value)) return undefined;
    if (member !== 'packetsLost') return value;
    return value < LEAST_PACKETS_LOST ? undefined : Math.max(0, value);
}

/** How much a counter has grown since it was `from`. One that is below that has begun anew; but a packet counts as lost only until it comes. */
export const growthSince = (from: number, value: number, member: string): number =>
    value >= from ? value - from : member === 'packetsLost' ? 0 : value;

/** How much a counter has grown since the report before; undefined when that cannot be known. */
export function growth({ now, was }: Counted, member: string): number | undefined {
    const value = counterOf(now, member);
    const from = was === NOTHING ? 0 : was && counterOf(was, member);
    return value === undefined || from === undefined ? undefined : growthSince(from, value, member);
}

/** The growth of a counter over several streams; undefined when of none it is known. */
export function totalGrowth(streams: readonly Counted[], member: string): number | undefined {
    let total: number | undefined;
    for (const stream of streams) {
        const grown = growth(stream, member);
        if (grown !== undefined) total = (total ?? 0) + grown;
    }
    return total;
}

/** The growth of one counter for each unit of another's, over all streams that have both; NaN when the other has not grown. */
export const growthPer = (streams: readonly Counted[], member: string, unit: string): number => meanByWeight(streams.map((stream) => {
    const units = growth(stream, unit);
    const amount = growth(stream, member);
    return [units && amount !== undefined ? amount / units : undefined, units];
}));

/** The reports of one connection, one after the other. */
export interface Counters {
    /** Takes the next report. s since the one before it; undefined for the first, and when no time has passed. */
    advance(timestamp: number): number | undefined;
    /** Puts to an object of this report what it was in the one before. To be asked once for each. */
    compare(stats: RtcStats): Counted;
}

export function createCounters(): Counters {
    /** By ssrc: Firefox has one id for all streams that are at one place of the SDP in turn. A candidate pair has none. */
    let before = new Map<unknown, RtcStats>();
    let current = new Map<unknown, RtcStats>();
    let last: number | undefined;
    let seconds: number | undefined;
    return {
        advance(timestamp) {
            const ms = last === undefined ? NaN : timestamp - last;
            seconds = ms > 0 ? ms / 1000 : undefined;
            last = timestamp;
            before = current;
            current = new Map();
            return seconds;
        },
        compare(now) {
            const was = before.get(now.ssrc);
            current.set(now.ssrc, now);
            return { now, was: seconds === undefined ? undefined : was?.id === now.id ? was : NOTHING };
        }
    };
}
