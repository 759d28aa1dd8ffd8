import { formatNumber } from '../../formats.js';
import { words } from '../../words.js';
import type { Point } from './live-state.js';

const WIDTH = 96, HEIGHT = 24;
/** Less than this is drawn as this: a line that is all but flat must not look like mountains. % */
const LEAST_TOP = 5;

/** The loss that was told since the page was opened; a gap where a state told none. */
export function Sparkline({ points }: { points: readonly Point[] }) {
    const known = points.flatMap(({ loss }) => loss ?? []);
    const [first] = points, last = points.at(-1);
    if (known.length < 2 || first === undefined || last === undefined || last.at === first.at) return null;
    const highest = Math.max(...known);
    const top = Math.max(LEAST_TOP, highest);
    const x = (at: number): string => (1 + (WIDTH - 2) * (at - first.at) / (last.at - first.at)).toFixed(1);
    const y = (loss: number): string => (HEIGHT - 2 - (HEIGHT - 4) * loss / top).toFixed(1);
    const path = points.map(({ at, loss }, place) => loss === null ? '' : `${(points[place - 1]?.loss ?? null) === null ? 'M' : 'L'}${x(at)} ${y(loss)}`).join('');
    const told = words().live.lossSince(formatNumber(highest));
    return <svg class="sparkline" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} width={WIDTH} height={HEIGHT} role="img" aria-label={told}>
        <title>{told}</title><path class="ground" d={`M1 ${y(0)}H${String(WIDTH - 1)}`} /><path d={path} />
    </svg>;
}
