import type { DetectorFamily, Observation } from './detector.js';
import { createLevelDetector } from './level-detector.js';
import { heightLeft } from './own-height.js';
import { duration, figure } from './words.js';

/** The own video is held back by what the line carries; where the browser does not say why, it must have shrunk. */
function isHeldBack(observation: Observation, noticeableHeight: number): boolean {
    const reason = observation.state.outbound?.video?.qualityLimitationReason;
    return reason === undefined ? (heightLeft(observation) ?? 100) <= noticeableHeight : reason === 'bandwidth';
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
