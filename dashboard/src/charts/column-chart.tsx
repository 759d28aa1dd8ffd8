import { useId } from 'preact/hooks';
import { ticksUpTo } from './axis.js';
import { ChartFrame, MARGIN } from './chart-frame.js';

/** A part of each column, from the foot up; `name` is a class that has its colour. */
export interface Layer { name: string; label: string }
export interface ChartColumn {
    /** At the axis. */
    name: string;
    /** In full, where there is room. */
    title: string;
    /** By layer. */
    values: readonly number[];
    /** What was at the same place before. */
    before?: number;
}

interface Props {
    label: string;
    layers: readonly Layer[];
    columns: readonly ChartColumn[];
    format: (value: number) => string;
    /** What the line of before is called. */
    beforeLabel?: string;
    /** Columns of one height, as shares of their sum. */
    asShares?: boolean;
    isWhole?: boolean;
    height?: number;
    onChoose?: (place: number) => void;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Stacked columns; patterns besides colours, as in share bars. */
export function ColumnChart({ label, layers, columns, format, beforeLabel, asShares = false, isWhole = false, height = 220, onChoose }: Props) {
    const id = useId();
    const heights = columns.map(({ values }) => asShares ? sum(values) > 0 ? 1 : 0 : sum(values));
    const most = Math.max(0, ...heights, ...columns.map(({ before = 0 }) => before));
    const ticks = asShares ? [0, 0.5, 1] : ticksUpTo(most, { isWhole });
    return <ChartFrame label={label} height={height} ticks={ticks} formatTick={format} names={columns.map(({ name }) => name)}
        {...onChoose && { onChoose }}
        tell={(place) => {
            const column = columns[place];
            const total = sum(column?.values ?? []);
            return <>
                <strong>{column?.title}</strong>
                {layers.map(({ name, label: of }, layer) => <span key={name} class="tell-line">
                    <span class={`key fill ${name}`} />{of} <b>{format((column?.values[layer] ?? 0) / (asShares ? total || 1 : 1))}</b>
                </span>)}
                {column?.before !== undefined && <span class="tell-line">
                    <span class="key before" />{beforeLabel} <b>{format(column.before)}</b>
                </span>}
            </>;
        }}
        draw={({ x, y, step }) => {
            const width = Math.max(1, Math.min(step * 0.78, 56));
            const foot = y(0);
            const before = columns.map((column, place) =>
                column.before === undefined ? '' : `${String(x(place) + step / 2)},${String(y(column.before))}`);
            return <>
                <defs>
                    <pattern id={`${id}fair`} class="pattern fair"
                        width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect width="8" height="8" /><rect class="stripe" width="4" height="8" /></pattern>
                    <pattern id={`${id}poor`} class="pattern poor"
                        width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
                        <rect width="6" height="6" /><rect class="stripe" width="3" height="6" /></pattern>
                </defs>
                {columns.map(({ values }, place) => {
                    const whole = asShares ? sum(values) || 1 : 1;
                    let below = 0;
                    return values.map((value, layer) => {
                        const { name = '' } = layers[layer] ?? {};
                        const [low, high] = [below, below + value / whole];
                        below = high;
                        return value > 0 && <rect key={`${String(place)} ${name}`} class={`layer ${name}`}
                            x={x(place) + (step - width) / 2} y={y(high)} width={width} height={Math.max(1, y(low) - y(high))}
                            {...(name === 'fair' || name === 'poor') && { fill: `url(#${id}${name})` }} />;
                    });
                })}
                <line class="foot" x1={MARGIN.left} x2={x(columns.length)} y1={foot} y2={foot} />
                {before.some((point) => point !== '') && <polyline class="before" points={before.filter((point) => point !== '').join(' ')} />}
            </>;
        }} />;
}
