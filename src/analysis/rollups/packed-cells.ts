import { ByteReader, createByteWriter, type ByteWriter } from './byte-stream.js';

/** Of a dimension: a value; null where it is not known; or what was too rare to be told apart. */
export const REST = Symbol('rest');
export type CellValue = string | null | typeof REST;

/** What a cell is of, and how its body is written. Texts of a body go through `indexOf`, so that each is in the row once. */
export interface CellToPack {
    values: readonly CellValue[];
    write(body: ByteWriter, indexOf: (text: string) => number): void;
}

/** The first byte of every row; another one says that the rest is to be read otherwise. */
const FORMAT = 1;
const NULL_INDEX = 0;
const REST_INDEX = 1;
const FIRST_TEXT = 2;

/**
 * A row of cells: how many values a cell has, the texts, then each cell's values as places among the texts and its body with its
 * length, so that a reader skips what it does not need.
 */
export function packCells(width: number, cells: readonly CellToPack[]): Uint8Array {
    const places = new Map<string, number>();
    const indexOf = (text: string) => {
        const place = places.get(text) ?? places.size + FIRST_TEXT;
        places.set(text, place);
        return place;
    };
    const packed = createByteWriter();
    const body = createByteWriter();
    for (const { values, write } of cells) {
        for (const value of values) packed.whole(value === null ? NULL_INDEX : value === REST ? REST_INDEX : indexOf(value));
        write(body, indexOf);
        packed.block(body.take());
    }
    const row = createByteWriter();
    row.whole(FORMAT);
    row.whole(width);
    row.whole(places.size);
    for (const text of places.keys()) row.text(text);
    row.block(packed.take());
    return row.take();
}

/** What a row's cells hold in common: the texts of which their values and bodies hold the places. */
export type RowTexts = readonly (string | null | typeof REST)[];

export interface CellVisitor {
    /** Called first. */
    begin?(texts: RowTexts): void;
    /**
     * @param places - of this cell's values among the texts; the same array each time
     * @param body - may be read or not
     */
    visit(places: readonly number[], body: ByteReader): void;
}

/** @throws when a newer program has packed them */
export function visitCells(row: Uint8Array, { begin, visit }: CellVisitor): void {
    const reader = new ByteReader(row);
    const format = reader.whole();
    if (format !== FORMAT) throw new Error(`Rollups were written by a newer confmeter: their format is ${String(format)}, this one knows ${String(FORMAT)}.`);
    const width = reader.whole();
    const texts: RowTexts = [null, REST, ...Array.from({ length: reader.whole() }, () => reader.text())];
    begin?.(texts);
    reader.whole();
    const places = Array.from({ length: width }, () => 0);
    while (!reader.isAtEnd) {
        for (let place = 0; place < width; place++) places[place] = reader.whole();
        const next = reader.whole() + reader.position;
        visit(places, reader);
        reader.position = next;
    }
}
