import { TREND_FIGURES, type Trend, type TrendDirection, type TrendFigure, type TrendOfFigure } from '../../schemas/live.js';
import type { Observation } from '../analysis/detectors/detector.js';
import type { Measures } from '../analysis/measure.js';

/** The last minute is compared with the four before it, ms. */
const RECENT = 60_000, BEFORE = 240_000;
/** Less than this of either is no comparison, ms. */
const ENOUGH_RECENT = 15_000, ENOUGH_BEFORE = 30_000;
/** Samples are added up by so much of time, ms: memory does not depend on how many come. */
const STEP = 15_000;
const STEPS = (RECENT + BEFORE) / STEP;

interface Rule {
    value(measures: Measures): number | undefined;
    better: 'low' | 'high';
    /** A difference tells from so much on, in the figure's unit, */
    atLeast: number;
    /** and from so much of the value before. */
    share: number;
}

const worseOf = (a?: number, b?: number): number | undefined => a === undefined ? b : Math.max(a, b ?? a);
const sumOf = (a?: number, b?: number): number | undefined => a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);

/** Where a difference begins to tell: one step of the thresholds of issues, about, and never a mere wobble of what is there anyway. */
const RULES: Readonly<Record<TrendFigure, Rule>> = {
    packetLoss: { value: (seen) => worseOf(seen.packetLossUpload, seen.packetLossDownload), better: 'low', atLeast: 1, share: 0.25 },
    roundTripTime: { value: (seen) => seen.roundTripTime, better: 'low', atLeast: 30, share: 0.25 },
    bitrate: { value: (seen) => sumOf(seen.bitrateUpload, seen.bitrateDownload), better: 'high', atLeast: 50, share: 0.3 },
    connectionQuality: { value: (seen) => seen.connectionQuality, better: 'high', atLeast: 10, share: 0.1 }
};

/** Of one step of time: which one it is, then sum and ms of each figure. */
const WIDTH = 1 + 2 * TREND_FIGURES.length;

export interface TrendFollower {
    observe(observation: Observation): void;
    resume(): void;
    /** Of the minutes before the last sample; null as long as they are too few. */
    tell(): Trend | null;
}

/** Says whether it is getting better or worse. Its size is fixed. */
export function followTrend(): TrendFollower {
    const steps = new Float64Array(STEPS * WIDTH);
    let lastAt = 0;

    function mean(figure: number, from: number, to: number): { mean: number; ms: number } {
        let sum = 0, ms = 0;
        for (let place = 0; place < STEPS; place++) {
            const step = steps[place * WIDTH] ?? 0;
            if (step * STEP < from || step * STEP >= to) continue;
            sum += steps[place * WIDTH + 1 + 2 * figure] ?? 0;
            ms += steps[place * WIDTH + 2 + 2 * figure] ?? 0;
        }
        return { mean: sum / ms, ms };
    }

    function compare(figure: TrendFigure, index: number): TrendOfFigure | null {
        const now = (Math.floor(lastAt / STEP) + 1) * STEP;
        const recent = mean(index, now - RECENT, now);
        const before = mean(index, now - RECENT - BEFORE, now - RECENT);
        if (recent.ms < ENOUGH_RECENT || before.ms < ENOUGH_BEFORE) return null;
        return { direction: directionOf(RULES[figure], recent.mean, before.mean), recent: tenths(recent.mean), before: tenths(before.mean) };
    }

    return {
        observe({ from, to, measures }) {
            const step = Math.floor(to / STEP);
            const offset = step % STEPS * WIDTH;
            if (steps[offset] !== step) steps.fill(0, offset, offset + WIDTH);
            steps[offset] = step;
            for (const [index, figure] of TREND_FIGURES.entries()) {
                const value = RULES[figure].value(measures);
                if (value === undefined) continue;
                steps[offset + 1 + 2 * index] = (steps[offset + 1 + 2 * index] ?? 0) + value * (to - from);
                steps[offset + 2 + 2 * index] = (steps[offset + 2 + 2 * index] ?? 0) + (to - from);
            }
            lastAt = to;
        },
        resume() { steps.fill(0); },
        tell() {
            const figures = Object.fromEntries(TREND_FIGURES.map((figure, index) => [figure, compare(figure, index)])) as Omit<Trend, 'direction'>;
            const known = TREND_FIGURES.filter((figure) => figures[figure] !== null);
            if (known.length === 0) return null;
            // who mutes sends less: that alone is no trouble
            const telling = known.filter((figure) => figure !== 'bitrate').map((figure) => figures[figure]?.direction);
            return { direction: telling.includes('worse') ? 'worse' : telling.includes('better') ? 'better' : 'steady', ...figures };
        }
    };
}

function directionOf({ better, atLeast, share }: Rule, recent: number, before: number): TrendDirection {
    const difference = recent - before;
    if (Math.abs(difference) < Math.max(atLeast, share * before)) return 'steady';
    return (difference < 0) === (better === 'low') ? 'better' : 'worse';
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
