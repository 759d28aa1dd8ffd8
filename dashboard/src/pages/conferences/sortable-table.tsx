import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from '../../components/icon.js';
import { words } from '../../words.js';

export interface ListColumn<Row> {
    name: string;
    /** What the list can be sorted by here. */
    sort?: string;
    isNumber?: boolean;
    isHead?: boolean;
    /** Says what the column holds, where its name does not. */
    title?: string;
    cell: (row: Row) => ComponentChildren;
}

export interface Sorting { sort: string; order: 'asc' | 'desc' }

interface Props<Row> {
    caption: string;
    columns: readonly ListColumn<Row>[];
    rows: readonly Row[];
    keyOf: (row: Row) => string;
    sorting?: Sorting;
    onSort?: (sorting: Sorting) => void;
}

/**
 * A table with headers that sort it; on a phone a card for each row, with a choice of what to sort by instead of the headers. The roles are told
 * since a card's `display` takes them from what is drawn as no table.
 */
export function SortableTable<Row>({ caption, columns, rows, keyOf, sorting, onSort }: Props<Row>) {
    return <>
        {sorting !== undefined && onSort !== undefined && <SortChoice columns={columns} sorting={sorting} onSort={onSort} />}
        <div class="table-scroll" tabIndex={0} role="region" aria-label={caption}>
            <table class="list-cards" role="table">
                <caption class="unseen">{caption}</caption>
                <thead role="rowgroup"><tr role="row">{columns.map((column) =>
                    <HeadCell key={column.name} column={column} {...sorting && { sorting }} {...onSort && { onSort }} />)}</tr></thead>
                <tbody role="rowgroup">{rows.map((row) => <tr key={keyOf(row)} role="row">
                    {columns.map(({ name, cell, isNumber, isHead }) => isHead === true
                        ? <th key={name} scope="row" role="rowheader">{cell(row)}</th>
                        : <td key={name} role="cell" data-name={name} class={isNumber === true ? 'number' : undefined}>{cell(row)}</td>)}
                </tr>)}</tbody>
            </table>
        </div>
    </>;
}

interface HeadProps<Row> { column: ListColumn<Row>; sorting?: Sorting; onSort?: (sorting: Sorting) => void }

function HeadCell<Row>({ column: { name, sort, isNumber, title }, sorting, onSort }: HeadProps<Row>) {
    const isSorted = sort !== undefined && sorting?.sort === sort;
    const next = { sort: sort ?? '', order: isSorted && sorting.order === 'desc' ? 'asc' : 'desc' } as const;
    return <th scope="col" role="columnheader" class={isNumber === true ? 'number' : undefined} title={title}
        aria-sort={sort === undefined ? undefined : !isSorted ? 'none' : sorting.order === 'asc' ? 'ascending' : 'descending'}>
        {sort === undefined || onSort === undefined ? name : <button type="button" class="quiet sort" onClick={() => { onSort(next); }}>
            {name}<Icon name={isSorted && sorting.order === 'asc' ? 'up' : 'down'} />
        </button>}
    </th>;
}

function SortChoice<Row>({ columns, sorting: { sort, order }, onSort }: Required<Pick<Props<Row>, 'columns' | 'sorting' | 'onSort'>>) {
    const id = useId();
    const told = words().conferences.sorting;
    return <div class="sort-choice">
        <label for={id}>{told.by}</label>
        <select id={id} value={sort} onChange={({ currentTarget }) => { onSort({ sort: currentTarget.value, order }); }}>
            {columns.map((column) => column.sort !== undefined && <option key={column.sort} value={column.sort}>{column.name}</option>)}
        </select>
        <button type="button" onClick={() => { onSort({ sort, order: order === 'asc' ? 'desc' : 'asc' }); }}>
            <Icon name={order === 'asc' ? 'up' : 'down'} /> {told[order]}
        </button>
    </div>;
}
