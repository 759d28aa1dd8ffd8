import type { SummaryDimension, SummaryDivided, SummaryItem } from '../../../../schemas/summary-reply.js';
import { BarList } from '../../charts/bar-list.js';
import { ChartPanel } from '../../charts/chart-panel.js';
import type { Column } from '../../components/data-table.js';
import { Empty } from '../../components/states.js';
import { JUDGED } from '../../components/verdict-mark.js';
import { formatCount, formatDuration } from '../../formats.js';
import { href } from '../../root.js';
import { currentPlace } from '../../router.js';
import { words } from '../../words.js';
import { nameOf } from './value-names.js';

/** Bars that are drawn; the table has all. */
const DRAWN = 8;

interface Row extends Omit<SummaryItem, 'value'> { name: string; value: string | null | undefined }

/** The sessions of a dimension's values: how many, and how they were. A value leads to the page filtered by it. */
export function ValuesPanel({ dimension, divided, total }: { dimension: SummaryDimension; divided: SummaryDivided; total: number }) {
    const { overview, common } = words();
    const { [dimension]: chosen } = currentPlace().query;
    const rows: Row[] = divided.items.map((item) => ({ ...item, name: nameOf(dimension, item.value) }));
    const others: Row[] = divided.rest === null ? [] : [{ ...divided.rest, name: overview.others, value: undefined }];
    const filteredBy = (value: Row['value']) => value === null || value === undefined || chosen !== undefined ? undefined
        : href('/', { ...currentPlace().query, [dimension]: value });
    const nameCell = ({ name, value }: Row) => {
        const to = filteredBy(value);
        return to === undefined ? name : <a href={to}>{name}</a>;
    };
    const columns: Column<Row>[] = [
        { name: overview.dimensions[dimension], isHead: true, cell: nameCell },
        { name: overview.sessions, isNumber: true, cell: ({ sessions }) => formatCount(sessions) },
        { name: overview.conferences, isNumber: true, cell: ({ conferences }) => formatCount(conferences.count) },
        ...[...JUDGED].reverse().map((judged): Column<Row> =>
            ({ name: common.verdicts[judged], isNumber: true, cell: ({ verdicts }) => formatCount(verdicts[judged]) })),
        { name: overview.medianSetup, isNumber: true, cell: ({ setupMs }) => formatDuration(setupMs?.p50) }
    ];
    return <ChartPanel title={overview.dimensions[dimension]} columns={columns} rows={[...rows, ...others]}
        {...rows.length === 0 && { empty: <Empty title={common.nothingMeasured} /> }}>
        <BarList total={total} bars={rows.slice(0, DRAWN).map(({ name, value, sessions, verdicts }) => {
            const to = filteredBy(value);
            return { key: String(value), label: name, count: sessions, verdicts, ...to !== undefined && { to } };
        })} />
        {rows.length > DRAWN && <p class="note">{overview.moreInTable(formatCount(rows.length - DRAWN))}</p>}
    </ChartPanel>;
}
