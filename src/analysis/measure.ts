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

const higher = (a: number | undefined, b: number | undefined): number | undefined => a === undefined ? b : b === undefined ? a : Math.max(a, b);

/**
 * What a sample says: what getStats() tells, else what lib-jitsi-meet does (older script, or a browser without). Two of the library's values
 * are not taken: its upload loss is always 0, as it reads packetsLost where outbound-rtp has none, and its total is made of that.
 * @param ms - how long the interval was
 */
export function measure(state: ConnectionState, ms: number, context: CallContext, best: BestSeen): Measures {
    const { outbound, inbound, candidatePair, bitrate, bandwidth, packetLoss, transport } = state;
    // whole from the begin: to copy so many members for each sample takes longer than to compute them
    const measures: { -readonly [K in keyof Measures]: Measures[K] } = {
        packetLossUpload: higher(outbound?.audio?.packetLoss, outbound?.video?.packetLoss),
        packetLossDownload: higher(inbound?.audio?.packetLoss, inbound?.video?.packetLoss) ?? packetLoss?.download,
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
        audioMosUpload: undefined,
        audioMosDownload: undefined,
        videoScoreUpload: undefined,
        videoScoreDownload: undefined,
        connectionQuality: state.connectionQuality
    };
    measures.audioMosUpload = mosUpload(state, measures);
    measures.audioMosDownload = mosDownload(state, measures);
    if (!context.sharing) measures.videoScoreUpload = scoreUpload(state, measures, best);
    measures.videoScoreDownload = scoreDownload(state, measures, ms, best);
    return measures;
}

/** How often, and how long (ms), videos of others stood still since the sample before; undefined where the browser does not tell. */
export const freezesOf = ({ inbound }: ConnectionState): { count: number | undefined; ms: number | undefined } =>
    ({ count: inbound?.video?.freezeCount, ms: inbound?.video?.totalFreezesDuration });

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
    const lossPercent = higher(lost, concealedSamples) ?? ((bitrate?.audio?.download ?? 0) > 0 ? packetLoss?.download : undefined);
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
