import type { Distribution } from '../../../../schemas/distribution.js';
import type { SummaryItem, SummarySpan } from '../../../../schemas/summary-reply.js';
import { ChartPanel } from '../../charts/chart-panel.js';
import { SpreadChart } from '../../charts/spread-chart.js';
import type { Column } from '../../components/data-table.js';
import { Empty } from '../../components/states.js';
import { formatNumber } from '../../formats.js';
import { words } from '../../words.js';
import { DRAWN_METRICS } from './overview-query.js';
import { columnNames } from './span-columns.js';
import { whenColumn, zoomInto } from './time-panels.js';

type Drawn = typeof DRAWN_METRICS[number];

/** MOS is from 1 to 5 (ITU-T P.800). */
const SCALES: Readonly<Partial<Record<Drawn, readonly number[]>>> = { audioMosDownload: [1, 2, 3, 4, 5] };

function MetricPanel({ metric, by, items }: { metric: Drawn; by: SummarySpan; items: readonly SummaryItem[] }) {
    const { overview, common, metrics } = words();
    const { note, unit } = overview.metrics[metric];
    const title = metrics[metric];
    const format = (value: number): string => `${formatNumber(value)}${unit === '' ? '' : ` ${unit}`}`;
    const { [metric]: scale } = SCALES;
    const figure = (name: string, part: (distribution: Distribution) => number): Column<SummaryItem> => ({
        name: unit === '' ? name : `${name}, ${unit}`, isNumber: true,
        cell: ({ metrics: { [metric]: found } }) => formatNumber(found === null || found === undefined ? null : part(found))
    });
    return <ChartPanel title={title} note={note} rows={items}
        columns={[
            whenColumn(by), figure(overview.median, ({ p50 }) => p50), figure(overview.p5, ({ p5 }) => p5), figure(overview.p95, ({ p95 }) => p95),
            figure(overview.mean, ({ mean }) => mean)
        ]}
        {...items.every(({ metrics: { [metric]: found } }) => found === null || found === undefined)
            && { empty: <Empty title={common.nothingMeasured} /> }}>
        <SpreadChart label={overview.spreadChart(title)} format={format} {...scale && { scale }} {...zoomInto(by, items)}
            places={items.map((item) => ({ ...columnNames(by, item), spread: item.metrics[metric] ?? null }))}
            tell={({ spread }) => spread === null ? common.nothingMeasured : <>
                <span class="tell-line">{overview.median} <b>{format(spread.p50)}</b></span>
                <span class="tell-line">{overview.nineTenths} <b>{formatNumber(spread.p5)} – {format(spread.p95)}</b></span>
            </>} />
    </ChartPanel>;
}

/** How sound and connection were over time: the median, and where nine tenths of the time lay. */
export const MetricPanels = ({ by, items }: { by: SummarySpan; items: readonly SummaryItem[] }) => <>
    {DRAWN_METRICS.map((metric) => <MetricPanel key={metric} metric={metric} by={by} items={items} />)}
</>;
