import type { SessionMetricName } from '../../../../schemas/session-metrics.js';

/** Amounts of the series beside what summaries measure. */
export type ChartedMetric = SessionMetricName | 'freezesMs';

export interface ConferenceChart {
    /** Of its title, in the messages. */
    name: 'loss' | 'roundTripTime' | 'jitter' | 'audioMos' | 'freezes' | 'bitrate' | 'framesPerSecond' | 'frameHeight' | 'videoScore';
    /** Absent: it has none. */
    direction?: 'upload' | 'download';
    metric: ChartedMetric;
    /** What the line could carry, beside what it did. */
    companion?: SessionMetricName;
    /** What y covers at least; `max` null: what there is. */
    range: { min: number; max: number | null };
}

const FROM_ZERO = { min: 0, max: null };
const OPINION = { min: 1, max: 5 };

const bothWays = (
    name: ConferenceChart['name'], upload: SessionMetricName, download: SessionMetricName, range: ConferenceChart['range']
): ConferenceChart[] => [{ name, direction: 'upload', metric: upload, range }, { name, direction: 'download', metric: download, range }];

/** What is looked at together, and asked for together: each question reads all that the conference sent. */
export const CHART_GROUPS: readonly { name: 'network' | 'experience' | 'bandwidth' | 'video'; charts: readonly ConferenceChart[] }[] = [
    { name: 'network', charts: [
        ...bothWays('loss', 'packetLossUpload', 'packetLossDownload', FROM_ZERO),
        { name: 'roundTripTime', metric: 'roundTripTime', range: FROM_ZERO },
        ...bothWays('jitter', 'jitterUpload', 'jitterDownload', FROM_ZERO)
    ] },
    { name: 'experience', charts: [
        ...bothWays('audioMos', 'audioMosUpload', 'audioMosDownload', OPINION),
        { name: 'freezes', direction: 'download', metric: 'freezesMs', range: FROM_ZERO }
    ] },
    { name: 'bandwidth', charts: [
        { name: 'bitrate', direction: 'upload', metric: 'bitrateUpload', companion: 'bandwidthUpload', range: FROM_ZERO },
        { name: 'bitrate', direction: 'download', metric: 'bitrateDownload', companion: 'bandwidthDownload', range: FROM_ZERO }
    ] },
    { name: 'video', charts: [
        ...bothWays('framesPerSecond', 'framesPerSecondUpload', 'framesPerSecondDownload', FROM_ZERO),
        ...bothWays('frameHeight', 'frameHeightUpload', 'frameHeightDownload', FROM_ZERO),
        ...bothWays('videoScore', 'videoScoreUpload', 'videoScoreDownload', OPINION)
    ] }
];

export const unitOf = ({ metric }: Pick<ConferenceChart, 'metric'>, units: Readonly<Record<SessionMetricName, string>>): string =>
    metric === 'freezesMs' ? 'ms' : units[metric];

export const metricsOf = (charts: readonly ConferenceChart[]): ChartedMetric[] =>
    charts.flatMap(({ metric, companion }) => companion === undefined ? [metric] : [metric, companion]);
