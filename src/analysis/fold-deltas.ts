import type { ConnectionState } from '../../schemas/connection-state.js';
import type { Gap, Sample } from '../../schemas/session.js';
import { correctedAt } from '../store/clock-offset.js';
import type { PushRecord } from '../store/store.js';
import { mergePatch, type Json } from './merge-patch.js';
import { orderedPushes } from './ordered-pushes.js';

/** What is known of a session's metrics: a sample per stats event, and the spans of which nothing is known. Times are epoch ms, corrected. */
export interface Series { samples: Sample[]; gaps: Gap[] }

/**
 * The inverse of the SDK's diff (client-sdk/src/diff-state.ts): deltas → whole states, in the order of seq, then position.
 * The pushes may come in any order and more than once. States are frozen and share what did not change.
 *
 * A gap begins at the last sample before a missing seq, or at the session's start when that is missing (no seq 0, or a first delta
 * that is no keyframe); it ends at the next keyframe, or, while none has come, at the last moment that the pushes tell of.
 * @param startedAt - of the session, epoch ms, corrected
 */
export function foldDeltas(pushes: readonly PushRecord[], startedAt: number): Series {
    const samples: Sample[] = [];
    const gaps: Gap[] = [];
    /** undefined while it is not known. */
    let state: ConnectionState | undefined;
    let gapFrom: number | undefined;
    let nextSeq = 0;
    let lastMoment = startedAt;

    const lose = () => {
        state = undefined;
        gapFrom = samples.at(-1)?.at ?? startedAt;
    };
    const closeGap = (to: number) => {
        // a clock that was set back between two samples must not give a gap that ends before it begins
        if (gapFrom !== undefined) gaps.push({ from: gapFrom, to: Math.max(gapFrom, to) });
        gapFrom = undefined;
    };

    for (const { seq, at: toldUntil, offset, deltas } of orderedPushes(pushes)) {
        if (seq !== nextSeq) lose();
        nextSeq = seq + 1;
        lastMoment = Math.max(lastMoment, correctedAt(toldUntil, offset));
        for (const delta of deltas) {
            const at = correctedAt(delta.at, offset);
            if (delta.keyframe === true) {
                closeGap(at);
                state = mergePatch({}, (delta.patch ?? {}) as Json) as ConnectionState;
            } else if (state === undefined) {
                lose();
                continue;
            } else if (delta.patch !== undefined) {
                state = mergePatch(state as Json, delta.patch as Json) as ConnectionState;
            }
            samples.push({ at, state });
        }
    }
    closeGap(lastMoment);
    return { samples, gaps };
}
