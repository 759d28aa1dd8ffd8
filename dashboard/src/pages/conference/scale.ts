import type { Stretch } from './conference-query.js';

/** From time to place and back. */
export interface Scale extends Stretch {
    /** px */
    width: number;
    /** px, within the width. */
    xOf: (at: number) => number;
    /** Epoch ms, within the stretch. */
    atOf: (x: number) => number;
}

/** Left free at both ends, px: what stands at the very begin or end is seen whole. */
const MARGIN = 8;

export function createScale({ from, to }: Stretch, width: number): Scale {
    const span = Math.max(1, to - from);
    const drawn = Math.max(1, width - 2 * MARGIN);
    return {
        from, to, width,
        xOf: (at) => MARGIN + Math.max(0, Math.min(1, (at - from) / span)) * drawn,
        atOf: (x) => from + Math.max(0, Math.min(1, (x - MARGIN) / drawn)) * span
    };
}

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;
const STEPS = [
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR
];
/** A label and the space round it, px. */
const LABEL = 84;

export interface Ticks { at: number[]; withSeconds: boolean }

/** Round times of the reader's clock, as many as have room. */
export function ticksOf({ from, to, width }: Scale): Ticks {
    const least = (to - from) / Math.max(1, width / LABEL);
    const step = STEPS.find((length) => length >= least) ?? Math.ceil(least / (24 * HOUR)) * 24 * HOUR;
    // zones are whole minutes off; a change within the conference moves only the longest steps
    const offset = new Date(from).getTimezoneOffset() * MINUTE;
    const at: number[] = [];
    for (let tick = Math.ceil((from - offset) / step) * step + offset; tick <= to; tick += step) at.push(tick);
    return { at, withSeconds: step < MINUTE };
}
