import type { ConnectionState } from '../../schemas/connection-state.js';
import { SESSION_METRIC_NAMES, type SessionMetricName } from '../../schemas/session-metrics.js';
import type { CallContext } from './call-context.js';
import { audioMos } from './mos.js';
import { videoScore, type VideoPath } from './video-score.js';

/** The values of one sample, as far as they are known. */
export type Measures = { readonly [K in SessionMetricName]?: number | undefined };

/** Whether there is anything to judge by: the library's own verdict is not. */
export const hasFigures = (measures: Measures): boolean =>
    SESSION_METRIC_NAMES.some((name) => name !== 'connectionQuality' && measures[name] !== undefined);

/** The best that was seen so far in this session: what its camera, its machine and the others' can do. */
export interface BestSeen {
    framesPerSecondUpload: number;
    framesPerSecondDownload: number;
    frameHeightUpload: number;
    /** ms for a frame; Infinity where not known. */
    encodeTime: number;
    decodeTime: number;
}

const highest = (...values: (number | undefined)[]): number | undefined => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? undefined : Math.max(...known);
};

/**
 * What a sample says: what getStats() tells, else what lib-jitsi-meet does (older script, or a browser without). Two of the library's values
 * are not taken: its upload loss is always 0, as it reads packetsLost where outbound-rtp has none, and its total is made of that.
 * @param ms - how long the interval was
 */
export function measure(state: ConnectionState, ms: number, context: CallContext, best: BestSeen): Measures {
    const { outbound, inbound, candidatePair, bitrate, bandwidth, packetLoss, transport } = state;
    const seen: Measures = {
        packetLossUpload: highest(outbound?.audio?.packetLoss, outbound?.video?.packetLoss),
        packetLossDownload: highest(inbound?.audio?.packetLoss, inbound?.video?.packetLoss) ?? packetLoss?.download,
        roundTripTime: candidatePair?.currentRoundTripTime ?? transport?.rtt ?? state.jvbRTT,
        jitterUpload: outbound?.audio?.jitter,
        jitterDownload: inbound?.audio?.jitter,
        playoutDelay: inbound?.audio?.jitterBufferDelay,
        concealedAudio: inbound?.audio?.concealedSamples,
        bitrateUpload: totalBitrate(bitrate, 'upload'),
        bitrateDownload: totalBitrate(bitrate, 'download'),
        bandwidthUpload: candidatePair?.availableOutgoingBitrate ?? bandwidth?.upload,
        bandwidthDownload: bandwidth?.download,
        framesPerSecondUpload: outbound?.video?.framesPerSecond ?? state.framerate,
        framesPerSecondDownload: inbound?.video?.framesPerSecond?.mean ?? state.received?.framerate?.mean,
        frameHeightUpload: outbound?.video?.frameHeight ?? state.resolution?.height,
        frameHeightDownload: inbound?.video?.frameHeight?.mean ?? state.received?.height?.mean,
        connectionQuality: state.connectionQuality
    };
    return {
        ...seen,
        audioMosUpload: mosUpload(state, seen),
        audioMosDownload: mosDownload(state, seen),
        videoScoreUpload: context.sharing ? undefined : scoreUpload(state, seen, best),
        videoScoreDownload: scoreDownload(state, seen, ms, best)
    };
}

/**
 * Told, or the sum of audio and video, which is how lib-jitsi-meet makes its total (modules/statistics/RTPStatsCollector.js): other clients tell
 * the parts alone. Of one part no total follows.
 */
function totalBitrate(bitrate: ConnectionState['bitrate'], direction: 'upload' | 'download'): number | undefined {
    const total = bitrate?.[direction], audio = bitrate?.audio?.[direction], video = bitrate?.video?.[direction];
    return total ?? (audio === undefined || video === undefined ? undefined : audio + video);
}

/** Known only where the other end told of the audio: that is what they hear. */
function mosUpload({ outbound }: ConnectionState, { roundTripTime }: Measures): number | undefined {
    const lossPercent = outbound?.audio?.packetLoss;
    if (lossPercent === undefined) return undefined;
    return audioMos({ lossPercent, roundTripTime: outbound?.audio?.roundTripTime ?? roundTripTime, jitter: outbound?.audio?.jitter });
}

/** Of audio that came. Without getStats() its loss is taken to be that of all that came. */
function mosDownload({ inbound, bitrate, packetLoss }: ConnectionState, { roundTripTime }: Measures): number | undefined {
    const { packetLoss: lost, concealedSamples, jitterBufferDelay, jitter } = inbound?.audio ?? {};
    const lossPercent = highest(lost, concealedSamples) ?? ((bitrate?.audio?.download ?? 0) > 0 ? packetLoss?.download : undefined);
    return lossPercent === undefined ? undefined : audioMos({ lossPercent, roundTripTime, playoutDelay: jitterBufferDelay, jitter });
}

/** A frame rate below which no camera of today stays by itself in good light. */
const CAMERA_FPS = 15;

function scoreUpload({ bitrate, codec, maxEnabledResolution }: ConnectionState, seen: Measures, best: BestSeen): number | undefined {
    const { framesPerSecondUpload: framesPerSecond, frameHeightUpload: frameHeight } = seen;
    const video = bitrate?.video?.upload;
    if (framesPerSecond === undefined || frameHeight === undefined || video === undefined || video === 0) return undefined;
    const expected = {
        framesPerSecond: Math.max(CAMERA_FPS, best.framesPerSecondUpload),
        frameHeight: Math.min(best.frameHeightUpload, maxEnabledResolution ?? Infinity)
    };
    return videoScore({ bitrate: video, framesPerSecond, frameHeight, expected, frozen: 0, codec: codec?.video });
}

/** Of the mean video: how large each could be is not known, as that depends on how large it is shown. */
function scoreDownload({ bitrate, received, inbound, codec }: ConnectionState, seen: Measures, ms: number, best: BestSeen): number | undefined {
    const { framesPerSecondDownload: framesPerSecond, frameHeightDownload: frameHeight } = seen;
    const streams = received?.videoStreams ?? 1;
    const video = bitrate?.video?.download;
    if (framesPerSecond === undefined || frameHeight === undefined || video === undefined || video === 0 || streams === 0) return undefined;
    const path: VideoPath = {
        bitrate: video / streams, framesPerSecond, frameHeight,
        expected: { framesPerSecond: Math.max(CAMERA_FPS, best.framesPerSecondDownload), frameHeight },
        frozen: (inbound?.video?.totalFreezesDuration ?? 0) / (ms * streams), codec: codec?.video
    };
    return videoScore(path);
}
