import { useMemo } from 'preact/hooks';
import { useQuery } from './router.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Spans that end now, by their names in the query. */
export const RANGES = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } as const;
export type RangeName = keyof typeof RANGES;

/** Epoch ms; `name` is null of a span that was chosen by its ends. */
export interface TimeRange { from: number; to: number; name: RangeName | null }

const isRangeName = (name: string): name is RangeName => Object.hasOwn(RANGES, name);

/**
 * What the query's `range`, or `from` and `to` (ISO 8601 or epoch ms), select. A span that ends now ends with the minute, so that what is asked
 * for stays the same for a moment.
 */
export function timeRangeOf({ range = '', from, to }: Readonly<Record<string, string>>, standard: RangeName, now: number): TimeRange {
    const [begin, end] = [momentOf(from), momentOf(to)];
    if (begin !== undefined && (end === undefined || end > begin)) return { from: begin, to: end ?? endOfMinute(now), name: null };
    const name = isRangeName(range) ? range : standard;
    const until = endOfMinute(now);
    return { from: until - RANGES[name], to: until, name };
}

/** The span that this page is about; the same object until the query changes. */
export function useTimeRange(standard: RangeName): TimeRange {
    const { range = '', from = '', to = '' } = useQuery();
    return useMemo(() => timeRangeOf({ range, from, to }, standard, Date.now()), [range, from, to, standard]);
}

/** The equally long span before. */
export const previousRange = ({ from, to }: TimeRange): TimeRange => ({ from: from - (to - from), to: from, name: null });

const endOfMinute = (now: number): number => Math.ceil(now / 60_000) * 60_000;

function momentOf(text: string | undefined): number | undefined {
    if (text === undefined || text === '') return undefined;
    const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
    return Number.isFinite(at) ? at : undefined;
}
