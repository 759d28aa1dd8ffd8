import type { Sample } from '../../schemas/session.js';
import type { Column } from '../../schemas/series.js';
import type { Metric } from './metrics.js';

/** Steps of equal length: the n-th is [from + n * step, from + (n + 1) * step). Epoch ms, ms. */
export interface Grid { from: number; to: number; step: number }

/** The columns of one session; `first` is the step that they begin with. */
export interface StepColumns { first: number; metrics: Record<string, Column> }

/** What one metric was within each step so far, by the step's place. */
interface Steps { add(place: number, value: number | string | boolean): void; column(first: number, end: number): Column }

/** Gathers a session's samples into steps. Samples outside of the grid are left out. */
export function createStepColumns(metrics: readonly Metric[], { from, to, step }: Grid): { add(sample: Sample): void; columns(): StepColumns } {
    const gathered = metrics.map((metric) => ({ metric, steps: metric.isNumber ? createNumberSteps() : createLastSteps() }));
    let first = Infinity;
    let end = 0;
    return {
        add({ at, state }) {
            if (at < from || at >= to) return;
            const place = Math.floor((at - from) / step);
            first = Math.min(first, place);
            end = Math.max(end, place + 1);
            for (const { metric, steps } of gathered) {
                const value = metric.valueIn(state);
                if (value !== undefined) steps.add(place, value);
            }
        },
        columns() {
            const begin = Math.min(first, end);
            return { first: begin, metrics: Object.fromEntries(gathered.map(({ metric, steps }) => [metric.name, steps.column(begin, end)])) };
        }
    };
}

const places = <T>(first: number, end: number, valueAt: (place: number) => T): T[] =>
    Array.from({ length: end - first }, (_, index) => valueAt(first + index));

function createNumberSteps(): Steps {
    const steps = new Map<number, { sum: number; count: number; min: number; max: number }>();
    let isSpread = false;
    return {
        add(place, given) {
            const value = given as number;
            const step = steps.get(place);
            if (step === undefined) {
                steps.set(place, { sum: value, count: 1, min: value, max: value });
                return;
            }
            isSpread = true;
            step.sum += value;
            step.count += 1;
            step.min = Math.min(step.min, value);
            step.max = Math.max(step.max, value);
        },
        column: (first, end) => ({
            mean: places(first, end, (place) => {
                const step = steps.get(place);
                return step === undefined ? null : Math.round(step.sum / step.count * 100) / 100;
            }),
            ...isSpread && { min: places(first, end, (place) => steps.get(place)?.min ?? null) },
            ...isSpread && { max: places(first, end, (place) => steps.get(place)?.max ?? null) }
        })
    };
}

function createLastSteps(): Steps {
    const steps = new Map<number, string | boolean>();
    return {
        add: (place, value) => { steps.set(place, value as string | boolean); },
        column: (first, end) => ({ last: places(first, end, (place) => steps.get(place) ?? null) })
    };
}
