import { useEffect, useState } from 'preact/hooks';
import { words } from '../words.js';
import { nearest } from './chart-keys.js';
import type { ChartLine } from './chart-lines.js';
import type { SharedCursor } from './shared-cursor.js';

interface Shown {
    lines: readonly ChartLine[];
    highlighted: string | null;
    unit: string;
    tellX: (x: number, isFine: boolean) => string;
    tellValue: (value: number) => string;
}

/** Lines whose values have room beside each other. */
const SHOWN_LINES = 4;

/** The values at the cursor: of the line that is looked at, else of the first few. */
function linesToTell(lines: readonly ChartLine[], highlighted: string | null, most: number): readonly ChartLine[] {
    const looked = lines.find(({ id }) => id === highlighted);
    return lines.length <= most || looked === undefined ? lines.slice(0, most) : [looked];
}

/** One sentence: the moment, and what the lines say there. */
export function tellValues(
    { at, place, lines, highlighted, unit, tellX, tellValue, most }: Shown & { at: number; place: number; most: number }
): string {
    const { charts } = words();
    const told = linesToTell(lines, highlighted, most);
    const values = told.map(({ label, values: column }) => {
        const value = column[place];
        return `${label} ${value === null || value === undefined ? charts.nothingKnown : `${tellValue(value)} ${unit}`}`;
    });
    const rest = lines.length - told.length;
    return `${tellX(at, true)}: ${[...values, ...rest > 0 ? [charts.andMore(rest)] : []].join(', ')}`;
}

/** What the chart says at the cursor; it keeps its height, so that nothing below it moves. */
export function Readout({ x, lines, highlighted, tellX, tellValue, unit, cursor, companionName }: Shown & {
    x: readonly number[]; cursor: SharedCursor; companionName?: string;
}) {
    const [at, setAt] = useState(cursor.get);
    useEffect(() => cursor.listen(setAt), [cursor]);
    const { charts } = words();
    const place = at === null ? undefined : nearest(x, at);
    const told = linesToTell(lines, highlighted, SHOWN_LINES);
    // none of many stands out by itself
    const shown = lines.length > told.length && told.length > 1 ? [] : told;
    const valueAt = (column: ChartLine['values']) => {
        const value = place === undefined ? undefined : column[place];
        return value === null || value === undefined ? '–' : `${tellValue(value)} ${unit}`;
    };
    return <p class="readout small" aria-hidden="true">
        {place !== undefined && x[place] !== undefined && <span class="soft">{tellX(x[place], true)}</span>}
        {shown.map(({ id, label, colour, values, companion }) => <span key={id}>
            <span class="swatch" style={{ background: colour }} />{label}
            {place !== undefined && <> <b>{valueAt(values)}</b></>}
            {companion !== undefined && (shown.length === 1 || id === highlighted) && <span class="soft"> {companionName} {valueAt(companion)}</span>}
        </span>)}
        {shown.length === 0 ? <span class="soft">{charts.pointAtOne(lines.length)}</span>
            : lines.length > shown.length && <span class="soft">{charts.andMore(lines.length - shown.length)}</span>}
    </p>;
}
