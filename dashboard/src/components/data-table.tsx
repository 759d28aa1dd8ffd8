import type { ComponentChildren } from 'preact';

export interface Column<Row> {
    name: string;
    cell: (row: Row) => ComponentChildren;
    /** Right-aligned, with digits of one width. */
    isNumber?: boolean;
    /** The cell that says what the row is about. */
    isHead?: boolean;
}

interface Props<Row> {
    caption: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    keyOf: (row: Row, place: number) => string | number;
    showCaption?: boolean;
}

/** A real table, which scrolls by itself where it is wider than the page. */
export function DataTable<Row>({ caption, columns, rows, keyOf, showCaption = false }: Props<Row>) {
    return <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
        <table>
            <caption class={showCaption ? undefined : 'unseen'}>{caption}</caption>
            <thead><tr>
                {columns.map(({ name, isNumber }) => <th key={name} scope="col" class={isNumber === true ? 'number' : undefined}>{name}</th>)}
            </tr></thead>
            <tbody>{rows.map((row, place) => <tr key={keyOf(row, place)}>
                {columns.map(({ name, cell, isNumber, isHead }) => isHead === true ? <th key={name} scope="row">{cell(row)}</th>
                    : <td key={name} class={isNumber === true ? 'number' : undefined}>{cell(row)}</td>)}
            </tr>)}</tbody>
        </table>
    </div>;
}
