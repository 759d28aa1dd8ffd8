import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import type { Limits } from '../../schemas/series.js';
import type { ConnectionState } from '../../schemas/connection-state.js';
import type { Thresholds } from '../thresholds.js';
import { LIMIT_OF } from './accumulate-session.js';
import type { Observation } from './detectors/detector.js';
import { freezesOf } from './measure.js';
import { METRICS } from './metrics.js';

/** A line of a chart. Fields of a state are taken as they were told; of what summaries measure only samples count that tell of a time. */
export type ChartMetric = { name: string; column: 'mean' | 'last'; ofState(state: ConnectionState): number | string | boolean | undefined }
    | { name: string; column: 'mean' | 'sum'; ofObservation(observation: Observation): number | undefined };

const told = [...METRICS.values()].map(({ name, isNumber, valueIn }): ChartMetric => ({
    name, column: isNumber ? 'mean' : 'last', ofState: valueIn
}));
const measured = SESSION_METRIC_NAMES.map((name): ChartMetric => ({ name, column: 'mean', ofObservation: ({ measures }) => measures[name] }));
/** What adds up over a time, so that steps of any length tell the same. */
const amounts: ChartMetric[] = [
    { name: 'freezeCount', column: 'sum', ofObservation: ({ state }) => freezesOf(state).count },
    { name: 'freezesMs', column: 'sum', ofObservation: ({ state }) => freezesOf(state).ms }
];

/** By name. connectionQuality is both a field and measured: the same values, weighed as the summary does. */
export const CHART_METRICS: ReadonlyMap<string, ChartMetric> = new Map([...told, ...measured, ...amounts].map((metric) => [metric.name, metric]));

/** Where each of the metrics that has a threshold begins to be an issue. */
export function limitsOf(metrics: readonly ChartMetric[], thresholds: Thresholds): Record<string, Limits> {
    const limits: Record<string, Limits> = {};
    for (const { name } of metrics) {
        const threshold = (LIMIT_OF as Readonly<Record<string, keyof Thresholds | undefined>>)[name];
        if (threshold === undefined) continue;
        const { worse, warning, error } = thresholds[threshold];
        limits[name] = { worse, warning, error };
    }
    return limits;
}
