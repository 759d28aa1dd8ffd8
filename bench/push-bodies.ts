import { readdirSync, readFileSync } from 'node:fs';
import { diffState } from '../client-sdk/src/diff-state.js';
import type { LocalStats } from '../client-sdk/src/jitsi.js';
import { sampleLocalStats } from '../client-sdk/src/sample.js';
import type { ConnectionState } from '../schemas/connection-state.js';
import type { Delta, Push } from '../schemas/push.js';

const TRACES = new URL('../../test/fixtures/traces/', import.meta.url);
/** As the SDK's: a sample every 10 s, a push every 30 s, and every 20th begins with a keyframe. */
const SAMPLE_MS = 10_000, SAMPLES = 3, KEYFRAME_EVERY = 20;

interface TraceLine { event: string; participant: string; me?: string; stats?: LocalStats }

/** The states of one participant of every recorded call, one after the other. */
function recordedStates(): ConnectionState[] {
    return readdirSync(TRACES).sort().flatMap((file) => {
        const lines = readFileSync(new URL(file, TRACES), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TraceLine);
        const own = lines.filter(({ participant }) => participant === 'a');
        const endpointId = own.find(({ event }) => event === 'conference.joined')?.me;
        let pair: string | undefined;
        return own.flatMap(({ event, stats }) => {
            if (event !== 'cq.local_stats_updated' || stats === undefined) return [];
            const sample = sampleLocalStats(stats, { endpointId, p2p: true, pair });
            pair = sample.pair;
            return [sample.state];
        });
    });
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
