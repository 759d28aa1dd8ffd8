import type { DetectorFamily, Observation } from './detector.js';
import { createLevelDetector } from './level-detector.js';
import { heightLeft } from './own-height.js';

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
        code: 'upload_loss', threshold: thresholds.uploadLoss, value: ({ measures }) => measures.packetLossUpload
    }),
    createLevelDetector({
        code: 'download_loss', threshold: thresholds.downloadLoss, value: ({ measures }) => measures.packetLossDownload
    }),
    createLevelDetector({
        code: 'high_rtt', threshold: thresholds.roundTripTime, value: ({ measures }) => measures.roundTripTime
    }),
    createLevelDetector({
        code: 'upload_jitter', threshold: thresholds.jitter, value: ({ measures }) => measures.jitterUpload
    }),
    createLevelDetector({
        code: 'download_jitter', threshold: thresholds.jitter, value: ({ measures }) => measures.jitterDownload
    }),
    createLevelDetector({
        code: 'high_playout_delay', threshold: thresholds.playoutDelay, value: ({ measures }) => measures.playoutDelay
    }),
    createLevelDetector({
        code: 'low_audio_mos', threshold: thresholds.audioMos, value: ({ measures }) => measures.audioMosDownload
    }),
    createLevelDetector({
        code: 'bandwidth_limited', threshold: thresholds.bandwidth, value: ({ measures }) => measures.bandwidthUpload,
        counts: (observation) => isHeldBack(observation, thresholds.frameHeight.warning ?? 0)
    })
];
