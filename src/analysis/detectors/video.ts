import type { FoundIssue } from '../../../schemas/issue.js';
import { createHysteresis } from '../hysteresis.js';
import type { Threshold } from '../../thresholds.js';
import type { Detector, DetectorFamily, Observation } from './detector.js';
import { createIssueList } from './issue-list.js';
import { createLevelDetector } from './level-detector.js';
import { heightLeft } from './own-height.js';

/**
 * Signs that frames were lost and not left out: a screen that nobody moves has few frames a second, and a small tile may get few by
 * choice. Frames that came and were not shown, or loss.
 */
const isJerky = ({ state: { inbound }, measures: { packetLossDownload = 0 } }: Observation, noticeableLoss: number): boolean =>
    (inbound?.video?.framesDropped ?? 0) >= 1 || packetLossDownload >= noticeableLoss;

const isLimited = ({ state: { outbound } }: Observation): boolean => outbound?.video?.qualityLimitationReason !== 'none';

/** A shared screen has five frames a second in Jitsi, or fewer. */
const SCREEN_FPS = 6;

/** A screen that nobody moves stands still, too: among videos as slow as one, a freeze needs a sign that something went wrong. */
function isFreeze({ state: { inbound }, measures: { packetLossDownload = 0 } }: Observation): boolean {
    const { framesPerSecond, framesDropped = 0, pliCount = 0 } = inbound?.video ?? {};
    return (framesPerSecond?.min ?? SCREEN_FPS) >= SCREEN_FPS || framesDropped >= 1 || pliCount > 0 || packetLossDownload >= 1;
}

/** Pictures that stand still, jerk, or shrink. */
export const detectVideoIssues: DetectorFamily = ({ thresholds }) => [
    detectFreezes(thresholds.freezes),
    createLevelDetector({
        code: 'upload_low_frame_rate', threshold: thresholds.frameRate,
        value: ({ measures, context }) => context.sharing ? undefined : measures.framesPerSecondUpload
    }),
    createLevelDetector({
        code: 'download_low_frame_rate', threshold: thresholds.frameRate, value: ({ measures }) => measures.framesPerSecondDownload,
        counts: (observation) => isJerky(observation, thresholds.downloadLoss.warning ?? Infinity)
    }),
    createLevelDetector({
        code: 'resolution_collapse', threshold: thresholds.frameHeight, value: heightLeft, counts: isLimited
    })
];

/**
 * Unlike the others: not a value that lasts, but time that was lost. Pauses (no frame for 5 s) are not counted: a camera that is turned off
 * and on again is one.
 */
function detectFreezes({ warning, error, until }: Threshold): Detector {
    const createFor = (seconds: number | null) => createHysteresis({ after: (seconds ?? Infinity) * 1000, until, samples: 1 });
    const noticeable = createFor(warning ?? error);
    const unbearable = createFor(error);
    const list = createIssueList();
    const nothing = { freezes: 0, frozenMs: 0, longestMs: 0 };
    let figures = nothing;
    let open: { from: number; to: number; isError: boolean } | undefined;

    const tell = ({ from, to, isError }: NonNullable<typeof open>): FoundIssue => ({
        code: 'freezes', severity: isError || warning === null ? 'error' : 'warning', from, to, evidence: { ...figures, ms: to - from }
    });
    const close = () => {
        if (open !== undefined) list.add(tell(open));
        open = undefined;
        figures = nothing;
    };
    return {
        observe(observation) {
            const { from, to, state: { inbound, received } } = observation;
            const { freezeCount = 0, totalFreezesDuration } = inbound?.video ?? {};
            if (totalFreezesDuration === undefined) return;
            // of several videos: the time that one of them stood still, on average
            const frozen = isFreeze(observation) ? totalFreezesDuration / Math.max(1, received?.videoStreams ?? 1) : 0;
            const frozenMs = figures.frozenMs + Math.round(frozen);
            const longestMs = Math.max(figures.longestMs, Math.round(frozen));
            if (frozen > 0) figures = { freezes: figures.freezes + freezeCount, frozenMs, longestMs };
            // a freeze counts where it ends and can be longer than the sample that tells of it
            noticeable.add({ from: Math.min(from, to - frozen), to }, frozen);
            unbearable.add({ from, to }, frozen);
            const { current } = noticeable;
            const isError = open?.isError === true || unbearable.current !== undefined;
            if (current !== undefined) open = { from: open?.from ?? current.from, to: current.to, isError };
            if (open !== undefined && current === undefined) close();
            if (noticeable.isAtRest) figures = nothing;
        },
        current: () => open === undefined ? [] : [tell(open)],
        finish() {
            close();
            return list.issues;
        }
    };
}
