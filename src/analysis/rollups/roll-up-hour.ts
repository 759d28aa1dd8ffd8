import type { RolledSession, RollupRow } from '../../store/rollups.js';
import { keyOf, packTable } from './cell-table.js';
import { ALL_SESSIONS, DIMENSIONS, SETUP, valueIn, type RollupTable } from './dimensions.js';
import { HistogramSum } from './histogram-sum.js';
import { REST, type CellValue } from './packed-cells.js';
import { Tally } from './tally.js';
import { createUsage, type RolledConference } from './usage.js';

/** How much of an hour is told apart; the rest is added up. */
export interface RollupBounds {
    /** Combinations of browser, system, region, connection and country: those with most sessions. */
    maxCells: number;
    /** Conference names: those with most participant time. */
    maxNames: number;
}

export interface HourRollup {
    /** In any order, each once. */
    add(session: RolledSession): void;
    /** The same, of conferences that began in this hour and have ended. */
    addConference(conference: RolledConference): void;
    /** The hour's rows: the same for the same sessions, whatever their order. */
    build(): RollupRow[];
}

/** What is known of the sessions of one combination of values. */
interface Cell { values: readonly CellValue[]; tally: Tally; metrics: Map<string, HistogramSum> }
type Cells = Map<string, Cell>;

export function createHourRollup({ maxCells, maxNames }: RollupBounds): HourRollup {
    const cube: Cells = new Map();
    const names: Cells = new Map();
    const usage = createUsage();
    const ownEndpoints = new Set<string>();
    const seenFromOutside: RolledSession[] = [];

    const count = (session: RolledSession) => {
        addSession(cellOf(cube, DIMENSIONS.map((dimension) => valueIn(session, dimension))), session);
        cellOf(names, [session.conferenceName]).tally.addSession(session);
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
        addConference: usage.addConference,
        build() {
            // whoever tells of themselves is not counted once more because another has seen them
            for (const session of seenFromOutside.splice(0)) if (!ownEndpoints.has(endpointOf(session))) count(session);
            const margins = marginsOf(cube);
            const all = margins.get(keyOf([ALL_SESSIONS, null]));
            const used = usage.build();
            return [
                ...all === undefined ? [] : [
                    ...rowsOf('margins', bounded(margins, maxCells, ({ tally }) => tally.get('sessions')), all),
                    ...rowsOf('cube', bounded(cube, maxCells, ({ tally }) => tally.get('sessions'))),
                    ...rowsOf('names', bounded(names, maxNames, ({ tally }) => tally.get('participantMs')))
                ],
                ...used.sessions + used.conferences === 0
                    ? [] : [{ table: 'usage' satisfies RollupTable, metric: null, totals: { ...used }, cells: null }]
            ];
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

function metricOf({ metrics }: Cell, name: string): HistogramSum {
    let sum = metrics.get(name);
    if (sum === undefined) metrics.set(name, sum = new HistogramSum());
    return sum;
}

function addSession(cell: Cell, session: RolledSession): void {
    cell.tally.addSession(session);
    for (const [metric, histogram] of Object.entries(session.histograms)) metricOf(cell, metric).addHistogram(histogram);
    if (session.summary.setupMs !== null) metricOf(cell, SETUP).addValue(session.summary.setupMs, 1);
}

function addCell(cell: Cell, { tally, metrics }: Cell): void {
    cell.tally.addTally(tally);
    for (const [metric, sum] of metrics) metricOf(cell, metric).addSum(sum);
}

/** By each dimension alone, and all together. */
function marginsOf(cube: Cells): Cells {
    const margins: Cells = new Map();
    for (const cell of cube.values()) {
        addCell(cellOf(margins, [ALL_SESSIONS, null]), cell);
        DIMENSIONS.forEach((dimension, place) => { addCell(cellOf(margins, [dimension, cell.values[place] ?? null]), cell); });
    }
    return margins;
}

/** The `most` largest; the others added up under REST, in margins per dimension. */
function bounded(cells: Cells, most: number, sizeOf: (cell: Cell) => number): Cells {
    if (cells.size <= most) return cells;
    const bySize = [...cells].sort(([a, one], [b, other]) => sizeOf(other) - sizeOf(one) || (a < b ? -1 : 1));
    const kept: Cells = new Map(bySize.slice(0, most));
    for (const [, cell] of bySize.slice(most)) addCell(cellOf(kept, restOf(cell.values)), cell);
    return kept;
}

const restOf = (values: readonly CellValue[]): CellValue[] => values.map((value, place) => values.length === 2 && place === 0 ? value : REST);

function rowsOf(table: RollupTable, cells: Cells, all?: Cell): RollupRow[] {
    const metrics = new Set([...cells.values()].flatMap((cell) => [...cell.metrics.keys()]));
    const width = [...cells.values()][0]?.values.length ?? 0;
    const rowOf = (metric: string | null, totals: RollupRow['totals'], bodyOf: (cell: Cell) => Tally | HistogramSum | undefined): RollupRow => {
        const bodies = [...cells].flatMap(([key, cell]) => {
            const body = bodyOf(cell);
            return body === undefined ? [] : [[key, { values: cell.values, body }] as const];
        });
        return { table, metric, totals, cells: packTable(width, new Map(bodies)) };
    };
    return [
        rowOf(null, all?.tally.toObject() ?? null, ({ tally }) => tally),
        ...[...metrics].sort().map((metric) => {
            return rowOf(metric, all?.metrics.get(metric)?.toObject() ?? null, (cell) => cell.metrics.get(metric));
        })
    ];
}
