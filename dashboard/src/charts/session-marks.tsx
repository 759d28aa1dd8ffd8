import { useState } from 'preact/hooks';
import type { Verdict } from '../../../schemas/summary.js';
import { VERDICT_SHAPES } from '../components/verdict-mark.js';
import { formatDate, formatMoment } from '../formats.js';
import { navigate } from '../router.js';
import { words } from '../words.js';
import { useWidth } from './use-width.js';

/** One session: when it began, how it was, and three quantiles of what is drawn. */
export interface SessionMark {
    sessionId: string;
    conferenceId: string;
    conferenceName: string;
    /** Epoch ms. */
    startedAt: number;
    verdict: Verdict | null;
    p5: number;
    p50: number;
    p95: number;
}

interface Props {
    /** The oldest first. */
    marks: readonly SessionMark[];
    format: (value: number) => string;
    /** What the picture shows, for who does not see it. */
    summary: string;
}

const HEIGHT = 220;
const MARGIN = { top: 12, right: 16, bottom: 26, left: 64 };
const TICKS = 4;

/**
 * Sessions over the time: a mark at the median, with the verdict's shape and colour, on a line from the lowest to the highest 5 %. A click opens
 * the conference of the nearest; who uses no pointer has the table of the same beside it.
 */
export function SessionMarks({ marks, format, summary }: Props) {
    const [place, width] = useWidth<HTMLDivElement>();
    const [near, setNear] = useState<SessionMark>();
    const top = niceCeiling(Math.max(...marks.map(({ p95 }) => p95)));
    const span = spanOf(marks);
    const right = Math.max(width - MARGIN.right, MARGIN.left + 1);
    const xOf = (at: number) => MARGIN.left + (at - span.from) / (span.to - span.from) * (right - MARGIN.left);
    const yOf = (value: number) => HEIGHT - MARGIN.bottom - value / top * (HEIGHT - MARGIN.bottom - MARGIN.top);
    const days = daysOf(span, Math.max(2, Math.floor(width / 130)));
    return <div class="session-marks" ref={place}>
        {width > 0 && <svg width={width} height={HEIGHT} role="img" aria-label={summary}
            onPointerMove={(event) => { setNear(nearestTo(marks, xOf, event.offsetX)); }} onPointerLeave={() => { setNear(undefined); }}
            onClick={(event) => { const mark = nearestTo(marks, xOf, event.offsetX); if (mark !== undefined) navigate(`/conferences/${mark.conferenceId}`); }}>
            {Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS * top).map((value) => <g key={value} class="grid">
                <line x1={MARGIN.left} x2={right} y1={yOf(value)} y2={yOf(value)} />
                <text x={MARGIN.left - 8} y={yOf(value)} dy=".32em" text-anchor="end">{format(value)}</text>
            </g>)}
            {days.map((at) => <text key={at} class="day" x={xOf(at)} y={HEIGHT - 8} text-anchor="middle">{formatDate(at)}</text>)}
            {marks.map((mark) => {
                const { sessionId, startedAt, verdict, p5, p50, p95 } = mark;
                const judged = verdict ?? 'unknown';
                return <g key={sessionId} class={`mark ${judged}${mark === near ? ' near' : ''}`}>
                    <line x1={xOf(startedAt)} x2={xOf(startedAt)} y1={yOf(p5)} y2={yOf(p95)} />
                    <path transform={`translate(${String(xOf(startedAt) - 6)} ${String(yOf(p50) - 6)}) scale(.75)`} fill-rule="evenodd" d={VERDICT_SHAPES[judged]} />
                </g>;
            })}
        </svg>}
        <p class="readout small" aria-hidden="true">{near === undefined ? '\u00a0'
            : `${formatMoment(near.startedAt)} · ${near.conferenceName} · ${words().common.verdicts[near.verdict ?? 'unknown']} · ${format(near.p50)} (${format(near.p5)} – ${format(near.p95)})`}</p>
    </div>;
}

interface Span { from: number; to: number }
const HOUR = 3_600_000;

/** A little more than from the first to the last, and never nothing. */
function spanOf(marks: readonly SessionMark[]): Span {
    const first = marks[0]?.startedAt ?? 0;
    const last = marks.at(-1)?.startedAt ?? 0;
    const slack = Math.max((last - first) * 0.02, HOUR);
    return { from: first - slack, to: last + slack };
}

function daysOf({ from, to }: Span, most: number): number[] {
    const day = new Date(from);
    day.setHours(24, 0, 0, 0);
    const days: number[] = [];
    for (; day.getTime() < to; day.setDate(day.getDate() + 1)) days.push(day.getTime());
    if (days.length === 0) return [(from + to) / 2];
    const step = Math.ceil(days.length / most);
    return days.filter((_, index) => index % step === 0);
}

/** 1, 2, 4 or 8 times a power of ten, which four steps divide well; not below 1. */
function niceCeiling(value: number): number {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
    return [1, 2, 4, 6, 8, 10].map((factor) => factor * power).find((nice) => nice >= value) ?? value;
}

function nearestTo(marks: readonly SessionMark[], xOf: (at: number) => number, x: number): SessionMark | undefined {
    let nearest: SessionMark | undefined;
    for (const mark of marks) if (nearest === undefined || Math.abs(xOf(mark.startedAt) - x) < Math.abs(xOf(nearest.startedAt) - x)) nearest = mark;
    return nearest;
}
