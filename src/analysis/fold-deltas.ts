import type { ConnectionState } from '../../schemas/connection-state.js';
import type { Gap, Sample } from '../../schemas/session.js';
import { correctedAt } from '../store/clock-offset.js';
import type { PushRecord } from '../store/store.js';
import { traitsOf, type ClientTraits } from './client-traits.js';
import { mergePatch, type Json } from './merge-patch.js';
import { orderedPushes } from './ordered-pushes.js';
import { createAmountShares } from './share-amounts.js';

/** What is known of a session's metrics: a sample per stats event, and the spans of which nothing is known. Times are epoch ms, corrected. */
export interface Series { samples: Sample[]; gaps: Gap[] }

/** Folds a session of any length piece by piece. */
export interface Fold {
    /** The samples of the next push. Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): Sample[];
    /** The gaps of all that was added. An open one ends at the last moment that the pushes tell of. */
    gaps(): Gap[];
}

/**
 * The inverse of the SDK's diff (client-sdk/src/diff-state.ts): deltas → whole states. States are frozen and share what did not change.
 *
 * A gap begins at the last sample before a missing seq, or at the session's start when that is missing (no seq 0, or a first delta
 * that is no keyframe). It ends at the next keyframe. Clients that do not count their pushes have no gaps: theirs fold as they came.
 * @param startedAt - of the session, epoch ms, corrected
 */
export function createFold(startedAt: number, { countsPushes }: Pick<ClientTraits, 'countsPushes'> = traitsOf()): Fold {
    const gaps: Gap[] = [];
    /** undefined while it is not known. */
    let state: ConnectionState | undefined = countsPushes ? undefined : Object.freeze({});
    let lastSampleAt = startedAt;
    let lastMoment = startedAt;
    let nextSeq = 0;
    let inGap = false;
    const shareOf = createAmountShares();

    // a clock that was set back between two samples must not give a gap that ends before it begins
    const gapUntil = (to: number): Gap => ({ from: lastSampleAt, to: Math.max(lastSampleAt, to) });
    const lose = () => {
        state = undefined;
        inGap = true;
    };
    const restart = (at: number) => {
        if (inGap) gaps.push(gapUntil(at));
        inGap = false;
        state = Object.freeze({});
    };

    const ofSpan = (whole: ConnectionState, since: number, at: number): ConnectionState =>
        since < lastSampleAt && lastSampleAt < at ? shareOf(whole, (at - lastSampleAt) / (at - since)) : whole;

    return {
        add({ seq, at: toldUntil, offset, deltas }) {
            const samples: Sample[] = [];
            if (countsPushes && seq !== nextSeq) lose();
            nextSeq = seq + 1;
            lastMoment = Math.max(lastMoment, correctedAt(toldUntil, offset));
            for (const delta of deltas) {
                const at = correctedAt(delta.at, offset);
                if (delta.keyframe === true) restart(at);
                if (state === undefined) {
                    lose();
                    continue;
                }
                if (delta.patch !== undefined) state = mergePatch(state as Json, delta.patch as Json) as ConnectionState;
                samples.push({ at, state: delta.since === undefined ? state : ofSpan(state, correctedAt(delta.since, offset), at) });
                lastSampleAt = at;
            }
            return samples;
        },
        gaps: () => inGap ? [...gaps, gapUntil(lastMoment)] : gaps
    };
}

/** The whole of a session at once: as createFold, for pushes in any order, each any number of times. */
export function foldDeltas(pushes: readonly PushRecord[], startedAt: number): Series {
    const fold = createFold(startedAt);
    const samples = orderedPushes(pushes).flatMap((push) => fold.add(push));
    return { samples, gaps: fold.gaps() };
}
