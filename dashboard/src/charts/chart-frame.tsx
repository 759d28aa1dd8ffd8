import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { everyNth } from './axis.js';
import { useWidth } from './use-width.js';

/** Room for the axes, px. */
export const MARGIN = { left: 44, right: 8, top: 8, bottom: 22 } as const;
/** Of a letter at the axis, and between two names, px. */
const LETTER = 6.5;
const BETWEEN_NAMES = 14;
/** Narrower nothing can be told apart. */
const LEAST_WIDTH = 160;

/** Where things are drawn: places of columns, and heights of values. */
export interface Plot { width: number; height: number; step: number; x: (place: number) => number; y: (value: number) => number }

interface Props {
    /** What is drawn, in a sentence; the table has the numbers. */
    label: string;
    height: number;
    ticks: readonly number[];
    /** The value at the foot; 0 if not given. */
    floor?: number;
    formatTick: (value: number) => string;
    /** One for each column. */
    names: readonly string[];
    /** What is told of a column when it is pointed at. */
    tell: (place: number) => ComponentChildren;
    /** What a click on a column does; none if not given. */
    onChoose?: (place: number) => void;
    draw: (plot: Plot) => ComponentChildren;
}

/** Axes round columns, and a box that tells of the column under the pointer. */
export function ChartFrame({ label, height, ticks, floor = 0, formatTick, names, tell, onChoose, draw }: Props) {
    const [element, measured] = useWidth<HTMLDivElement>();
    const width = Math.max(LEAST_WIDTH, measured);
    const [pointed, setPointed] = useState<number | null>(null);
    const svg = useRef<SVGSVGElement>(null);
    const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
    const top = ticks.at(-1) ?? 1;
    const step = inner.width / Math.max(1, names.length);
    const plot: Plot = {
        ...inner, step,
        x: (place) => MARGIN.left + place * step,
        y: (value) => MARGIN.top + inner.height * (1 - (value - floor) / (top - floor || 1))
    };
    const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
    const nth = everyNth(names.length, inner.width, longest * LETTER + BETWEEN_NAMES);
    const placeOf = (clientX: number): number | null => {
        const place = Math.floor((clientX - (svg.current?.getBoundingClientRect().left ?? 0) - MARGIN.left) / step);
        return place >= 0 && place < names.length ? place : null;
    };
    const shown = pointed !== null && pointed < names.length ? pointed : null;
    return <div class="columns" ref={element}>
        <svg ref={svg} width={width} height={height} viewBox={`0 0 ${String(width)} ${String(height)}`} role="img" aria-label={label}
            class={onChoose === undefined ? undefined : 'can-choose'}
            onPointerMove={({ clientX }) => { setPointed(placeOf(clientX)); }} onPointerLeave={() => { setPointed(null); }}
            onClick={({ clientX }) => {
                const place = placeOf(clientX);
                if (place !== null) onChoose?.(place);
            }}>
            {ticks.map((tick) => <g key={tick} class="tick">
                <line x1={MARGIN.left} x2={width - MARGIN.right} y1={plot.y(tick)} y2={plot.y(tick)} />
                <text x={MARGIN.left - 6} y={plot.y(tick) + 4} text-anchor="end">{formatTick(tick)}</text>
            </g>)}
            {shown !== null && <rect class="pointed" x={plot.x(shown)} y={MARGIN.top} width={step} height={inner.height} />}
            {draw(plot)}
            {names.map((name, place) => place % nth === 0
                && <text key={place} class="name" x={plot.x(place) + step / 2} y={height - 6} text-anchor="middle">{name}</text>)}
        </svg>
        {shown !== null && <div class={shown < names.length / 2 ? 'tell' : 'tell left'}
            style={shown < names.length / 2 ? { left: `${String(plot.x(shown + 1))}px` } : { right: `${String(width - plot.x(shown))}px` }}>{tell(shown)}</div>}
    </div>;
}
