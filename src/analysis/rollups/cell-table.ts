import { HistogramSum } from './histogram-sum.js';
import { packCells, REST, visitCells, type CellValue } from './packed-cells.js';
import { RowCounts, Tally } from './tally.js';

/** Counts, or the distribution of one metric, of the sessions of each combination of values. */
export interface CellTable {
    /** Adds what a row holds. */
    addRow(row: Uint8Array): void;
    /** The cell with these values, for people who look into the database; null if there is none. */
    describe(values: readonly CellValue[]): Record<string, number | null> | null;
    pack(): Uint8Array;
}

/** The one text of a combination, to look it up by; those of equal ones are equal, and they sort always alike. */
export const keyOf = (values: readonly CellValue[]): string => JSON.stringify(values.map((value) => value === REST ? 0 : value));

type Body = Tally | HistogramSum;

/** Adds up rows of one table and metric. */
function createTable<B extends Body>(create: () => B): CellTable {
    const cells = new Map<string, { values: readonly CellValue[]; body: B }>();
    let width = 0;
    return {
        addRow(row) {
            let texts: readonly CellValue[] = [];
            let counts = new RowCounts(texts);
            visitCells(row, {
                begin(all) {
                    texts = all;
                    counts = new RowCounts(all);
                },
                visit(places, body) {
                    width = places.length;
                    const values = places.map((place) => texts[place] ?? null);
                    const key = keyOf(values);
                    let cell = cells.get(key);
                    if (cell === undefined) cells.set(key, cell = { values, body: create() });
                    cell.body.addPacked(body, counts);
                }
            });
        },
        describe: (values) => cells.get(keyOf(values))?.body.toObject() ?? null,
        pack: () => packTable(width, cells)
    };
}

/** Cells by their keys, in the order of these, so that equal ones make equal bytes. */
export function packTable(width: number, cells: ReadonlyMap<string, { values: readonly CellValue[]; body: Body }>): Uint8Array {
    const inOrder = [...cells].sort(([a], [b]) => a < b ? -1 : 1);
    return packCells(width, inOrder.map(([, { values, body }]) => ({ values, write: (writer, indexOf) => { body.pack(writer, indexOf); } })));
}

export const createCountTable = (): CellTable => createTable(() => new Tally());
export const createMetricTable = (): CellTable => createTable(() => new HistogramSum());
