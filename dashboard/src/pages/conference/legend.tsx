import { JUDGED } from '../../components/verdict-mark.js';
import { words } from '../../words.js';
import { SHAPES } from './lane-drawing.js';
import type { MarkKind } from './lane-marks.js';

const MARKS: readonly MarkKind[] = ['error', 'warning', 'info', 'join', 'leave', 'switch', 'screen', 'record', 'device', 'notice'];
const HEIGHTS = { poor: 16, fair: 11, good: 7, unknown: 3 } as const;

/** What the bars, bands and shapes of the lanes mean. */
export function Legend() {
    const { common, conference } = words();
    const swatch = (className: string, y: number, height: number) =>
        <svg width="22" height="18" aria-hidden="true"><rect class={className} x="0" y={y} width="22" height={height} /></svg>;
    return <details class="legend">
        <summary>{conference.legend}</summary>
        <ul>
            {JUDGED.map((verdict) => <li key={verdict}>{swatch(`quality ${verdict}`, 17 - HEIGHTS[verdict], HEIGHTS[verdict])}{common.verdicts[verdict]}</li>)}
            {(['p2p', 'bridge', 'relay'] as const).map((way) => <li key={way}>{swatch(`way ${way}`, 7, 4)}{conference.ways[way]}</li>)}
            <li>{swatch('lane-cut', 1, 16)}{conference.interruption}</li>
            <li>{swatch('lane-gap', 3, 12)}{conference.gap}</li>
            <li>{swatch('lane-muted', 6, 5)}{conference.muted}</li>
            <li>{swatch('lane-screen', 7, 3)}{conference.screenShare}</li>
            <li>{swatch('lane-hidden', 8, 2)}{conference.hiddenPage}</li>
            {MARKS.map((kind) => <li key={kind}>
                <svg width="22" height="18" viewBox="-11 -9 22 18" aria-hidden="true"><g class={`mark ${kind}`}><path d={SHAPES[kind]} /></g></svg>
                {conference.markKinds[kind]}
            </li>)}
        </ul>
    </details>;
}
