import type { SessionMetricName } from '../../../schemas/session-metrics.js';
import {
    SUMMARY_SPANS, type SummaryDimension, type SummaryDivision, type SummaryItem, type SummaryReply, type SummarySpan
} from '../../../schemas/summary-reply.js';
import { foldName } from '../../store/conference-key.js';
import { dayOf, type Rollups, type StoredRollupRow } from '../../store/rollups.js';
import { createCalendar, type Calendar } from './calendar.js';
import { DURATION_BOUNDS, PEAK_BOUNDS, SETUP_BOUNDS } from './count-bounds.js';
import { SETUP, type RollupTable } from './dimensions.js';
import { FiguresSum } from './figures.js';
import { REST, visitCells, type CellValue } from './packed-cells.js';
import { inPieces, PIECE, planPeriods, type Stretch } from './plan-periods.js';
import { countConferences, readConferences, type ConferenceTaker } from './read-conferences.js';
import { selectCells, type SummaryFilters } from './select-cells.js';
import { RowCounts } from './tally.js';

export interface SummaryQuery {
    /** Whole hours, epoch ms. */
    from: number;
    to: number;
    by: SummaryDivision | null;
    /** By what it is divided besides, each for itself. */
    divisions: readonly SummaryDimension[];
    metrics: readonly SessionMetricName[];
    /** Not by conferenceName, whose figures are divided by nothing else. */
    filters: SummaryFilters;
    /** An IANA name, for days, weeks and months. */
    timeZone: string;
    /** Items at most, but for spans of time, which are all there. */
    limit: number;
}

const BOUNDS: SummaryReply['bounds'] = {
    durations: [...DURATION_BOUNDS], peakParticipants: [...PEAK_BOUNDS], setupMs: [...SETUP_BOUNDS]
};

const isSpan = (by: SummaryDivision | null): by is SummarySpan => SUMMARY_SPANS.some((span) => span === by);

/** Adds up the rows of the hours and days that were asked for. */
export async function readSummary(rollups: Pick<Rollups, 'due' | 'list'>, query: SummaryQuery): Promise<SummaryReply> {
    const reply = await readDivided(rollups, query);
    if (query.divisions.length === 0) return reply;
    const divisions: NonNullable<SummaryReply['divisions']> = {};
    for (const by of query.divisions) {
        const { items, rest } = await readDivided(rollups, { ...query, by, metrics: [] });
        divisions[by] = { items, rest };
    }
    return { ...reply, divisions };
}

async function readDivided(rollups: Pick<Rollups, 'due' | 'list'>, query: Omit<SummaryQuery, 'divisions'>): Promise<SummaryReply> {
    const { from, to, by, timeZone, filters, limit, metrics } = query;
    const calendar = isSpan(by) ? createCalendar(by, timeZone) : null;
    const dueDays = new Set(await rollups.due({ level: 'day', from: dayOf(from), to }));
    const { stretches, ranges } = planPeriods({ from, to }, calendar, (day) => dueDays.has(day));
    const selection = selectCells(by, filters);
    const groups = createGroups(calendar, Object.keys(filters).length > 0);
    for (const metric of [null, SETUP, ...metrics]) {
        for (const piece of inPieces(ranges, PIECE)) {
            for (const row of await rollups.list({ table: selection.table, metric }, piece)) addRow(row, metric, selection.forRow, groups);
        }
        if (metric === null && calendar === null) groups.tellApart(limit);
    }
    const total = new FiguresSum();
    for (const group of [...groups.byValue.values(), groups.rest]) total.add(group);
    const conferences = hasConferences(selection.table, query)
        ? total.tally.get('conferences')
        : await readConferences(rollups, ranges, query, createTaker(groups, total, calendar === null ? by : null));
    const { untold, rest } = groups;
    return {
        from, to, by, timeZone, bounds: BOUNDS,
        items: calendar === null
            ? by === null ? [] : inOrder(groups.byValue).map(([value, group]) => ({ value, ...group.build(metrics) }))
            : itemsOfTime(groups, stretches, metrics),
        rest: rest.tally.get('sessions') === 0 || calendar !== null ? null : rest.build(metrics),
        total: total.build(metrics),
        untold: untold.tally.get('sessions'),
        untoldConferences: untold.tally.get('conferences') + Math.max(0, await countConferences(rollups, ranges) - conferences)
    };
}

