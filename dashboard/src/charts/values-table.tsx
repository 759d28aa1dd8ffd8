import { useState } from 'preact/hooks';
import { DataTable } from '../components/data-table.js';
import { Icon } from '../components/icon.js';
import { copyText } from '../copy-text.js';
import { formatCount, formatExact } from '../formats.js';
import { words } from '../words.js';

/** Cells on a page: what a browser lays out without a pause. */
const CELLS = 3000;
const MOST_ROWS = 500;

interface Props {
    caption: string;
    x: readonly number[];
    xName: string;
    tellX: (x: number) => string;
    columns: readonly { id: string; label: string; values: readonly (number | null)[] }[];
}

/** The values of a chart, row by row: a page at a time to be read, all at once to be copied. */
export function ValuesTable({ caption, x, xName, tellX, columns }: Props) {
    const { charts } = words();
    const [wanted, setPage] = useState(0);
    const [isCopied, setCopied] = useState(false);
    const perPage = Math.max(20, Math.min(MOST_ROWS, Math.floor(CELLS / (columns.length + 1))));
    const pages = Math.max(1, Math.ceil(x.length / perPage));
    const page = Math.min(wanted, pages - 1);
    const rows = x.slice(page * perPage, (page + 1) * perPage).map((at, place) => ({ at, place: page * perPage + place }));
    const copy = () => {
        const lines = x.map((at, place) => [tellX(at), ...columns.map(({ values }) => told(values[place]))].join('\t'));
        const head = [xName, ...columns.map(({ label }) => label)].join('\t');
        void copyText([head, ...lines].join('\n')).then(setCopied);
    };
    return <div class="values-table">
        <div class="values-tools">
            {pages > 1 && <>
                <button type="button" disabled={page === 0} onClick={() => { setPage(page - 1); }}>{charts.earlier}</button>
                <span class="small soft" role="status">
                    {charts.rows(formatCount(page * perPage + 1), formatCount(page * perPage + rows.length), formatCount(x.length))}
                </span>
                <button type="button" disabled={page === pages - 1} onClick={() => { setPage(page + 1); }}>{charts.later}</button>
            </>}
            {isSecureContext && <button type="button" class="quiet" onClick={copy}>
                <Icon name={isCopied ? 'check' : 'copy'} /> {isCopied ? charts.copied : charts.copy}
            </button>}
        </div>
        <DataTable caption={caption} rows={rows} keyOf={({ at }) => at} columns={[
            { name: xName, cell: ({ at }) => tellX(at), isHead: true },
            ...columns.map(({ label, values }) => ({ name: label, cell: ({ place }: { place: number }) => told(values[place]), isNumber: true }))
        ]} />
    </div>;
}

const told = (value: number | null | undefined): string => value === null || value === undefined ? '' : formatExact(value);
