import { text } from './identifiers.js';
import { count, fps, kbps, milliseconds, part, percent, perSecond, pixels, spread } from './quantities.js';

/**
 * What getStats() of the active peer connection tells at a stats event, over the interval since the one before it. Names are those of
 * https://www.w3.org/TR/webrtc-stats/; what is a counter there is a rate or an amount of the interval here, seconds are milliseconds, bits
 * kilobits. packetLoss is what follows from packetsLost. Over several streams of a kind: amounts are sums, loss and times per packet,
 * sample or frame are of all of them together, jitter is the mean by packets. The interval has no value where nothing came to measure.
 */

/** Told by the other end (remote-inbound-rtp): absent when no report has come in the interval. */
const told = {
    packetLoss: percent('sent and lost on the way, remote-inbound-rtp packetsLost of packetsSent: retransmissions count as sent, so rather too low'),
    jitter: milliseconds('at the other end'),
    roundTripTime: milliseconds('to the other end')
};

export const OutboundSchema = part({
    audio: part(told, 'audio'),
    video: part({
        ...told,
        framesPerSecond: fps('encoded, of the tallest stream'),
        frameHeight: pixels('of the tallest stream'),
        encodeTime: milliseconds('totalEncodeTime per frame, one decimal'),
        qualityLimitationReason: text(16, { description: 'RTCQualityLimitationReason of the tallest stream: none, cpu, bandwidth, other' }),
        nackCount: perSecond('packets asked for again'),
        pliCount: perSecond('keyframes asked for')
    }, 'video')
}, 'own media on its way to the others');

export const InboundSchema = part({
    audio: part({
        packetLoss: percent('lost of what was sent to this participant'),
        jitter: milliseconds('of arrival'),
        jitterBufferDelay: milliseconds('per sample that was played'),
        concealedSamples: percent('made up, of the samples played; silence that is made up is neither')
    }, 'audio'),
    video: part({
        packetLoss: percent('lost of what was sent to this participant, before retransmissions'),
        jitter: milliseconds('of arrival'),
        jitterBufferDelay: milliseconds('per frame that was played'),
        framesPerSecond: spread(fps, 'frame rate of the videos of which frames came'),
        frameHeight: spread(pixels, 'height of these videos'),
        framesDropped: perSecond('frames that came and were not shown'),
        decodeTime: milliseconds('totalDecodeTime per frame, one decimal'),
        freezeCount: count('freezes that ended in the interval'),
        totalFreezesDuration: milliseconds('of these freezes'),
        pauseCount: count('pauses (no frame for 5 s) that ended in the interval'),
        totalPausesDuration: milliseconds('of these pauses'),
        nackCount: perSecond('packets that this participant asked for again'),
        pliCount: perSecond('keyframes that this participant asked for')
    }, 'video')
}, 'the others\' media on its way to this participant');

export const CandidatePairSchema = part({
    availableOutgoingBitrate: kbps('estimate of what could be sent'),
    currentRoundTripTime: milliseconds('of the pair, when a check was answered in the interval'),
    protocol: text(8, { description: 'of the local candidate: udp, tcp' }),
    relayProtocol: text(8, { description: 'between this end and its TURN server: udp, tcp, tls' }),
    localCandidateType: text(16, { description: 'RTCIceCandidateType: host, srflx, prflx, relay' }),
    remoteCandidateType: text(16, { description: 'RTCIceCandidateType of the other end' }),
    networkType: text(32, { description: 'RTCNetworkType of the local candidate: wifi, ethernet, cellular, vpn, unknown' })
}, 'the pair that carries the media');
