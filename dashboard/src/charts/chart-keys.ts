import type { Stretch } from './chart-lines.js';

/** What a key does to a chart: where the cursor is then, or which stretch is shown; null: all of it. */
export type KeyEffect = { cursor: number } | { stretch: Stretch | null };

/** Places that Page Up and Page Down go. */
const FAR = 10;
const ZOOM = 2;
/** Steps in the shortest stretch. */
const LEAST_STEPS = 4;

interface Shown { x: readonly number[]; step: number; stretch: Stretch; whole: Stretch; cursor: number | null }

/** The arrow keys, Page Up, Page Down, Home and End move the cursor, + and - show less and more, 0 and Escape all. */
export function effectOfKey(key: string, { x, step, stretch, whole, cursor }: Shown): KeyEffect | undefined {
    const shown = x.filter((at) => at + step > stretch.from && at <= stretch.to);
    const last = shown.length - 1;
    const place = cursor === null ? undefined : nearest(shown, cursor);
    const goTo = (wanted: number): KeyEffect | undefined => {
        const at = shown[Math.max(0, Math.min(last, wanted))];
        return at === undefined ? undefined : { cursor: at };
    };
    switch (key) {
        case 'ArrowLeft': return goTo(place === undefined ? last : place - 1);
        case 'ArrowRight': return goTo(place === undefined ? 0 : place + 1);
        case 'PageUp': return goTo((place ?? last) - FAR);
        case 'PageDown': return goTo((place ?? 0) + FAR);
        case 'Home': return goTo(0);
        case 'End': return goTo(last);
        case '+': case '=': return zoom(1 / ZOOM);
        case '-': case '_': return zoom(ZOOM);
        case '0': case 'Escape': return { stretch: null };
        default: return undefined;
    }
    function zoom(factor: number): KeyEffect {
        const length = Math.max(LEAST_STEPS * step, (stretch.to - stretch.from) * factor);
        if (length >= whole.to - whole.from) return { stretch: null };
        const centre = cursor ?? (stretch.from + stretch.to) / 2;
        const from = Math.max(whole.from, Math.min(whole.to - length, centre - length / 2));
        return { stretch: { from, to: from + length } };
    }
}

/** The place whose x is nearest. */
export function nearest(x: readonly number[], at: number): number {
    let [low, high] = [0, x.length - 1];
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if ((x[middle] ?? 0) <= at) low = middle;
        else high = middle;
    }
    return at - (x[low] ?? 0) <= (x[high] ?? 0) - at ? low : high;
}
