import type { Way } from '../../../../schemas/session-timeline.js';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import type { MarkKind, PlacedMark } from './lane-marks.js';
import type { Stretch } from './conference-query.js';
import type { Scale } from './scale.js';

/** Of one lane, px: the band of ways on top, the bar of quality standing on its foot, below it what was off. */
export const LANE_HEIGHT = 48;
const WAY = { y: 3, height: 4 };
const FOOT = 38;
/** The worse, the higher: who sees no colours sees that. */
const HEIGHTS = { poor: 26, fair: 18, good: 11, unknown: 3 } as const;
const OFF = { y: 41, height: 4 };
/** Where marks stand. */
const MARK_Y = 18;

interface Props { session: TimelineSession; marks: readonly PlacedMark[]; scale: Scale }

/** One participant's lane. The patterns are those of `Patterns`, once a page. */
export function LaneDrawing({ session, marks, scale }: Props) {
    const { quality, ways, interruptions, gaps, muted, screenShares, hidden } = session;
    const within = <T extends Stretch>(spans: readonly T[]): T[] => spans.filter(({ from, to }) => to > scale.from && from < scale.to);
    const box = ({ from, to }: Stretch) => {
        const x = scale.xOf(from);
        return { x, width: Math.max(1, scale.xOf(to) - x) };
    };
    return <svg class="lane-drawing" width={scale.width} height={LANE_HEIGHT} aria-hidden="true" focusable="false">
        {within(ways).map((way) => <rect key={way.from} class={`way ${familyOf(way)}`} {...box(way)} {...WAY} />)}
        {within(quality).map((span) => <rect key={span.from} class={`quality ${span.verdict}`} {...box(span)} y={FOOT - HEIGHTS[span.verdict]}
            height={HEIGHTS[span.verdict]} />)}
        {within(gaps).map((span) => <rect key={`gap${String(span.from)}`} class="lane-gap" {...box(span)} y={FOOT - 12} height={12} />)}
        {within(interruptions).map((span) => <rect key={`cut${String(span.from)}`} class="lane-cut" {...box(span)} y={9} height={FOOT - 8} />)}
        {within(muted.audio).map((span) => <rect key={`audio${String(span.from)}`} class="lane-muted" {...box(span)} {...OFF} />)}
        {within(hidden).map((span) => <rect key={`hidden${String(span.from)}`} class="lane-hidden" {...box(span)} y={FOOT} height={2} />)}
        {within(screenShares).map((span) => <rect key={`screen${String(span.from)}`} class="lane-screen" {...box(span)} y={WAY.y + WAY.height + 1} height={3} />)}
        {marks.map(({ mark: { kind }, x }, place) => <g key={place} class={`mark ${kind}`} transform={`translate(${String(x)} ${String(MARK_Y)})`}>
            <path d={SHAPES[kind]} />
        </g>)}
    </svg>;
}

/** What the legend tells apart; TCP is told in words. */
export const familyOf = ({ kind, p2p }: Pick<Way, 'kind' | 'p2p'>): 'p2p' | 'bridge' | 'relay' =>
    kind.startsWith('relay') ? 'relay' : p2p === true || kind.startsWith('p2p') ? 'p2p' : 'bridge';

/** Round the middle, within 6 px: a shape of its own for each kind. */
export const SHAPES: Readonly<Record<MarkKind, string>> = {
    error: 'M-5-5H5V5H-5z',
    warning: 'M0-6 6 5H-6z',
    info: 'M0-4a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
    join: 'M-4-6 4 0-4 6z',
    leave: 'M4-6-4 0 4 6z',
    switch: 'M0-6 5 0 0 6-5 0z',
    screen: 'M-6-4H6V3H2V5H-2V3H-6z',
    record: 'M0-5a5 5 0 1 0 0 10A5 5 0 0 0 0-5zm0 3a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
    device: 'M-2-5H2V-2H5V2H2V5H-2V2H-5V-2H-2z',
    notice: 'M-1.5-6h3v12h-3z'
};

/** Fills that can be told apart without colours; once a page. */
export const Patterns = () => <svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false">
    <defs>
        <pattern id="lane-poor" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="ground-poor" width="6" height="6" /><rect class="line-poor" width="3" height="6" />
        </pattern>
        <pattern id="lane-fair" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(135)">
            <rect class="ground-fair" width="8" height="8" /><rect class="line-fair" width="3" height="8" />
        </pattern>
        <pattern id="lane-muted" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect class="line-muted" width="1.6" height="4" />
        </pattern>
        <pattern id="lane-cut" width="5" height="5" patternUnits="userSpaceOnUse">
            <rect class="ground-cut" width="5" height="5" /><rect class="line-cut" width="5" height="1.5" />
        </pattern>
    </defs>
</svg>;
