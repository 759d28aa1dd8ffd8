import { CONNECTION_KINDS } from '../../schemas/connection-kind.js';
import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import { SUMMARY_DIMENSIONS, SUMMARY_DIVISIONS, SUMMARY_SPANS, type SummaryDimension } from '../../schemas/summary-reply.js';
import { USAGE_SPANS } from '../../schemas/usage-reply.js';
import { isTimeZone } from '../analysis/rollups/calendar.js';
import type { SummaryQuery } from '../analysis/rollups/read-summary.js';
import type { UsageQuery } from '../analysis/rollups/read-usage.js';
import { LONGEST_MINUTES } from '../analysis/rollups/usage.js';
import { DAY_MS, HOUR_MS, hourOf } from '../store/rollups.js';
import { readLimit, readMoment, readNames, readOneOf, readText, refuse } from './query-values.js';

/** What is answered of when nothing is said. */
const DEFAULT_DAYS = 30;
/** Ten years. */
const LONGEST_DAYS = 3660;
/** Values told apart when the query does not say. */
const DEFAULT_LIMIT = 50;
/** Metrics in one question. */
const MAX_METRICS = 5;
/** ms; of a month the shortest. */
const SPAN_MS = { hour: HOUR_MS, day: 23 * HOUR_MS, week: 7 * DAY_MS - HOUR_MS, month: 28 * DAY_MS - HOUR_MS } as const;

interface Bounds {
    /** SUMMARY_MAX */
    maxItems: number;
    /** Epoch ms. */
    now: number;
}

/** @throws {RequestError} bad_request, whose path names the first parameter that is wrong */
export function readSummaryQuery(query: unknown, { maxItems, now }: Bounds): SummaryQuery {
    const given = readNames(query, ['from', 'to', 'by', 'divisions', 'metric', ...SUMMARY_DIMENSIONS, 'timeZone', 'limit']);
    const by = readGiven(given, 'by', (text) => readOneOf(text, 'by', SUMMARY_DIVISIONS)) ?? null;
    const range = readRange(given, now);
    const span = SUMMARY_SPANS.find((known) => known === by);
    if (span !== undefined) refuseTooMany(range, span, maxItems);
    const metrics = readGiven(given, 'metric', readMetrics) ?? [];
    const filters = Object.fromEntries(SUMMARY_DIMENSIONS.flatMap((dimension) => {
        const value = readGiven(given, dimension, (text) => readFilter(text, dimension));
        return value === undefined ? [] : [[dimension, value]];
    }));
    const filtered = Object.keys(filters)[0];
    if (by === 'conferenceName' && filtered !== undefined) throw refuse(filtered, 'By conferenceName nothing can be filtered.');
    return {
        ...range, by, metrics, filters,
        divisions: readGiven(given, 'divisions', readDivisions) ?? [],
        timeZone: readGiven(given, 'timeZone', readTimeZone) ?? 'UTC',
        limit: readGiven(given, 'limit', (text) => readLimit(text, maxItems)) ?? Math.min(DEFAULT_LIMIT, maxItems)
    };
}

/** `query` without `format`. @throws {RequestError} bad_request, whose path names the first parameter that is wrong */
export function readUsageQuery(query: unknown, { maxItems, now }: Bounds): UsageQuery {
    const given = readNames(query, ['from', 'to', 'by', 'minMinutes', 'timeZone']);
    const by = readGiven(given, 'by', (text) => readOneOf(text, 'by', USAGE_SPANS)) ?? 'day';
    const range = readRange(given, now);
    refuseTooMany(range, by, maxItems);
    return {
        ...range, by, timeZone: readGiven(given, 'timeZone', readTimeZone) ?? 'UTC',
        minMinutes: readGiven(given, 'minMinutes', readMinutes) ?? 0
    };
}

function readGiven<N extends string, T>(given: ReadonlyMap<N, string>, name: N, read: (text: string) => T): T | undefined {
    const text = given.get(name);
    return text === undefined ? undefined : read(text);
}

/** Widened to whole hours. */
function readRange(given: { get(name: 'from' | 'to'): string | undefined }, now: number): { from: number; to: number } {
    const [fromText, toText] = [given.get('from'), given.get('to')];
    const to = toText === undefined ? now : readMoment(toText, 'to');
    const from = fromText === undefined ? to - DEFAULT_DAYS * DAY_MS : readMoment(fromText, 'from');
    if (from >= to) throw refuse('from', 'from is not before to.');
    if (to - from > LONGEST_DAYS * DAY_MS) throw refuse('from', `from and to may be at most ${String(LONGEST_DAYS)} days apart.`);
    return { from: hourOf(from), to: Math.ceil(to / HOUR_MS) * HOUR_MS };
}

function refuseTooMany({ from, to }: { from: number; to: number }, span: keyof typeof SPAN_MS, maxItems: number): void {
    if ((to - from) / SPAN_MS[span] <= maxItems) return;
    throw refuse('by', `by=${span} would be more than ${String(maxItems)} items (SUMMARY_MAX) between from and to; ask for longer spans.`);
}

function readMetrics(text: string): SummaryQuery['metrics'] {
    const names = [...new Set(text.split(','))];
    if (names.length > MAX_METRICS) throw refuse('metric', `metric may name at most ${String(MAX_METRICS)}, separated by commas.`);
    return names.map((name) => readOneOf(name, 'metric', SESSION_METRIC_NAMES));
}

const readDivisions = (text: string): SummaryQuery['divisions'] =>
    [...new Set(text.split(','))].map((name) => readOneOf(name, 'divisions', SUMMARY_DIMENSIONS));

/** Without a value: those of whom it is not known. */
function readFilter(text: string, dimension: SummaryDimension): string | null {
    if (text === '') return null;
    return dimension === 'connection' ? readOneOf(text, dimension, CONNECTION_KINDS) : readText(text, dimension);
}

function readTimeZone(text: string): string {
    if (!isTimeZone(text)) throw refuse('timeZone', 'timeZone must be an IANA name as Europe/Berlin, or UTC.');
    return text;
}

function readMinutes(text: string): number {
    const minutes = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (minutes <= LONGEST_MINUTES) return minutes;
    throw refuse('minMinutes', `minMinutes must be a whole number from 0 to ${String(LONGEST_MINUTES)}.`);
}
