import type { Verdict } from '../../../schemas/summary.js';
import { words } from '../words.js';

export type Judged = Verdict | 'unknown';
/** From the worst on, as everything that shows them has it. */
export const JUDGED = ['poor', 'fair', 'good', 'unknown'] as const satisfies readonly Judged[];

/** A shape of its own for each, as not everybody tells the colours apart: square, triangle, dot, ring. */
export const VERDICT_SHAPES: Readonly<Record<Judged, string>> = {
    poor: 'M2 2h12v12H2z',
    fair: 'M8 1.5 15 14.5H1z',
    good: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2z',
    unknown: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm0 2.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z'
};

/** How it was: colour, shape and word; `bare` leaves the word to who listens. */
export function VerdictMark({ verdict, bare = false }: { verdict: Judged | null; bare?: boolean }) {
    const judged = verdict ?? 'unknown';
    const word = words().common.verdicts[judged];
    return <span class={`verdict ${judged}`} {...bare && { title: word }}>
        <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true"><path fill-rule="evenodd" d={VERDICT_SHAPES[judged]} /></svg>
        <span class={bare ? 'unseen' : undefined}>{word}</span>
    </span>;
}
