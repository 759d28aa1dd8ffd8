import type { DetectorFamily, Observation } from './detector.js';
import { createLevelDetector } from './level-detector.js';
import { heightLeft } from './own-height.js';
import { duration, figure } from './words.js';

/** Of the height that it had, in per cent: below, the own video is smaller than it was. */
const SMALLER = 80;
/** Frames a second below which some are missing. */
const FRAMES_MISSING = 15;
/** px: below, the own video is small, when more is asked for. */
const SMALL = 360;

/**
 * The own video is held back by what the line carries. Chrome says so too while only small layers are asked for, so it must show; where the
 * browser does not say, it must have shrunk.
 */
function isHeldBack(observation: Observation, noticeableHeight: number): boolean {
    const { state: { outbound, maxEnabledResolution = Infinity }, measures: { frameHeightUpload = 0, framesPerSecondUpload = 0 } } = observation;
    const left = heightLeft(observation) ?? 100;
    const reason = outbound?.video?.qualityLimitationReason;
    if (reason === undefined) return left <= noticeableHeight;
    const isSmall = frameHeightUpload <= SMALL && frameHeightUpload < maxEnabledResolution;
    return reason === 'bandwidth' && (left <= SMALLER || framesPerSecondUpload < FRAMES_MISSING || isSmall);
}

/** Loss, delay, jitter, what they do to speech, and lines that are too narrow. */
export const detectNetworkIssues: DetectorFamily = ({ thresholds }) => [
    createLevelDetector({
        code: 'upload_loss', threshold: thresholds.uploadLoss, value: ({ measures }) => measures.packetLossUpload,
        text: ({ mean, worst, limit, ms }) => `For ${duration(ms)}, ${figure(mean)} % of what this participant sent got lost on its way `
            + `(at worst ${figure(worst)} %; noticeable from ${figure(limit)} %).`
    }),
    createLevelDetector({
        code: 'download_loss', threshold: thresholds.downloadLoss, value: ({ measures }) => measures.packetLossDownload,
        text: ({ mean, worst, limit, ms }) => `For ${duration(ms)}, ${figure(mean)} % of what was sent to this participant got lost `
            + `(at worst ${figure(worst)} %; noticeable from ${figure(limit)} %).`
    }),
    createLevelDetector({
        code: 'high_rtt', threshold: thresholds.roundTripTime, value: ({ measures }) => measures.roundTripTime,
        text: ({ mean, worst, ms }) => `For ${duration(ms)} a packet took ${figure(mean)} ms to go there and back (at worst ${figure(worst)} ms): `
            + 'people talk into each other.'
    }),
    createLevelDetector({
        code: 'upload_jitter', threshold: thresholds.jitter, value: ({ measures }) => measures.jitterUpload,
        text: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's audio came unevenly to the other end, by ${figure(mean)} ms `
            + `(at worst ${figure(worst)} ms): a line that others use too, or weak wireless.`
    }),
    createLevelDetector({
        code: 'download_jitter', threshold: thresholds.jitter, value: ({ measures }) => measures.jitterDownload,
        text: ({ mean, worst, ms }) => `For ${duration(ms)} audio came unevenly to this participant, by ${figure(mean)} ms (at worst ${figure(worst)} ms): a `
            + 'line that others use too, or weak wireless.'
    }),
    createLevelDetector({
        code: 'high_playout_delay', threshold: thresholds.playoutDelay, value: ({ measures }) => measures.playoutDelay,
        text: ({ mean, worst, ms }) => `For ${duration(ms)} what others said was held back by ${figure(mean)} ms (at worst ${figure(worst)} ms) to smooth it, as `
            + 'it came unevenly.'
    }),
    createLevelDetector({
        code: 'low_audio_mos', threshold: thresholds.audioMos, value: ({ measures }) => measures.audioMosDownload,
        text: ({ mean, worst, ms }) => `For ${duration(ms)} the others were hard to understand: a score of ${figure(mean)} of 4.4 for what this participant heard `
            + `(at worst ${figure(worst)}).`
    }),
    createLevelDetector({
        code: 'bandwidth_limited', threshold: thresholds.bandwidth, value: ({ measures }) => measures.bandwidthUpload,
        counts: (observation) => isHeldBack(observation, thresholds.frameHeight.warning ?? 0),
        text: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's line could carry only ${figure(mean)} kbit/s upwards (at worst ${figure(worst)}), `
            + 'too little for the video.'
    })
];
