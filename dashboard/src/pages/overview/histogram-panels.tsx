import type { Figures, SummaryReply } from '../../../../schemas/summary-reply.js';
import { ChartPanel } from '../../charts/chart-panel.js';
import { ColumnChart } from '../../charts/column-chart.js';
import { Empty } from '../../components/states.js';
import { formatCompact, formatCount, formatDuration, formatShare } from '../../formats.js';
import { words } from '../../words.js';

interface Part { name: string; title: string; count: number; before: number | undefined }

interface PanelProps { title: string; note: string; unit: string; parts: readonly Part[] }

function HistogramPanel({ title, note, unit, parts }: PanelProps) {
    const { overview, common } = words();
    const total = parts.reduce((sum, { count }) => sum + count, 0);
    const isCompared = parts.some(({ before }) => before !== undefined);
    return <ChartPanel title={title} note={note} rows={parts}
        columns={[
            { name: unit, isHead: true, cell: (part) => part.title },
            { name: overview.count, isNumber: true, cell: ({ count }) => formatCount(count) },
            { name: overview.share, isNumber: true, cell: ({ count }) => formatShare(total > 0 ? count / total : null) },
            ...isCompared ? [{ name: overview.previously, isNumber: true, cell: ({ before }: Part) => formatCount(before) }] : []
        ]}
        {...total === 0 && { empty: <Empty title={common.nothingMeasured} /> }}>
        <ColumnChart label={title} isWhole height={180} format={formatCompact} beforeLabel={overview.previously}
            layers={[{ name: 'plain', label: overview.count }]}
            columns={parts.map(({ name, title: full, count, before }) =>
                ({ name, title: full, values: [count], ...before !== undefined && { before } }))} />
    </ChartPanel>;
}

/** Parts from their bounds: the first ends where the second begins, the last has no end. */
function partsOf(
    bounds: readonly number[], counts: readonly number[], before: readonly number[] | undefined,
    nameOf: (from: number, to: number | undefined) => Pick<Part, 'name' | 'title'>
): Part[] {
    return bounds.map((from, place) => ({ ...nameOf(from, bounds[place + 1]), count: counts[place] ?? 0, before: before?.[place] }));
}

const durationName = (from: number, to: number | undefined): Pick<Part, 'name' | 'title'> => {
    const { overview } = words();
    const title = to === undefined ? overview.atLeast(formatDuration(from)) : from === 0 ? overview.below(formatDuration(to))
        : overview.between(formatDuration(from), formatDuration(to));
    return { name: to === undefined ? `≥ ${formatDuration(from)}` : `< ${formatDuration(to)}`, title };
};

function participantsName(from: number, to: number | undefined): Pick<Part, 'name' | 'title'> {
    const { overview } = words();
    const name = to === undefined ? `${formatCount(from)}+` : to === from + 1 ? formatCount(from) : `${formatCount(from)}–${formatCount(to - 1)}`;
    return { name, title: from === 0 ? overview.nobody : overview.participants(from, name) };
}

/** How long conferences took, how many people they had, and how long joining took. */
export function HistogramPanels({ reply: { bounds, total }, before }: { reply: SummaryReply; before: Figures | null }) {
    const { overview } = words();
    return <>
        <HistogramPanel title={overview.durations} note={overview.conferencesNote} unit={overview.duration}
            parts={partsOf(bounds.durations, total.conferences.durations, before?.conferences.durations, durationName)} />
        <HistogramPanel title={overview.sizes} note={overview.sizesNote} unit={overview.participantsUnit}
            parts={partsOf(bounds.peakParticipants, total.conferences.peakParticipants, before?.conferences.peakParticipants, participantsName)} />
        <HistogramPanel title={overview.setupTimes} note={overview.setupNote} unit={overview.duration}
            parts={partsOf(bounds.setupMs, total.setupMs?.histogram ?? [], before?.setupMs?.histogram, durationName)} />
    </>;
}
