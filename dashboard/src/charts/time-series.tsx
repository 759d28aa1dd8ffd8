import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { TableSwitch } from '../components/table-switch.js';
import { colour, onColoursChange } from '../theme.js';
import { words } from '../words.js';
import { effectOfKey, nearest } from './chart-keys.js';
import { drawnValues, type ChartLine, type Stretch } from './chart-lines.js';
import { plotOptions, type Limits, type PlotFace } from './plot-options.js';
import { Readout, tellValues } from './readout.js';
import type { SharedCursor } from './shared-cursor.js';
import { ValuesTable } from './values-table.js';

export type { ChartLine, Stretch } from './chart-lines.js';

interface Props {
    title: string;
    /** Of the values, as it stands beside them: `ms`, `%`. */
    unit: string;
    /** The begins of the steps, and their length, ms. */
    x: readonly number[];
    step: number;
    lines: readonly ChartLine[];
    /** What `companion` of the lines is. */
    companionName?: string;
    /** x is epoch ms; else ms since each one's join. */
    isClock: boolean;
    isBars?: boolean;
    /** What y covers at least; `max` null: what there is. */
    range: { min: number; max: number | null };
    limits?: Limits | undefined;
    /** What is drawn of x, and all that there is. */
    stretch: Stretch;
    whole: Stretch;
    onStretch: (stretch: Stretch | null) => void;
    highlighted: string | null;
    onHighlight: (id: string | null) => void;
    cursor: SharedCursor;
    tellX: (x: number, isFine: boolean) => string;
    tellValue: (value: number) => string;
}

/** More lines than these are drawn faintly, but for the one that is looked at. */
const FEW_LINES = 8;
const HEIGHT = 190;
/** A line is pointed at from so many px. */
const REACH = 24;

/**
 * Values over a time, many lines of one unit: pointed at by mouse or arrow keys, narrowed down by a drag or the keys + and -, or read as a table.
 * All charts that share a cursor point at the same moment. Where nothing is known nothing is drawn.
 */
export function TimeSeries(props: Props) {
    const { title, unit, x, step, lines, companionName, highlighted, onHighlight, cursor, stretch, whole, onStretch, tellX, tellValue } = props;
    const { charts } = words();
    const id = useId();
    const [isTable, setTable] = useState(false);
    const [said, say] = useState('');
    const name = `${title} (${unit})`;
    const saying = (at: number) => say(tellValues({ at, place: nearest(x, at), lines, highlighted, unit, tellX, tellValue, most: 5 }));
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const effect = effectOfKey(event.key, { x, step, stretch, whole, cursor: cursor.get() });
        if (effect === undefined) return;
        event.preventDefault();
        if ('cursor' in effect) {
            cursor.set(effect.cursor);
            saying(effect.cursor);
        } else {
            onStretch(effect.stretch);
            const shown = effect.stretch ?? whole;
            say(charts.shows(tellX(shown.from, true), tellX(shown.to, true)));
        }
    };
    return <figure class="time-series" aria-labelledby={`${id}title`}>
        <div class="chart-head">
            <h3 id={`${id}title`}>{title} <span class="soft">({unit})</span></h3>
            <TableSwitch isTable={isTable} onChange={setTable} of={title} />
        </div>
        {isTable
            ? <ValuesTable caption={name} x={x} xName={props.isClock ? charts.time : charts.sinceJoin} tellX={(at) => tellX(at, true)}
                columns={lines.flatMap(({ id: line, label, values, band, companion }) => [
                    { id: line, label, values },
                    ...band === undefined ? [] : [
                        { id: `${line} min`, label: charts.least(label), values: band.min }, { id: `${line} max`, label: charts.most(label), values: band.max }
                    ],
                    ...companion === undefined ? [] : [{ id: `${line} companion`, label: `${label}, ${companionName ?? ''}`, values: companion }]
                ])} />
            : <>
                <Readout {...{ x, lines, highlighted, unit, tellX, tellValue, cursor }} {...companionName !== undefined && { companionName }} />
                <div class="plot" tabIndex={0} role="application" aria-roledescription={charts.chart} aria-label={name} aria-describedby={`${id}keys`}
                    onKeyDown={onKeyDown} onPointerLeave={() => { cursor.set(null); onHighlight(null); }}>
                    <Plot {...props} />
                </div>
                <p id={`${id}keys`} class="unseen">{charts.keys}</p>
                <p class="unseen" aria-live="polite">{said}</p>
            </>}
    </figure>;
}