/** Whether the cells that have the sessions have the conferences as well: where each conference is in one only. */
const hasConferences = (table: RollupTable, { by, filters }: Pick<SummaryQuery, 'by' | 'filters'>): boolean =>
    table === 'names' || table === 'margins' && (by === null || isSpan(by)) && Object.keys(filters).length === 0;

/** Adds conferences to what they count for. @param by - a dimension, or null: all together, or by time */
function createTaker(groups: Groups, total: FiguresSum, by: SummaryDivision | null): ConferenceTaker {
    const { byValue, rest, untold } = groups;
    const folded = new Map([...byValue].map(([value, group]) => [value === null ? null : foldName(value), group]));
    return {
        take(row, values, tally) {
            if (values === REST && groups.isFiltered) {
                untold.tally.addTally(tally);
                return;
            }
            total.tally.addTally(tally);
            if (by === null) groups.of(row, null)?.tally.addTally(tally);
            else {
                const items = values === REST ? [rest] : values.map((value) => folded.get(value) ?? rest);
                for (const group of new Set(items)) group.tally.addTally(tally);
            }
        }
    };
}

/** What the cells of a question are added to. */
interface Groups {
    isFiltered: boolean;
    byValue: Map<string | null, FiguresSum>;
    rest: FiguresSum;
    untold: FiguresSum;
    /**
     * From now on only the values with most sessions, at most `limit` of them, have figures of their own. When counts are known and
     * distributions are still to be read: those of a month's conference names would be tens of thousands.
     */
    tellApart(limit: number): void;
    /** Where a cell counts; undefined for nowhere. */
    of(row: StoredRollupRow, value: CellValue | undefined): FiguresSum | undefined;
}

function createGroups(calendar: Calendar | null, isFiltered: boolean): Groups {
    const byValue = new Map<string | null, FiguresSum>();
    const labels = new Map<number, string>();
    const labelOf = (at: number, { labelOf }: Calendar): string => {
        const label = labels.get(at) ?? labelOf(at);
        labels.set(at, label);
        return label;
    };
    const rest = new FiguresSum(), untold = new FiguresSum();
    let isComplete = false;
    return {
        isFiltered, byValue, rest, untold,
        tellApart(limit) {
            isComplete = true;
            for (const [value, group] of inOrder(byValue).slice(limit)) {
                rest.add(group);
                byValue.delete(value);
            }
        },
        of({ at }, value) {
            if (value === undefined) return undefined;
            // whether a filter lets it pass nobody knows
            if (value === REST) return isFiltered ? untold : rest;
            const key = calendar === null ? value : labelOf(at, calendar);
            let group = byValue.get(key);
            if (group !== undefined) return group;
            if (isComplete) return rest;
            byValue.set(key, group = new FiguresSum());
            return group;
        }
    };
}

function addRow(row: StoredRollupRow, metric: string | null, forRow: ReturnType<typeof selectCells>['forRow'], groups: Groups): void {
    if (row.cells === null) return;
    let counts = new RowCounts([]);
    let valueOf: ReturnType<typeof forRow> = () => undefined;
    visitCells(row.cells, {
        begin(all) {
            counts = new RowCounts(all);
            valueOf = forRow(all);
        },
        visit(places, body) {
            const group = groups.of(row, valueOf(places));
            if (group === undefined) return;
            if (metric === null) group.tally.addPacked(body, counts);
            else group.metric(metric).addPacked(body);
        }
    });
}

/** All spans, also those in which nothing happened. */
const itemsOfTime = ({ byValue }: Groups, stretches: readonly Stretch[], metrics: readonly SessionMetricName[]): SummaryItem[] =>
    stretches.map(({ label, from, to }) => ({ value: label, from, to, ...(byValue.get(label) ?? new FiguresSum()).build(metrics) }));

/** Those with most sessions first. */
const inOrder = (byValue: Groups['byValue']): [string | null, FiguresSum][] => [...byValue].sort(([a, one], [b, other]) =>
    other.tally.get('sessions') - one.tally.get('sessions') || (String(a) < String(b) ? -1 : 1));
