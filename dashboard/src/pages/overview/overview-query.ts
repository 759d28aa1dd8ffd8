import type { SummaryDimension, SummarySpan } from '../../../../schemas/summary-reply.js';
import { TIME_ZONE } from '../../formats.js';
import type { Query } from '../../root.js';
import type { TimeRange } from '../../time-range.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What can be filtered by, in the order of the bar; the same names in the page's query, in the API's and in those of lists. */
export const FILTERS = ['browser', 'os', 'region', 'country', 'connection'] as const satisfies readonly SummaryDimension[];
export type Filters = Readonly<Partial<Record<SummaryDimension, string>>>;

/** Distributions that are drawn over time. */
export const DRAWN_METRICS = ['audioMosDownload', 'packetLossDownload', 'roundTripTime'] as const;
/** Values that are told apart. */
const VALUES = 25;

export const filtersOf = (query: Readonly<Record<string, string>>): Filters =>
    Object.fromEntries(FILTERS.flatMap((name) => query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]]));

/** Columns that can still be told apart on a page. */
export function spanOf({ from, to }: TimeRange): SummarySpan {
    if (to - from <= 48 * HOUR) return 'hour';
    if (to - from <= 100 * DAY) return 'day';
    return to - from <= 700 * DAY ? 'week' : 'month';
}

const rangeQuery = ({ from, to }: TimeRange): Query => ({ from, to, timeZone: TIME_ZONE });

/** Everything of the span itself, in one question. */
export const currentQuery = (range: TimeRange, filters: Filters): Query => ({
    ...rangeQuery(range), ...filters, by: spanOf(range), metric: DRAWN_METRICS.join(','), divisions: FILTERS.join(','), limit: VALUES
});

/** Of the span before, which is drawn in the same columns. */
export const previousQuery = (range: TimeRange, before: TimeRange, filters: Filters): Query =>
    ({ ...rangeQuery(before), ...filters, by: spanOf(range) });

/** All values that there are, whatever is filtered by. */
export const choicesQuery = (range: TimeRange): Query => ({ ...rangeQuery(range), divisions: FILTERS.join(','), limit: VALUES });

/** What leads from here to the list of the same conferences. */
export const listQuery = ({ from, to }: TimeRange, filters: Filters): Query =>
    ({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...filters });
