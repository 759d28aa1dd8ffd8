import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';

const STREAM = ['id', 'type', 'kind', 'ssrc', 'timestamp', 'codecId'];
const VIDEO = ['framesPerSecond', 'frameWidth', 'frameHeight', 'nackCount', 'pliCount'];
const CANDIDATE = ['id', 'type', 'address', 'ip', 'port', 'protocol', 'relayProtocol', 'candidateType', 'networkType'];

/** The members that a state is made of, by the type of their object, of streams also by their kind. */
const MEMBERS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
    'inbound-rtp audio': [...STREAM, 'bytesReceived', 'packetsReceived', 'packetsLost', 'retransmittedPacketsReceived', 'jitter', 'jitterBufferDelay',
        'jitterBufferEmittedCount', 'concealedSamples', 'silentConcealedSamples', 'totalSamplesReceived'],
    'inbound-rtp video': [...STREAM, ...VIDEO, 'bytesReceived', 'packetsReceived', 'packetsLost', 'retransmittedPacketsReceived', 'jitter',
        'jitterBufferDelay', 'jitterBufferEmittedCount', 'framesDropped', 'framesDecoded', 'totalDecodeTime', 'freezeCount', 'totalFreezesDuration',
        'pauseCount', 'totalPausesDuration'],
    'outbound-rtp audio': [...STREAM, 'bytesSent', 'packetsSent'],
    'outbound-rtp video': [...STREAM, ...VIDEO, 'bytesSent', 'packetsSent', 'framesEncoded', 'totalEncodeTime', 'qualityLimitationReason'],
    'remote-inbound-rtp': ['id', 'type', 'ssrc', 'timestamp', 'packetsLost', 'jitter', 'roundTripTime'],
    'candidate-pair': ['id', 'type', 'timestamp', 'localCandidateId', 'remoteCandidateId', 'nominated', 'selected', 'state',
        'availableOutgoingBitrate', 'currentRoundTripTime', 'responsesReceived'],
    transport: ['id', 'type', 'selectedCandidatePairId'],
    'local-candidate': CANDIDATE,
    'remote-candidate': CANDIDATE
}));

/**
 * Copies of the objects of a report that a state is made of, with nothing else in them: of each connection they are remembered until the
 * next report, and a browser tells five times as much.
 */
export function keepMembers(stats: readonly RtcStats[]): RtcStats[] {
    const kept: RtcStats[] = [];
    for (const each of stats) {
        const members = MEMBERS.get(String(each.type)) ?? MEMBERS.get(`${String(each.type)} ${String(each.kind)}`);
        if (members === undefined) continue;
        const copy: Record<string, unknown> = {};
        for (const member of members) copy[member] = each[member];
        kept.push(copy);
    }
    return kept;
}
