import { useMemo } from 'preact/hooks';
import type { Limits } from '../../../../schemas/series.js';
import type { Stretch } from '../../charts/chart-lines.js';
import type { SharedCursor } from '../../charts/shared-cursor.js';
import { TimeSeries } from '../../charts/time-series.js';
import { Empty, explain, Failed, Loading } from '../../components/states.js';
import { formatNumber } from '../../formats.js';
import { words } from '../../words.js';
import { metricsOf, unitOf, type CHART_GROUPS, type ConferenceChart } from './chart-list.js';
import { METRIC_UNITS } from '../../metric-units.js';
import { linesOf, useChartSeries, type ChartedSession, type ChartSeries } from './use-chart-series.js';

interface Shared {
    shown: readonly ChartedSession[];
    stretch: Stretch;
    whole: Stretch;
    onStretch: (stretch: Stretch | null) => void;
    sinceJoin: boolean;
    highlighted: string | null;
    onHighlight: (sessionId: string | null) => void;
    cursor: SharedCursor;
    tellX: (x: number, isFine: boolean) => string;
}

interface Props extends Shared {
    group: typeof CHART_GROUPS[number];
    conferenceId: string;
    only: string | null;
    total: number;
    /** It has come near the window: from then on its values are asked for. */
    isSeen: boolean;
}

/** What a chart takes, px: it is held for it, so that nothing moves, and what is far below is not asked for. */
const PLACE = 282;

/** Charts that are asked for at once. What is there already is drawn of another stretch until that has come. */
export function ChartGroup({ group, conferenceId, only, total, isSeen, ...shared }: Props) {
    const { charts } = words();
    const metrics = useMemo(() => metricsOf(group.charts), [group]);
    const { data, error, loading, reload } = useChartSeries(
        { conferenceId, only, sessions: total, metrics, stretch: shared.stretch, sinceJoin: shared.sinceJoin }, isSeen
    );
    // what was asked of another axis cannot be drawn on this one
    const isFitting = data !== undefined && data.sessions.every(({ origin }) => (origin > 0) === shared.sinceJoin);
    return <section aria-label={charts.groups[group.name]} aria-busy={loading}>
        {error !== undefined && <Failed message={explain(error)} onRetry={reload} />}
        {(isFitting || error === undefined) && <div class="charts">
            {group.charts.map((chart) => isFitting ? <Chart key={chart.metric} chart={chart} series={data} {...shared} />
                : isSeen ? <Loading key={chart.metric} height={PLACE} /> : <div key={chart.metric} style={{ height: `${String(PLACE)}px` }} />)}
        </div>}
    </section>;
}

function Chart({ chart, series, shown, sinceJoin, ...shared }: Shared & { chart: ConferenceChart; series: ChartSeries }) {
    const { charts, metrics } = words();
    const lines = useMemo(() => linesOf(series, chart, shown), [series, chart, shown]);
    const title = metrics[chart.metric];
    const unit = unitOf(chart, METRIC_UNITS) || charts.score;
    const limits = series.limits[chart.metric];
    if (lines.length === 0)
        return <div class="time-series"><div class="chart-head"><h3>{title}</h3></div><Empty title={charts.nothingMeasured} /></div>;
    return <div>
        <TimeSeries title={title} unit={unit} x={series.x} step={series.step} lines={lines} isClock={!sinceJoin} isBars={chart.metric === 'freezesMs'}
            range={chart.range} limits={limits} tellValue={formatNumber} {...chart.companion !== undefined && { companionName: charts.bandwidth }}
            {...shared} />
        {limits !== undefined && <LimitsKey limits={limits} unit={unit} />}
    </div>;
}

/** What the lines across a chart say. */
function LimitsKey({ limits: { worse, warning, error }, unit }: { limits: Limits; unit: string }) {
    const { charts, common } = words();
    const told = worse === 'high' ? charts.from : charts.downFrom;
    return <p class="chart-key small soft">
        {warning !== null && <span class="warning"><span class="line" />{common.severities.warning} {told} {formatNumber(warning)} {unit}</span>}
        {error !== null && <span class="error"><span class="line" />{common.severities.error} {told} {formatNumber(error)} {unit}</span>}
    </p>;
}
