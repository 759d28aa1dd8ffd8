import type { ConnectionState } from '../../schemas/connection-state.js';
import type { MediaState } from '../../webrtc-stats/media-meter.js';
import type { Environment, Undo } from './environment.js';
import { guard, ignore } from './guard.js';
import type { MediaReader } from './peer-connection.js';

/** A sample waits no longer for its deeper part. */
const PATIENCE_MS = 1000;

interface WaitingSample {
    at: number;
    state: ConnectionState;
    /** undefined when there is nothing more to wait for. */
    stopTimer?: Undo | undefined;
}

export interface SampleQueue {
    /** A state at its stats event; it is passed on with what the peer connection tells of the same moment, in the order of the events. */
    add(at: number, state: ConnectionState): void;
    /** Passes on what is waiting as it is. */
    flush(): void;
}

export function createSampleQueue(
    { setTimer }: Pick<Environment, 'setTimer'>, media: MediaReader, pass: (at: number, state: ConnectionState) => void
): SampleQueue {
    const waiting: WaitingSample[] = [];

    /** It waits no more; in the order of the events it and what came after it are passed on. */
    function complete(sample: WaitingSample, deeper?: MediaState) {
        sample.stopTimer?.();
        sample.stopTimer = undefined;
        Object.assign(sample.state, deeper);
        for (let [first] = waiting; first && !first.stopTimer; [first] = waiting) {
            waiting.shift();
            pass(first.at, first.state);
        }
    }

    return {
        add(at, state) {
            const sample: WaitingSample = { at, state };
            waiting.push(sample);
            const answer = media.read();
            if (!answer) {
                complete(sample);
                return;
            }
            sample.stopTimer = setTimer(() => { complete(sample); }, PATIENCE_MS);
            answer.then(guard((measure?: () => MediaState | undefined) => { if (sample.stopTimer) complete(sample, measure?.()); }), ignore);
        },
        flush() {
            for (const sample of [...waiting]) complete(sample);
        }
    };
}
