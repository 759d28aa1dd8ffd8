import type { UserReply } from '../../../../schemas/user.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { formatShare } from '../../formats.js';
import { words } from '../../words.js';
import { formatMetric, METRIC_STYLES, type ShownMetric } from './metric-values.js';

const SHOWN = Object.keys(METRIC_STYLES) as ShownMetric[];

/** How the main metrics were spread over the time of all sessions together. */
export function MetricsPanel({ metrics }: Pick<UserReply, 'metrics'>) {
    const told = words().participant.metrics;
    const rows = SHOWN.flatMap((name) => {
        const distribution = metrics[name];
        return distribution === null ? [] : [{ name, ...distribution }];
    });
    return <Panel title={told.title} note={told.note}>
        <DataTable caption={told.title} rows={rows} keyOf={({ name }) => name} columns={[
            { name: told.metric, isHead: true, cell: ({ name }) => words().metrics[name] },
            { name: told.median, isNumber: true, cell: ({ name, p50 }) => <span class="whole">{formatMetric(name, p50)}</span> },
            { name: told.worst, isNumber: true, cell: ({ name, p5, p95 }) => formatMetric(name, METRIC_STYLES[name].worse === 'high' ? p95 : p5) },
            { name: told.beyond, isNumber: true, cell: ({ beyondMs, measuredMs }) => beyondMs === null ? '–' : formatShare(beyondMs / measuredMs) }
        ]} />
    </Panel>;
}
