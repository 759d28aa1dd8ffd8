import type { SessionMetricName } from '../../../../schemas/session-metrics.js';

/** Amounts of the series beside what summaries measure. */
export type ChartedMetric = SessionMetricName | 'freezesMs';

export interface ConferenceChart {
    metric: ChartedMetric;
    /** What the line could carry, beside what it did. */
    companion?: SessionMetricName;
    /** What y covers at least; `max` null: what there is. */
    range: { min: number; max: number | null };
}

const FROM_ZERO = { min: 0, max: null };
const OPINION = { min: 1, max: 5 };

const bothWays = (upload: SessionMetricName, download: SessionMetricName, range: ConferenceChart['range']): ConferenceChart[] =>
    [{ metric: upload, range }, { metric: download, range }];

/** What is looked at together, and asked for together: each question reads all that the conference sent. */
export const CHART_GROUPS: readonly { name: 'network' | 'experience' | 'bandwidth' | 'video'; charts: readonly ConferenceChart[] }[] = [
    { name: 'network', charts: [
        ...bothWays('packetLossUpload', 'packetLossDownload', FROM_ZERO),
        { metric: 'roundTripTime', range: FROM_ZERO },
        ...bothWays('jitterUpload', 'jitterDownload', FROM_ZERO)
    ] },
    { name: 'experience', charts: [
        ...bothWays('audioMosUpload', 'audioMosDownload', OPINION),
        { metric: 'freezesMs', range: FROM_ZERO }
    ] },
    { name: 'bandwidth', charts: [
        { metric: 'bitrateUpload', companion: 'bandwidthUpload', range: FROM_ZERO },
        { metric: 'bitrateDownload', companion: 'bandwidthDownload', range: FROM_ZERO }
    ] },
    { name: 'video', charts: [
        ...bothWays('framesPerSecondUpload', 'framesPerSecondDownload', FROM_ZERO),
        ...bothWays('frameHeightUpload', 'frameHeightDownload', FROM_ZERO),
        ...bothWays('videoScoreUpload', 'videoScoreDownload', OPINION)
    ] }
];

export const unitOf = ({ metric }: Pick<ConferenceChart, 'metric'>, units: Readonly<Record<SessionMetricName, string>>): string =>
    metric === 'freezesMs' ? 'ms' : units[metric];

export const metricsOf = (charts: readonly ConferenceChart[]): ChartedMetric[] =>
    charts.flatMap(({ metric, companion }) => companion === undefined ? [metric] : [metric, companion]);
