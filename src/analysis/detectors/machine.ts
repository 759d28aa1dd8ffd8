import type { CallEventData } from '../../../schemas/event.js';
import { isBeyond } from '../histogram.js';
import type { Threshold } from '../../thresholds.js';
import type { DetectorFamily, Observation } from './detector.js';
import { createLevelDetector } from './level-detector.js';
import { createMomentDetector } from './moment-detector.js';

/** A machine that takes long for a frame is only overloaded when frames are missing: some encoders work on several at once. */
const FRAMES_MISSING = 15;
/** So many times the threshold is long on any machine; the threshold itself is, when it is so many times what it took at best. */
const LONG = 2;
const LONGER = 4;

/** ms for a frame, of the direction that it slows down; else the longer of both. */
function frameTime({ state: { outbound, inbound } }: Observation): number | undefined {
    const times = [outbound?.video?.encodeTime, inbound?.video?.decodeTime].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * Chromium says `cpu` late or never (it did not on a machine that made 5 frames a second), so frames that take too long count as well. Not the
 * own ones while a screen is shared: it has few frames, and large ones.
 */
function isOverloaded({ state: { outbound, inbound }, best, context }: Observation, limit: number): boolean {
    const isSlow = (time = 0, framesPerSecond = 0, bestTime: number) =>
        framesPerSecond < FRAMES_MISSING && time >= limit * (time >= bestTime * LONGER ? 1 : LONG);
    const { qualityLimitationReason, encodeTime, framesPerSecond } = outbound?.video ?? {};
    return qualityLimitationReason === 'cpu' || !context.sharing && isSlow(encodeTime, framesPerSecond, best.encodeTime)
        || isSlow(inbound?.video?.decodeTime, inbound?.video?.framesPerSecond?.mean, best.decodeTime);
}

const deviceOf = (data: CallEventData | undefined): 'camera' | 'microphone' => data?.kind === 'video' ? 'camera' : 'microphone';

/** Processor, microphone, camera, sleep. */
export const detectMachineIssues: DetectorFamily = ({ thresholds }) => [
    detectOverload(thresholds.frameTime),
    createMomentDetector({
        code: 'no_audio_input', severity: 'warning', tells: ({ type }) => type === 'noAudioInput'
    }),
    createMomentDetector({
        code: 'noisy_mic', severity: 'warning', tells: ({ type }) => type === 'noisyMic'
    }),
    createMomentDetector({
        code: 'track_ended', severity: 'warning',
        // a shared screen ends like this whenever the person stops sharing in the browser's own bar
        tells: ({ type, data }) => type === 'trackEnded' && (data?.kind === 'audio' || data?.kind === 'video'),
        detailsOf: ({ data }) => ({ device: deviceOf(data) })
    }),
    createMomentDetector({
        code: 'machine_suspended', severity: 'info', tells: ({ type }) => type === 'suspendDetected'
    })
];

function detectOverload(threshold: Threshold) {
    const limit = threshold.warning ?? threshold.error ?? Infinity;
    // said to be limited by the processor: that counts, however fast the frames are
    const value = (observation: Observation) => {
        const time = frameTime(observation);
        const isSaid = observation.state.outbound?.video?.qualityLimitationReason === 'cpu';
        return isSaid ? Math.max(time ?? 0, limit) : time;
    };
    return createLevelDetector({
        code: 'cpu_limited', threshold, value,
        counts: (observation) => isOverloaded(observation, limit) && isBeyond(value(observation) ?? 0, { worse: 'high', value: limit })
    });
}
