import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { ConnectionState } from '../../schemas/connection-state.js';
import type { Delta } from '../../schemas/push.js';
import { foldDeltas } from '../../src/analysis/fold-deltas.js';
import type { PushRecord } from '../../src/store/store.js';
import { buildPush } from './build-records.js';

const START = 1_795_228_082_000;
const PUSH_INTERVAL = 1000;

/** A stats event as it truly was, the push that told it, and whether it went as a keyframe. */
interface TrueSample { at: number; seq: number; keyframe: boolean; state: ConnectionState }
interface ToldCall { truth: TrueSample[]; pushes: PushRecord[] }

const NAMES = ['connectionQuality', 'jvbRTT', 'framerate'] as const;
const aState: fc.Arbitrary<ConnectionState> = fc.record({
    connectionQuality: fc.nat(2), jvbRTT: fc.nat(1), framerate: fc.nat(1),
    bandwidth: fc.record({ upload: fc.nat(1), download: fc.nat(1) }, { requiredKeys: [], noNullPrototype: true })
}, { requiredKeys: [], noNullPrototype: true });

/** Written for this test, so that it does not share a mistake with the SDK's own. */
function patchBetween(before: ConnectionState, after: ConnectionState): ConnectionState | undefined {
    const patch: Record<string, unknown> = {};
    for (const name of NAMES) if (before[name] !== after[name]) patch[name] = after[name] ?? null;
    if (after.bandwidth === undefined) {
        if (before.bandwidth !== undefined) patch['bandwidth'] = null;
    } else {
        const { upload, download } = after.bandwidth;
        const bandwidth = {
            ...before.bandwidth?.upload !== upload && { upload: upload ?? null },
            ...before.bandwidth?.download !== download && { download: download ?? null }
        };
        if (before.bandwidth === undefined || Object.keys(bandwidth).length > 0) patch['bandwidth'] = bandwidth;
    }
    return Object.keys(patch).length === 0 ? undefined : patch;
}

function tell(samplesOfPushes: { state: ConnectionState; keyframe: boolean }[][]): ToldCall {
    const truth: TrueSample[] = [];
    const pushes = samplesOfPushes.map((samples, seq) => {
        const deltas = samples.map(({ state, keyframe }, index): Delta => {
            const at = START + seq * PUSH_INTERVAL + index;
            const previous = truth.at(-1);
            const whole = keyframe || previous === undefined;
            truth.push({ at, seq, state, keyframe: whole });
            const patch = whole ? state : patchBetween(previous.state, state);
            return { at, ...whole && { keyframe: true }, ...patch && { patch } };
        });
        return buildPush({ seq, at: START + (seq + 1) * PUSH_INTERVAL - 1, deltas });
    });
    return { truth, pushes };
}

const aCall = fc.array(
    fc.array(fc.record({ state: aState, keyframe: fc.nat(5).map((n) => n === 0) }), { maxLength: 4 }), { minLength: 1, maxLength: 8 }
).map(tell);
const asSample = ({ at, state }: TrueSample) => ({ at, state });

t.test('every state comes back as it was, however the call went', async () => {
    fc.assert(fc.property(aCall, ({ truth, pushes }) => {
        deepStrictEqual(foldDeltas(pushes, START), { samples: truth.map(asSample), gaps: [] });
    }), { numRuns: 300 });
});

t.test('the order in which pushes are given, and how often, makes no difference', async () => {
    const givenTwice = aCall
        .chain(({ pushes }) => fc.tuple(fc.subarray(pushes, { minLength: 1 }), fc.array(fc.nat(), { maxLength: 8 })))
        .chain(([kept, repeats]) => {
            const all = [...kept, ...repeats.flatMap((index) => kept[index % kept.length] ?? [])];
            return fc.tuple(fc.constant(kept), fc.shuffledSubarray(all, { minLength: all.length }));
        });
    fc.assert(fc.property(givenTwice, ([kept, shuffled]) => {
        deepStrictEqual(foldDeltas(shuffled, START), foldDeltas(kept, START));
    }), { numRuns: 300 });
});

t.test('whatever pushes are missing, all that can be known comes back, nothing else does, and gaps cover the rest', async () => {
    const withLosses = aCall.chain(({ truth, pushes }) => fc.tuple(fc.constant(truth), fc.subarray(pushes, { minLength: 1 })));
    fc.assert(fc.property(withLosses, ([truth, kept]) => {
        const there = new Set(kept.map(({ seq }) => seq));
        const allThere = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n).every((seq) => there.has(seq));
        const isKnown = ({ seq }: TrueSample, index: number) =>
            truth.slice(0, index + 1).some((earlier) => earlier.keyframe && allThere(earlier.seq, seq));
        const known = truth.filter(isKnown);

        const { samples, gaps } = foldDeltas(kept, START);
        deepStrictEqual(samples, known.map(asSample));
        for (const { at } of known) ok(!gaps.some(({ from, to }) => from < at && at < to), 'no sample lies within a gap');
        const told = truth.filter(({ seq }) => seq <= Math.max(...there));
        for (const { at } of told.filter((sample) => !known.includes(sample)))
            ok(gaps.some(({ from, to }) => from <= at && at <= to), 'what is not known lies in a gap');
    }), { numRuns: 500 });
});
