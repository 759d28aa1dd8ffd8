import type { SessionMetricName } from '../../../../schemas/session-metrics.js';
import { formatNumber } from '../../formats.js';

/** How the page writes a metric: its unit (as `schemas/session-metrics.ts` has it) and on which side bad values are. */
interface MetricStyle { unit: string; worse: 'high' | 'low' }

export const METRIC_STYLES = {
    packetLossUpload: { unit: '%', worse: 'high' },
    packetLossDownload: { unit: '%', worse: 'high' },
    roundTripTime: { unit: 'ms', worse: 'high' },
    jitterDownload: { unit: 'ms', worse: 'high' },
    playoutDelay: { unit: 'ms', worse: 'high' },
    audioMosDownload: { unit: '', worse: 'low' },
    videoScoreDownload: { unit: '', worse: 'low' },
    framesPerSecondDownload: { unit: 'fps', worse: 'low' },
    bandwidthUpload: { unit: 'kbit/s', worse: 'low' }
} as const satisfies Partial<Record<SessionMetricName, MetricStyle>>;
export type ShownMetric = keyof typeof METRIC_STYLES;

export function formatMetric(name: ShownMetric, value: number | null | undefined): string {
    const { unit } = METRIC_STYLES[name];
    return value === null || value === undefined || unit === '' ? formatNumber(value) : `${formatNumber(value)}\u00a0${unit}`;
}
