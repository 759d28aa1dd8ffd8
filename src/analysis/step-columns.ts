import type { Column } from '../../schemas/series.js';
import type { Sample } from '../../schemas/session.js';
import type { ChartMetric } from './chart-metrics.js';
import type { Observation } from './detectors/detector.js';

/**
 * Steps of equal length: the n-th is [from + n * step, from + (n + 1) * step). ms since `origin`, which is epoch ms: 0, or what the steps of one
 * session count from.
 */
export interface Grid { from: number; to: number; step: number; origin: number; /** With the least and the most of each step. */ spread: boolean }

/** The columns of one session; `first` is the step that they begin with. */
export interface StepColumns { first: number; metrics: Record<string, Column> }

/** Gathers the samples of a session that is followed (follow-session.ts). */
export interface StepGatherer {
    see(sample: Sample): void;
    observe(observation: Observation): void;
    columns(): StepColumns;
}

/** What one metric was within each step so far, by the step's place; a value weighs as much as it says, 1 for all alike. */
interface Steps { add(place: number, value: number | string | boolean, weight: number): void; column(first: number, end: number): Column }

/** Gathers a session's samples into steps. Samples outside of the grid are left out. What is observed is in the step in which its span ends. */
export function createStepColumns(metrics: readonly ChartMetric[], { from, to, step, origin, spread }: Grid): StepGatherer {
    const gathered = metrics.map((metric) => ({ metric, steps: createSteps(metric, spread) }));
    let first = Infinity;
    let end = 0;
    const placeOf = (moment: number): number | undefined => {
        const at = moment - origin;
        return at < from || at >= to ? undefined : Math.floor((at - from) / step);
    };
    return {
        see({ at, state }) {
            const place = placeOf(at);
            if (place === undefined) return;
            first = Math.min(first, place);
            end = Math.max(end, place + 1);
            for (const { metric, steps } of gathered) {
                const value = 'ofState' in metric ? metric.ofState(state) : undefined;
                if (value !== undefined) steps.add(place, value, 1);
            }
        },
        observe(observation) {
            const place = placeOf(observation.to);
            if (place === undefined) return;
            const ms = observation.to - observation.from;
            for (const { metric, steps } of gathered) {
                const value = 'ofObservation' in metric ? metric.ofObservation(observation) : undefined;
                if (value !== undefined) steps.add(place, value, ms);
            }
        },
        columns() {
            const begin = Math.min(first, end);
            return { first: begin, metrics: Object.fromEntries(gathered.map(({ metric, steps }) => [metric.name, steps.column(begin, end)])) };
        }
    };
}

function createSteps({ column }: ChartMetric, spread: boolean): Steps {
    if (column === 'last') return createLastSteps();
    return column === 'sum' ? createSumSteps() : createNumberSteps(spread);
}

const places = <T>(first: number, end: number, valueAt: (place: number) => T): T[] =>
    Array.from({ length: end - first }, (_, index) => valueAt(first + index));

function createNumberSteps(spread: boolean): Steps {
    const steps = new Map<number, { sum: number; weight: number; min: number; max: number }>();
    let isSpread = false;
    return {
        add(place, given, weight) {
            const value = given as number;
            const step = steps.get(place);
            if (step === undefined) {
                steps.set(place, { sum: value * weight, weight, min: value, max: value });
                return;
            }
            isSpread = spread;
            step.sum += value * weight;
            step.weight += weight;
            step.min = Math.min(step.min, value);
            step.max = Math.max(step.max, value);
        },
        column: (first, end) => ({
            mean: places(first, end, (place) => {
                const step = steps.get(place);
                return step === undefined ? null : Math.round(step.sum / step.weight * 100) / 100;
            }),
            ...isSpread && { min: places(first, end, (place) => steps.get(place)?.min ?? null) },
            ...isSpread && { max: places(first, end, (place) => steps.get(place)?.max ?? null) }
        })
    };
}

function createSumSteps(): Steps {
    const steps = new Map<number, number>();
    return {
        add: (place, value) => { steps.set(place, (steps.get(place) ?? 0) + (value as number)); },
        column: (first, end) => ({ sum: places(first, end, (place) => steps.get(place) ?? null) })
    };
}

function createLastSteps(): Steps {
    const steps = new Map<number, string | boolean>();
    return {
        add: (place, value) => { steps.set(place, value as string | boolean); },
        column: (first, end) => ({ last: places(first, end, (place) => steps.get(place) ?? null) })
    };
}
