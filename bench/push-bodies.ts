import { diffState } from '../client-sdk/src/diff-state.js';
import { sampleLocalStats } from '../client-sdk/src/sample.js';
import type { ConnectionState } from '../schemas/connection-state.js';
import type { Delta, Push } from '../schemas/push.js';
import { DEEP_TRACES, readTrace } from '../test/support/traces.js';
import { createMediaMeter } from '../webrtc-stats/media-meter.js';

/** As the SDK's: a sample every 10 s, a push every 30 s, and every 20th begins with a keyframe. */
const SAMPLE_MS = 10_000, SAMPLES = 3, KEYFRAME_EVERY = 20;
/** The recorded calls have one every 2 s. */
const OF_RECORDED = 5;

/** The states of both participants of every call that was recorded with getStats(), one after the other. */
function recordedStates(): ConnectionState[] {
    return DEEP_TRACES.flatMap((name) => (['a', 'b'] as const).flatMap((participant) => {
        const lines = readTrace(name, participant);
        const endpointId = lines.find(({ me }) => me)?.me;
        const meter = createMediaMeter();
        let pair: string | undefined;
        return lines.filter(({ stats }) => stats).filter((_, place) => place % OF_RECORDED === 0).map(({ stats = {}, report = [] }) => {
            const sample = sampleLocalStats(stats, { endpointId, p2p: true, pair });
            pair = sample.pair;
            return { ...sample.state, ...meter.measure(new Map(report.entries())) };
        });
    }));
}

/** Pushes as the SDK makes them of the recorded calls. Their seq is that of their place; `at` and `sentAt` begin at `startedAt`. */
export function recordedPushes(startedAt: number): Push[] {
    const states = recordedStates();
    const deltas = states.map((state, index): Delta => {
        const at = startedAt + index * SAMPLE_MS;
        if (index % (SAMPLES * KEYFRAME_EVERY) === 0) return { at, keyframe: true, patch: state };
        const patch = diffState(states[index - 1] ?? {}, state);
        return patch === undefined ? { at } : { at, patch };
    });
    return Array.from({ length: Math.floor(deltas.length / SAMPLES) }, (_, seq) => {
        const own = deltas.slice(seq * SAMPLES, (seq + 1) * SAMPLES);
        return { seq, sentAt: own.at(-1)?.at ?? startedAt, deltas: own, events: [] };
    });
}
