import { useState } from 'preact/hooks';
import type { HistoryEntry, HistoryMetric } from '../../../../schemas/user.js';
import { SessionMarks } from '../../charts/session-marks.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Empty } from '../../components/states.js';
import { TableSwitch } from '../../components/table-switch.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatMoment } from '../../formats.js';
import { href } from '../../root.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { formatMetric } from './metric-values.js';

const METRICS: readonly HistoryMetric[] = [
    'packetLossDownload', 'packetLossUpload', 'roundTripTime', 'jitterDownload', 'audioMosDownload', 'videoScoreDownload'
];

/** How each session was, over the time: one metric, and the verdicts. */
export function QualityHistory({ history }: { history: readonly HistoryEntry[] }) {
    const told = words().participant.history;
    const { metric: asked = '' } = useQuery();
    const metric = METRICS.find((name) => name === asked) ?? 'packetLossDownload';
    const [isTable, setTable] = useState(false);
    const marks = history.flatMap(({ metrics, ...session }) => {
        const quantiles = metrics[metric];
        return quantiles === null ? [] : [{ ...session, ...quantiles }];
    });
    const poor = marks.filter(({ verdict }) => verdict === 'poor').length;
    return <Panel title={told.title} note={told.note} wide tools={<>
        <label><span class="unseen">{told.metric}</span>
            <select value={metric} onChange={({ currentTarget }) => { setQuery({ metric: currentTarget.value }, { replace: true }); }}>
                {METRICS.map((name) => <option key={name} value={name}>{words().metrics[name]}</option>)}
            </select>
        </label>
        <TableSwitch isTable={isTable} onChange={setTable} of={told.title} />
    </>}>
        {marks.length === 0 ? <Empty title={told.nothing} /> : isTable
            ? <DataTable caption={`${told.title}: ${words().metrics[metric]}`} rows={[...marks].reverse()} keyOf={({ sessionId }) => sessionId} columns={[
                { name: told.started, isHead: true, cell: ({ startedAt }) => formatMoment(startedAt) },
                { name: told.conference, cell: ({ conferenceId, conferenceName }) => <a href={href(`/conferences/${conferenceId}`)}>{conferenceName}</a> },
                { name: told.verdict, cell: ({ verdict }) => <VerdictMark verdict={verdict} /> },
                { name: told.low, isNumber: true, cell: ({ p5 }) => formatMetric(metric, p5) },
                { name: told.median, isNumber: true, cell: ({ p50 }) => formatMetric(metric, p50) },
                { name: told.high, isNumber: true, cell: ({ p95 }) => formatMetric(metric, p95) }
            ]} />
            : <SessionMarks marks={marks} format={(value) => formatMetric(metric, value)}
                summary={told.summary(words().metrics[metric], formatCount(marks.length), formatCount(poor))} />}
        {marks.length > 0 && marks.length < history.length && <p class="small soft">{told.unmeasured(formatCount(history.length - marks.length))}</p>}
    </Panel>;
}
