import type { SummaryItem, SummarySpan } from '../../../../schemas/summary-reply.js';
import { ChartPanel } from '../../charts/chart-panel.js';
import { ColumnChart } from '../../charts/column-chart.js';
import type { Column } from '../../components/data-table.js';
import { Empty } from '../../components/states.js';
import { JUDGED } from '../../components/verdict-mark.js';
import { formatCompact, formatCount, formatShare } from '../../formats.js';
import { href } from '../../root.js';
import { currentPlace, setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { columnNames } from './span-columns.js';

interface Props {
    by: SummarySpan;
    items: readonly SummaryItem[];
    /** The columns of the span before, in the same order; null when nothing is compared. */
    before: readonly SummaryItem[] | null;
}

const MINUTE_MS = 60_000;
const minutes = ({ participantMs }: Pick<SummaryItem, 'participantMs'>): number => Math.round(participantMs / MINUTE_MS);
const zoomQuery = ({ from = 0, to = 0 }: SummaryItem) =>
    ({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() });

/** A click on a column goes into it, as far as hours can still be told apart. */
export const zoomInto = (by: SummarySpan, items: readonly SummaryItem[]): { onChoose?: (place: number) => void } => by === 'hour' ? {} : {
    onChoose: (place) => {
        const item = items[place];
        if (item !== undefined) setQuery(zoomQuery(item));
    }
};

/** The column of a table that says when, and leads into that span. */
export const whenColumn = (by: SummarySpan): Column<SummaryItem> => ({
    name: words().overview.when, isHead: true,
    cell: (item) => by === 'hour' ? columnNames(by, item).title
        : <a href={href('/', { ...currentPlace().query, ...zoomQuery(item) })}>{columnNames(by, item).title}</a>
});

const verdictLayers = () => [...JUDGED].reverse().map((judged) => ({ name: judged, label: words().common.verdicts[judged] }));
const valuesOf = ({ conferences: { verdicts } }: SummaryItem): number[] => [...JUDGED].reverse().map((judged) => verdicts[judged]);
const verdictColumns = (): Column<SummaryItem>[] => [...JUDGED].reverse().map((judged) =>
    ({ name: words().common.verdicts[judged], isNumber: true, cell: ({ conferences }) => formatCount(conferences.verdicts[judged]) }));

export const VerdictLegend = () => <p class="legend">{[...JUDGED].reverse().map((judged) =>
    <span key={judged} class="key-entry"><span class={`key fill ${judged}`} />{words().common.verdicts[judged]}</span>)}</p>;

/** How many conferences there were, or how much time was spent in them, column by column. */
export function UsePanel({ by, items, before }: Props) {
    const { overview } = words();
    const isMinutes = useQuery().show === 'minutes';
    const show = (what: string | undefined) => () => { setQuery({ show: what }, { replace: true }); };
    const columns = items.map((item, place) => {
        const then = before?.[place];
        return {
            ...columnNames(by, item), values: isMinutes ? [minutes(item)] : valuesOf(item),
            ...then && { before: isMinutes ? minutes(then) : then.conferences.count }
        };
    });
    const beforeColumn: Column<SummaryItem> = {
        name: overview.previously, isNumber: true,
        cell: (item) => {
            const then = before?.[items.indexOf(item)];
            return formatCount(then && (isMinutes ? minutes(then) : then.conferences.count));
        }
    };
    return <ChartPanel wide title={overview.overTime[by]} rows={items}
        columns={[
            whenColumn(by), { name: overview.conferences, isNumber: true, cell: ({ conferences }) => formatCount(conferences.count) },
            ...verdictColumns(),
            { name: overview.participantMinutes, isNumber: true, cell: (item) => formatCount(minutes(item)) },
            { name: overview.sessions, isNumber: true, cell: ({ sessions }) => formatCount(sessions) },
            ...before === null ? [] : [beforeColumn]
        ]}
        tools={<div class="segments" role="group" aria-label={overview.shown}>
            <button type="button" aria-pressed={!isMinutes} onClick={show(undefined)}>{overview.conferences}</button>
            <button type="button" aria-pressed={isMinutes} onClick={show('minutes')}>{overview.participantMinutes}</button>
        </div>}>
        <ColumnChart label={isMinutes ? overview.minutesChart : overview.conferencesChart} columns={columns} isWhole format={formatCompact}
            beforeLabel={overview.previously}
            layers={isMinutes ? [{ name: 'plain', label: overview.participantMinutes }] : verdictLayers()} {...zoomInto(by, items)} />
        <div class="legends">
            {!isMinutes && <VerdictLegend />}
            {before !== null && <p class="legend"><span class="key-entry"><span class="key before" />{overview.previously}</span></p>}
        </div>
    </ChartPanel>;
}

/** How large a part of the conferences was good, fair and poor, column by column. */
export function QualityPanel({ by, items }: Omit<Props, 'before'>) {
    const { overview } = words();
    const shareOf = (judged: typeof JUDGED[number]): Column<SummaryItem> => ({
        name: words().common.verdicts[judged], isNumber: true,
        cell: ({ conferences: { count, verdicts } }) => count === 0 ? '–' : formatShare(verdicts[judged] / count)
    });
    return <ChartPanel title={overview.quality} note={overview.qualityNote} rows={items}
        columns={[whenColumn(by), ...[...JUDGED].reverse().map(shareOf)]}
        {...items.every(({ conferences: { count } }) => count === 0) && { empty: <Empty title={words().common.nothingMeasured} /> }}>
        <ColumnChart label={overview.qualityChart} asShares height={160} format={formatShare} layers={verdictLayers()}
            columns={items.map((item) => ({ ...columnNames(by, item), values: valuesOf(item) }))} {...zoomInto(by, items)} />
        <VerdictLegend />
    </ChartPanel>;
}
