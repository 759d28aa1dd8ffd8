import type { RolledSession, RollupRow } from '../../store/rollups.js';
import { foldName } from '../../store/conference-key.js';
import { keyOf, packTable } from './cell-table.js';
import { conferenceCellOf, type RolledConference } from './conference-cells.js';
import { ALL_SESSIONS, DIMENSIONS, SETUP, valueIn, type RollupTable } from './dimensions.js';
import { HistogramSum } from './histogram-sum.js';
import { REST, type CellValue } from './packed-cells.js';
import { Tally } from './tally.js';
import { createUsage } from './usage.js';

/** How much of an hour is told apart; the rest is added up. */
export interface RollupBounds {
    /** Combinations of browser, system, region, connection and country: those with most sessions; and of conferences the most frequent. */
    maxCells: number;
    /** Conference names: those with most participant time. */
    maxNames: number;
}

export interface HourRollup {
    /** In any order, each once. */
    add(session: RolledSession): void;
    /** The same, of conferences that began in this hour and have ended. */
    addConference(conference: RolledConference): void;
    /**
     * The hour's rows, one by one, so that others may have their turn in between: each takes some milliseconds of a busy hour. The same for the
     * same sessions, whatever their order. Nothing may be added any more.
     */
    build(): Generator<RollupRow, void>;
}

/** What is known of the sessions of one combination of values. */
interface Cell { values: readonly CellValue[]; tally: Tally; metrics: Map<string, HistogramSum> }
type Cells = Map<string, Cell>;

/** A cell of a table, and the cells that it is made of. */
interface Group { values: readonly CellValue[]; tally: Tally; members: Cell[] }
type Groups = Map<string, Group>;

export function createHourRollup({ maxCells, maxNames }: RollupBounds): HourRollup {
    const cells: Cells = new Map();
    const names: Cells = new Map();
    const conferences: Cells = new Map();
    const allConferences = new Tally();
    const usage = createUsage();
    const ownEndpoints = new Set<string>();
    const seenFromOutside: RolledSession[] = [];

    const count = (session: RolledSession) => {
        addSession(cellOf(cells, DIMENSIONS.map((dimension) => valueIn(session, dimension))), session);
        addSession(cellOf(names, [session.conferenceName]), session);
        usage.addSession(session);
    };
    return {
        add(session) {
            if (session.observedBy !== null) {
                seenFromOutside.push(session);
                return;
            }
            ownEndpoints.add(endpointOf(session));
            count(session);
        },
        addConference(conference) {
            const cells = [cellOf(conferences, conferenceCellOf(conference)), cellOf(names, [foldName(conference.conferenceName)])];
            for (const tally of [allConferences, ...cells.map((cell) => cell.tally)]) tally.addConference(conference);
            usage.addConference(conference);
        },
        *build() {
            // whoever tells of themselves is not counted once more because another has seen them
            for (const session of seenFromOutside.splice(0)) if (!ownEndpoints.has(endpointOf(session))) count(session);
            const bySessions = ({ tally }: Group) => tally.get('sessions');
            const margins = groupBy(cells, marginsOf);
            if (allConferences.get('conferences') > 0) addMembers(margins, ALL, [{ values: ALL, tally: allConferences, metrics: new Map() }]);
            yield* rowsOf('margins', bounded(margins, maxCells, bySessions));
            yield* rowsOf('cube', bounded(groupBy(cells, itself), maxCells, bySessions));
            yield* rowsOf('names', bounded(groupBy(names, itself), maxNames, ({ tally }) => tally.get('participantMs')));
            yield* rowsOf(
                'conferences', bounded(groupBy(conferences, itself), maxCells, ({ tally }) => tally.get('conferences')),
                allConferences);
            const used = usage.build();
            if (used.sessions + used.conferences > 0) yield { table: 'usage' satisfies RollupTable, metric: null, totals: { ...used }, cells: null };
        }
    };
}

