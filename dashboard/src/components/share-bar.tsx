import { formatCount, formatShare } from '../formats.js';
import { words } from '../words.js';
import { JUDGED, type Judged } from './verdict-mark.js';

/** How many were good, fair, poor: one bar, and the same in words. */
export function ShareBar({ verdicts }: { verdicts: Readonly<Record<Judged, number>> }) {
    const total = JUDGED.reduce((sum, judged) => sum + verdicts[judged], 0);
    const { common } = words();
    const parts = JUDGED.filter((judged) => verdicts[judged] > 0);
    const told = parts.map((judged) => `${common.verdicts[judged]} ${formatCount(verdicts[judged])} (${formatShare(verdicts[judged] / total)})`).join(', ');
    return <span class="share-bar" role="img" aria-label={told === '' ? common.nothingMeasured : told} title={told}>
        {parts.map((judged) => <span key={judged} class={`fill ${judged}`} style={{ flexGrow: verdicts[judged] }} />)}
    </span>;
}
