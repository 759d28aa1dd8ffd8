import type uPlot from 'uplot';
import { lonePlaces, type Stretch } from './chart-lines.js';

/** Where an issue begins, as the API's series tell it. */
export interface Limits { worse: 'high' | 'low'; warning: number | null; error: number | null }

/** What of a chart can change while it is there; read whenever it is drawn. */
export interface PlotFace {
    stretch: Stretch;
    limits: Limits | undefined;
    /** The lines in their order: how they look now. */
    strokeOf: (line: number) => string;
    /** The colour of the line above all others. */
    topStroke: () => string;
    colour: (name: string) => string;
    /** Of the line above all others. */
    gaps: () => readonly Stretch[];
}

export interface PlotShape {
    lines: number;
    /** Few lines are drawn in full; many faintly, but for the one above them. */
    isCrowded: boolean;
    /** x is epoch ms, drawn as the time of day; else ms since something. */
    isClock: boolean;
    isBars: boolean;
    /** What y covers at least; `max` null: what there is. */
    range: { min: number; max: number | null };
    tellX: (x: number, isFine: boolean) => string;
    tellY: (y: number) => string;
    onCursor: (u: uPlot) => void;
    onSelect: (stretch: Stretch | null) => void;
}

const FONT = '12px system-ui, sans-serif';
const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;
const ELAPSED = [...[SECOND, MINUTE].flatMap((unit) => [1, 2, 5, 10, 15, 30].map((n) => n * unit)), ...[1, 2, 3, 6, 12, 24].map((n) => n * HOUR)];
/** Below so many px a drag is a click. */
const LEAST_DRAG = 6;

/** uPlot's options for a chart of this shape, which looks at its face whenever it draws. */
export function plotOptions(
    shape: PlotShape, face: () => PlotFace, { width, height }: { width: number; height: number }, paths: uPlot.Series.PathBuilderFactories
): uPlot.Options {
    const { lines, isCrowded, isClock, isBars, range, tellX, tellY, onCursor, onSelect } = shape;
    const drawn = isBars ? paths.bars?.({ size: [.9, 24, 1] }) : paths.linear?.();
    const lone: uPlot.Series.Points = {
        show: !isBars, size: 4, width: 0, filter: (u, series) => lonePlaces(u.data[series] as (number | null | undefined)[])
    };
    const pathsOf = { ...drawn !== undefined && { paths: drawn } };
    const axis: uPlot.Axis = {
        stroke: () => face().colour('--ink-soft'), font: FONT, grid: { stroke: () => face().colour('--line'), width: 1 }, ticks: { show: false }
    };
    const unseen: uPlot.Series = { stroke: 'transparent', points: { show: false }, ...paths.linear !== undefined && { paths: paths.linear() } };
    return {
        width, height, ms: 1, legend: { show: false }, padding: [8, 8, 0, 0],
        series: [
            {},
            ...Array.from({ length: lines }, (_, line): uPlot.Series => ({
                stroke: () => face().strokeOf(line), width: isCrowded ? 1 : 1.75, alpha: isCrowded ? .45 : 1,
                points: { ...lone, fill: () => face().strokeOf(line) },
                ...isBars && { fill: () => face().strokeOf(line) }, ...pathsOf
            })),
            unseen, unseen,
            { ...unseen, stroke: () => face().topStroke(), width: 1.5, dash: [5, 4] },
            {
                stroke: () => face().topStroke(), width: 2.5, points: { ...lone, size: 6, fill: () => face().topStroke() },
                ...isBars && { fill: () => face().topStroke() }, ...pathsOf
            }
        ],
        bands: [{ series: [lines + 1, lines + 2], fill: () => faint(face().topStroke()) }],
        scales: {
            x: { time: isClock, range: () => [face().stretch.from, face().stretch.to] },
            y: { range: (_u, min, max) => rangeOf(min, max, range, face().limits) }
        },
        axes: [
            {
                ...axis, space: 84, ...!isClock && { incrs: ELAPSED }, size: 30,
                values: (_u, splits, _axis, _space, incr) => splits.map((split) => tellX(split, incr < MINUTE))
            },
            { ...axis, size: 52, space: 32, values: (_u, splits) => splits.map(tellY) }
        ],
        cursor: {
            y: false, points: { show: false }, drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG },
            bind: { dblclick: () => () => { onSelect(null); return null; } }
        },
        hooks: {
            drawClear: [(u) => { drawGaps(u, face()); }],
            draw: [(u) => { drawLimits(u, face()); }],
            setCursor: [onCursor],
            setSelect: [(u) => {
                const { left, width: dragged } = u.select;
                if (dragged < LEAST_DRAG) return;
                u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                onSelect({ from: u.posToVal(left, 'x'), to: u.posToVal(left + dragged, 'x') });
            }]
        }
    };
}

const faint = (colour: string): string => `color-mix(in srgb, ${colour} 22%, transparent)`;

/** From what it covers at least to a tenth above the highest; a limit that values come near is always seen. */
function rangeOf(min: number | null, max: number | null, least: PlotShape['range'], limits: Limits | undefined): [number, number] {
    if (least.max !== null) return [least.min, least.max];
    const highest = Math.max(max ?? 0, limits?.worse === 'high' ? limits.warning ?? 0 : 0);
    return [Math.min(least.min, min ?? least.min), highest <= least.min ? least.min + 1 : highest * 1.1];
}

/** Where nothing is known of the line on top. */
function drawGaps({ ctx, bbox, valToPos }: uPlot, { gaps, colour }: PlotFace): void {
    ctx.save();
    ctx.fillStyle = colour('--sunken');
    for (const { from, to } of gaps()) {
        const left = Math.max(bbox.left, valToPos(from, 'x', true));
        const right = Math.min(bbox.left + bbox.width, valToPos(to, 'x', true));
        if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
    ctx.restore();
}

function drawLimits({ ctx, bbox, valToPos }: uPlot, { limits, colour }: PlotFace): void {
    ctx.save();
    ctx.setLineDash([6, 5]);
    ctx.lineWidth = Math.max(1, devicePixelRatio);
    for (const [value, name] of [[limits?.warning, '--fair'], [limits?.error, '--poor']] as const) {
        if (value === undefined || value === null) continue;
        const y = Math.round(valToPos(value, 'y', true));
        if (y < bbox.top || y > bbox.top + bbox.height) continue;
        ctx.strokeStyle = colour(name);
        ctx.beginPath();
        ctx.moveTo(bbox.left, y);
        ctx.lineTo(bbox.left + bbox.width, y);
        ctx.stroke();
    }
    ctx.restore();
}
