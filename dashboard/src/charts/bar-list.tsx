import type { ComponentChildren } from 'preact';
import { JUDGED, type Judged } from '../components/verdict-mark.js';
import { formatCount, formatShare } from '../formats.js';

export interface Bar {
    key: string;
    label: ComponentChildren;
    count: number;
    /** What the bar is divided into; in one colour without. */
    verdicts?: Readonly<Record<Judged, number>>;
    /** Where the label leads; nowhere if not given. */
    to?: string;
}

/** Bars beside each other's names, the share of `total` behind each. */
export function BarList({ bars, total }: { bars: readonly Bar[]; total: number }) {
    const most = Math.max(1, ...bars.map(({ count }) => count));
    return <ol class="bars">
        {bars.map(({ key, label, count, verdicts, to }) => <li key={key}>
            <span class="bar-label">{to === undefined ? label : <a href={to}>{label}</a>}</span>
            <span class="bar-count">{formatCount(count)} <span class="soft">{total > 0 ? formatShare(count / total) : ''}</span></span>
            <span class="bar-track" aria-hidden="true">
                <span class="bar" style={{ width: `${String(100 * count / most)}%` }}>
                    {verdicts === undefined ? <span class="fill plain" style={{ flexGrow: 1 }} />
                        : JUDGED.filter((judged) => verdicts[judged] > 0)
                            .map((judged) => <span key={judged} class={`fill ${judged}`} style={{ flexGrow: verdicts[judged] }} />)}
                </span>
            </span>
        </li>)}
    </ol>;
}
