import type { ComponentChildren } from 'preact';
import { ticksUpTo } from './axis.js';
import { ChartFrame } from './chart-frame.js';

/** Where values of a span lay: its median, and the ends beyond which were 5 % of the time on either side; null: nothing was measured. */
export interface SpreadPlace { name: string; title: string; spread: { p5: number; p50: number; p95: number } | null }

interface Props {
    label: string;
    places: readonly SpreadPlace[];
    format: (value: number) => string;
    /** The axis, where it is that of a scale and not of what occurs. */
    scale?: readonly number[];
    tell: (place: SpreadPlace) => ComponentChildren;
    height?: number;
    onChoose?: (place: number) => void;
}

/** A band in which values lay nine tenths of the time, and their median in it. Where nothing was measured there is a gap. */
export function SpreadChart({ label, places, format, scale, tell, height = 180, onChoose }: Props) {
    const most = Math.max(0, ...places.map(({ spread }) => spread?.p95 ?? 0));
    const ticks = scale ?? ticksUpTo(most);
    return <ChartFrame label={label} height={height} ticks={ticks} floor={ticks[0] ?? 0} formatTick={format} names={places.map(({ name }) => name)}
        tell={(place) => {
            const found = places[place];
            return found && <><strong>{found.title}</strong>{tell(found)}</>;
        }}
        {...onChoose && { onChoose }}
        draw={({ x, y, step }) => {
            const middle = (place: number): number => x(place) + step / 2;
            const width = Math.max(2, Math.min(step * 0.6, 28));
            const line = places.flatMap(({ spread }, place) => {
                const following = places[place + 1]?.spread;
                return spread === null || following === null || following === undefined ? []
                    : [<line key={place} class="median-line" x1={middle(place)} x2={middle(place + 1)} y1={y(spread.p50)} y2={y(following.p50)} />];
            });
            return <>
                {places.map(({ spread }, place) => spread !== null && <rect key={place} class="band" x={middle(place) - width / 2} y={y(spread.p95)}
                    width={width} height={Math.max(2, y(spread.p5) - y(spread.p95))} rx={Math.min(3, width / 2)} />)}
                {line}
                {places.map(({ spread }, place) => spread !== null && <circle key={place} class="median"
                    cx={middle(place)} cy={y(spread.p50)} r={Math.min(3.5, width / 2)} />)}
            </>;
        }} />;
}
