import { useEffect, useRef } from 'preact/hooks';
import type { SharedCursor } from '../../charts/shared-cursor.js';
import { formatDuration, formatTime, formatTimeWithSeconds } from '../../formats.js';
import { words } from '../../words.js';
import { select, type Stretch } from './conference-query.js';
import { ticksOf, type Scale } from './scale.js';

interface Props { scale: Scale; whole: Stretch; selection: Stretch | null; cursor: SharedCursor }

/** px */
export const RULER_HEIGHT = 30;

/** The time axis of all lanes. By keyboard it is a slider: arrows move the selected stretch, with Shift its end. */
export function TimeRuler({ scale, whole, selection, cursor }: Props) {
    const { conference } = words();
    const label = useRef<HTMLSpanElement>(null);
    const { at: ticks, withSeconds } = ticksOf(scale);
    const format = withSeconds ? formatTimeWithSeconds : formatTime;

    useEffect(() => cursor.listen((at) => {
        const { current } = label;
        if (current === null) return;
        current.hidden = at === null || at < scale.from || at > scale.to;
        if (at === null) return;
        current.textContent = formatTimeWithSeconds(at);
        current.style.transform = `translateX(calc(${String(scale.xOf(at))}px - 50%))`;
    }), [cursor, scale]);

    const step = Math.max(1000, (scale.to - scale.from) / 50);
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.key === 'Escape') { select(null); return; }
        const by = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? step : event.key === 'ArrowLeft' || event.key === 'ArrowDown' ? -step : 0;
        if (by === 0) return;
        event.preventDefault();
        const { from, to } = selection ?? { from: scale.from, to: scale.from + 5 * step };
        const length = to - from;
        if (selection === null) select({ from, to });
        else if (event.shiftKey) select({ from, to: Math.max(from + 1000, Math.min(whole.to, to + by)) }, { replace: true });
        else {
            const begin = Math.max(whole.from, Math.min(whole.to - length, from + by));
            select({ from: begin, to: begin + length }, { replace: true });
        }
    };
    const told = selection === null ? conference.axisWhole
        : conference.axisSelected(
            formatTimeWithSeconds(selection.from), formatTimeWithSeconds(selection.to), formatDuration(selection.to - selection.from)
        );
    const secondsUntil = (at: number) => Math.round((at - whole.from) / 1000);
    const seconds = secondsUntil(whole.to);
    return <div class="ruler" role="slider" tabIndex={0} aria-label={conference.axis} aria-valuemin={0} aria-valuemax={seconds}
        aria-valuenow={Math.max(0, Math.min(seconds, secondsUntil(selection?.from ?? whole.from)))} aria-valuetext={told} onKeyDown={onKeyDown}>
        <svg width={scale.width} height={RULER_HEIGHT} aria-hidden="true" focusable="false">
            {ticks.map((at) => {
                const x = scale.xOf(at);
                const anchor = x < 24 ? 'start' : x > scale.width - 24 ? 'end' : 'middle';
                return <g key={at}>
                    <line x1={x} x2={x} y1={RULER_HEIGHT - 7} y2={RULER_HEIGHT} />
                    <text x={x} y={RULER_HEIGHT - 12} text-anchor={anchor}>{format(at)}</text>
                </g>;
            })}
        </svg>
        <span class="cursor-time" ref={label} hidden />
    </div>;
}