/** The canvas. It is made anew when its shape changes, and else only drawn again. */
function Plot(props: Props) {
    const { x, step, lines, isClock, isBars = false, range, limits, stretch, onStretch, highlighted, onHighlight, cursor, tellX, tellValue } = props;
    const place = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot | null>(null);
    const drawn = useMemo(() => lines.map(({ values, gaps }) => drawnValues(values, { gaps }, { x, step })), [lines, x, step]);
    const top = lines.length === 1 ? 0 : lines.findIndex(({ id }) => id === highlighted);
    const data = (): uPlot.AlignedData => {
        const { band, companion } = lines[top] ?? {};
        const none = new Array<null>(x.length).fill(null);
        return [[...x], ...drawn, [...band?.max ?? none], [...band?.min ?? none], [...companion ?? none], drawn[top] ?? none] as uPlot.AlignedData;
    };
    // what hooks of the plot look at: they live longer than one drawing
    const current = useRef({ lines, drawn, top, stretch, limits, highlighted, onHighlight, onStretch, tellX, tellValue });
    current.current = { lines, drawn, top, stretch, limits, highlighted, onHighlight, onStretch, tellX, tellValue };
    const isCrowded = lines.length > FEW_LINES;
    const colours = useMemo(() => new Map<string, string>(), []);

    useEffect(() => {
        const parent = place.current;
        if (parent === null) return undefined;
        const colourOf = (name: string) => {
            const known = colours.get(name) ?? colour(name);
            colours.set(name, known);
            return known;
        };
        const painted = (css: string) => css.startsWith('var(') ? colourOf(css.slice(4, -1)) : css;
        const face = (): PlotFace => {
            const { lines: shown, top: above, stretch: seen, limits: lines0 } = current.current;
            return {
                stretch: seen, limits: lines0, colour: colourOf,
                strokeOf: (line) => isCrowded ? colourOf('--line-strong') : painted(shown[line]?.colour ?? ''),
                topStroke: () => painted(shown[above]?.colour ?? 'transparent'),
                gaps: () => shown[above]?.gaps ?? []
            };
        };
        // uPlot tells of a moved cursor later, also of one that only followed: it must not be told as a new one
        let [isSource, followed] = [false, NaN];
        const onCursor = (u: uPlot) => {
            const { left = -1, top: y = -1, event } = u.cursor;
            if (event === undefined || left < 0 || left === followed) return;
            isSource = true;
            cursor.set(u.posToVal(left, 'x'));
            isSource = false;
            const near = lineAt(u, current.current.drawn, y);
            const id = near === undefined ? null : current.current.lines[near]?.id ?? null;
            if (id !== current.current.highlighted) current.current.onHighlight(id);
        };
        const u = new uPlot(plotOptions({
            lines: lines.length, isCrowded, isClock, isBars, range, onCursor,
            tellX: (at, isFine) => current.current.tellX(at, isFine), tellY: (value) => current.current.tellValue(value),
            onSelect: (selected) => { current.current.onStretch(selected); }
        }, face, { width: Math.max(200, parent.clientWidth), height: HEIGHT }, uPlot.paths), data(), parent);
        plot.current = u;
        const follow = (at: number | null) => {
            if (isSource) return;
            followed = at === null ? -10 : u.valToPos(at, 'x');
            u.setCursor({ left: followed, top: at === null ? -10 : u.cursor.top ?? 0 });
        };
        const stopFollowing = cursor.listen(follow);
        const resized = new ResizeObserver(() => { u.setSize({ width: Math.max(200, parent.clientWidth), height: HEIGHT }); });
        resized.observe(parent);
        const stopColours = onColoursChange(() => { colours.clear(); u.redraw(false, true); });
        return () => {
            stopFollowing();
            resized.disconnect();
            stopColours();
            u.destroy();
            plot.current = null;
        };
    }, [lines.length, isCrowded, isClock, isBars, range.min, range.max, cursor]);

    useEffect(() => { plot.current?.setData(data()); }, [x, drawn, top]);
    useEffect(() => { plot.current?.setScale('x', { min: stretch.from, max: stretch.to }); }, [stretch.from, stretch.to, limits]);
    return <div class="canvas" ref={place} aria-hidden="true" />;
}

/** The line that is nearest to the pointer, if one is near. */
function lineAt(u: uPlot, drawn: readonly (readonly (number | null | undefined)[])[], y: number): number | undefined {
    const { idx } = u.cursor;
    if (idx === null || idx === undefined) return undefined;
    let [found, least]: [number | undefined, number] = [undefined, REACH];
    for (const [line, values] of drawn.entries()) {
        const value = values[idx];
        if (value === null || value === undefined) continue;
        const distance = Math.abs(u.valToPos(value, 'y') - y);
        if (distance < least) [found, least] = [line, distance];
    }
    return found;
}