const endpointOf = ({ conferenceKey, endpointId }: RolledSession): string => `${conferenceKey}\0${String(endpointId)}`;

function cellOf(cells: Cells, values: readonly CellValue[]): Cell {
    const key = keyOf(values);
    let cell = cells.get(key);
    if (cell === undefined) cells.set(key, cell = { values, tally: new Tally(), metrics: new Map() });
    return cell;
}

function addSession({ tally, metrics }: Cell, session: RolledSession): void {
    const sumOf = (name: string) => {
        let sum = metrics.get(name);
        if (sum === undefined) metrics.set(name, sum = new HistogramSum());
        return sum;
    };
    tally.addSession(session);
    for (const [metric, histogram] of Object.entries(session.histograms)) sumOf(metric).addHistogram(histogram);
    if (session.summary.setupMs !== null) sumOf(SETUP).addValue(session.summary.setupMs, 1);
}

const itself = ({ values }: Cell): (readonly CellValue[])[] => [values];

const ALL: readonly CellValue[] = [ALL_SESSIONS, null];
/** By each dimension alone, and all together. */
const marginsOf = ({ values }: Cell): (readonly CellValue[])[] =>
    [ALL, ...DIMENSIONS.map((dimension, place): CellValue[] => [dimension, values[place] ?? null])];

function groupBy(cells: Cells, valuesOf: (cell: Cell) => (readonly CellValue[])[]): Groups {
    const groups: Groups = new Map();
    for (const cell of cells.values()) for (const values of valuesOf(cell)) addMembers(groups, values, [cell]);
    return groups;
}

function addMembers(groups: Groups, values: readonly CellValue[], members: readonly Cell[]): void {
    const key = keyOf(values);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, group = { values, tally: new Tally(), members: [] });
    for (const cell of members) {
        group.members.push(cell);
        group.tally.addTally(cell.tally);
    }
}

/** The `most` largest; the others added up under REST, in margins per dimension. */
function bounded(groups: Groups, most: number, sizeOf: (group: Group) => number): Groups {
    if (groups.size <= most) return groups;
    const bySize = [...groups].sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a < b ? -1 : 1));
    const kept: Groups = new Map(bySize.slice(0, most));
    for (const [, { values, members }] of bySize.slice(most)) addMembers(kept, restOf(values), members);
    return kept;
}

/** In margins the first value says of which dimension the second is. */
const restOf = (values: readonly CellValue[]): CellValue[] => values.map((value, place) => values.length === 2 && place === 0 ? value : REST);

/** @param all - of all groups together, where no cell has that */
function* rowsOf(table: RollupTable, groups: Groups, all?: Tally): Generator<RollupRow, void> {
    const [first] = groups.values();
    if (first === undefined) return;
    const rowOf = (metric: string | null, bodies: Parameters<typeof packTable>[1]): RollupRow => ({
        table, metric,
        totals: (all ?? bodies.get(keyOf(ALL))?.body)?.toObject() ?? null,
        cells: packTable(first.values.length, bodies)
    });
    yield rowOf(null, new Map([...groups].map(([key, { values, tally }]) => [key, { values, body: tally }])));
    const metrics = new Set([...groups.values()].flatMap(({ members }) => members.flatMap((cell) => [...cell.metrics.keys()])));
    for (const metric of [...metrics].sort()) {
        const bodies = new Map<string, { values: readonly CellValue[]; body: HistogramSum }>();
        for (const [key, { values, members }] of groups) {
            const sums = members.flatMap((cell) => cell.metrics.get(metric) ?? []);
            if (sums.length > 0) bodies.set(key, { values, body: sumOf(sums) });
        }
        yield rowOf(metric, bodies);
    }
}

function sumOf(sums: readonly HistogramSum[]): HistogramSum {
    if (sums.length === 1 && sums[0] !== undefined) return sums[0];
    const all = new HistogramSum();
    for (const sum of sums) all.addSum(sum);
    return all;
}
