import t from 'tap';
import { createMediaMeter } from '../../webrtc-stats/media-meter.js';
import type { RtcStats } from '../../webrtc-stats/rtc-stats.js';

/** One RTCStats object at a time in s; its id and ssrc are told by its name. */
type Stats = RtcStats & { name?: string };
const report = (seconds: number, ...objects: Stats[]) =>
    new Map(objects.map(({ name = 'x', ...stats }, place) => [place, { id: name, ssrc: name, timestamp: seconds * 1000, ...stats }]));
const inAudio = (members: Stats): Stats => ({ name: 'ia', type: 'inbound-rtp', kind: 'audio', ...members });
const inVideo = (members: Stats): Stats => ({ name: 'iv', type: 'inbound-rtp', kind: 'video', ...members });
const outAudio = (members: Stats): Stats => ({ name: 'oa', type: 'outbound-rtp', kind: 'audio', ...members });
const outVideo = (members: Stats): Stats => ({ name: 'ov', type: 'outbound-rtp', kind: 'video', ...members });
const told = (name: string, members: Stats): Stats => ({ name, id: `told of ${name}`, type: 'remote-inbound-rtp', kind: 'audio', ...members });

/** Measures reports of one connection, one after the other; what is said of the last one. */
function measure(...reports: ReturnType<typeof report>[]) {
    const meter = createMediaMeter();
    return reports.map((each) => meter.measure(each)).at(-1);
}

t.test('the first report is what the next is compared with; only what needs no comparison is told', async (t) => {
    const full = (seconds: number, grown: number) => report(seconds,
        inAudio({
            packetsLost: grown, packetsReceived: 9 * grown, jitter: 0.0126,
            jitterBufferDelay: 0.02 * 48000 * grown, jitterBufferEmittedCount: 48000 * grown,
            concealedSamples: 3000 * grown, silentConcealedSamples: 1000 * grown, totalSamplesReceived: 41_000 * grown
        }),
        inVideo({
            packetsLost: 2 * grown, packetsReceived: 118 * grown, retransmittedPacketsReceived: 20 * grown, jitter: 0.004,
            jitterBufferDelay: 0.03 * grown, jitterBufferEmittedCount: grown, framesPerSecond: 24, frameHeight: 360, framesDropped: 3 * grown,
            framesDecoded: 10 * grown, totalDecodeTime: 0.0234 * grown, freezeCount: grown, totalFreezesDuration: 0.5 * grown, pauseCount: 0,
            totalPausesDuration: 0, nackCount: 4 * grown, pliCount: grown
        }),
        outAudio({ packetsSent: 50 * grown }),
        outVideo({
            packetsSent: 200 * grown, framesPerSecond: 29.6, frameHeight: 720, framesEncoded: 20 * grown, totalEncodeTime: 0.1 * grown,
            qualityLimitationReason: 'cpu', nackCount: grown, pliCount: 0
        }),
        told('oa', { timestamp: seconds * 1000 - 1, packetsLost: 2 * grown, jitter: 0.003, roundTripTime: 0.04 }),
        told('ov', { timestamp: seconds * 1000 - 1, kind: 'video', packetsLost: 20 * grown, jitter: 0.007, roundTripTime: 0.05 }));
    const meter = createMediaMeter();
    t.strictSame(JSON.parse(JSON.stringify(meter.measure(full(100, 7)))), {
        outbound: { video: { framesPerSecond: 30, frameHeight: 720, qualityLimitationReason: 'cpu' } },
        inbound: { video: { framesPerSecond: { min: 24, mean: 24 }, frameHeight: { min: 360, mean: 360 } } }
    });
    t.strictSame(JSON.parse(JSON.stringify(meter.measure(full(102, 9)))), {
        outbound: {
            audio: { packetLoss: 4, jitter: 3, roundTripTime: 40 },
            video: {
                packetLoss: 10, jitter: 7, roundTripTime: 50, framesPerSecond: 30, frameHeight: 720, encodeTime: 5, qualityLimitationReason: 'cpu',
                nackCount: 1, pliCount: 0
            }
        },
        inbound: {
            audio: { packetLoss: 10, jitter: 13, jitterBufferDelay: 20, concealedSamples: 5 },
            video: {
                packetLoss: 2, jitter: 4, jitterBufferDelay: 30, framesPerSecond: { min: 24, mean: 24 }, frameHeight: { min: 360, mean: 360 },
                framesDropped: 3, decodeTime: 2.3, freezeCount: 2, totalFreezesDuration: 1000, pauseCount: 0, totalPausesDuration: 0,
                nackCount: 4, pliCount: 1
            }
        }
    });
});

t.test('a stream that comes later counts from 0, also with another\'s id', async (t) => {
    const old = inAudio({ packetsLost: 5, packetsReceived: 100 });
    const another = inAudio({ name: 'ic', packetsLost: 1, packetsReceived: 3 });
    t.match(measure(report(10, old), report(20, old, another)), { inbound: { audio: { packetLoss: 25 } } });
    const sameId = inAudio({ name: 'ic', id: 'ia', packetsLost: 20, packetsReceived: 180 });
    t.match(measure(report(10, old), report(20, sameId)), { inbound: { audio: { packetLoss: 10 } } });
});

t.test('a counter that falls back has begun anew', async (t) => {
    const before = inVideo({ packetsLost: 50, packetsReceived: 1000, framesDropped: 80, freezeCount: 7, totalFreezesDuration: 5 });
    const after = inVideo({ packetsLost: 0, packetsReceived: 90, framesDropped: 20, freezeCount: 1, totalFreezesDuration: 0.3 });
    t.match(measure(report(10, before), report(20, after)),
        { inbound: { video: { packetLoss: 0, framesDropped: 2, freezeCount: 1, totalFreezesDuration: 300 } } });
});

t.test('packets that come late or twice make no negative loss, and a browser\'s nonsense none at all', async (t) => {
    const lossOf = (...lost: unknown[]) => measure(...lost.map((packetsLost, round) =>
        report(10 + 10 * round, inAudio({ packetsLost, packetsReceived: 90 * round }))))?.inbound?.audio?.packetLoss;
    t.equal(lossOf(10, 4), 0, 'late');
    t.equal(lossOf(0, -5), 0, 'twice');
    t.equal(lossOf(-5, 10), 10, 'and then some are lost');
    t.equal(lossOf(0, -4_000_000), undefined);
    t.equal(lossOf(-4_000_000, 10), undefined, 'nor from it on');
    t.equal(lossOf(-4_000_000, 0, 10), 10, 'and then it is well');
    const both = (seconds: number, lost: number, nonsense: number) => report(seconds, inAudio({ packetsLost: lost, packetsReceived: 9 * lost }),
        inAudio({ name: 'ic', packetsLost: nonsense, packetsReceived: 1000 * seconds }));
    t.equal(measure(both(10, 10, 0), both(20, 20, -2e6))?.inbound?.audio?.packetLoss, 10, 'the others count');
});

t.test('where no packets came or went there is no loss, jitter or delay, not 0', async (t) => {
    const still = [
        inAudio({
            packetsLost: 3, packetsReceived: 100, jitter: 0.01, jitterBufferDelay: 5, jitterBufferEmittedCount: 9, concealedSamples: 0,
            totalSamplesReceived: 9
        }),
        inVideo({ packetsLost: 3, packetsReceived: 100, jitter: 0.01, frameHeight: 720, framesDecoded: 5, totalDecodeTime: 5 }),
        outVideo({ packetsSent: 100, frameHeight: 720, framesEncoded: 9, totalEncodeTime: 1, qualityLimitationReason: 'bandwidth' }),
        told('ov', { timestamp: 9000, packetsLost: 3, jitter: 0.1, roundTripTime: 0.1 })
    ];
    t.equal(measure(report(10, ...still), report(20, ...still)), undefined);
});

t.test('somebody who is silent does not make the others\' gaps smaller', async (t) => {
    const at = (seconds: number, samples: number) => report(seconds,
        inAudio({ concealedSamples: samples / 10, silentConcealedSamples: 0, totalSamplesReceived: samples }),
        inAudio({ name: 'muted', concealedSamples: samples, silentConcealedSamples: samples, totalSamplesReceived: samples }));
    t.equal(measure(at(10, 480_000), at(20, 960_000))?.inbound?.audio?.concealedSamples, 10);
});

t.test('several streams: amounts are sums, loss and times are of all together, jitter is the mean by packets', async (t) => {
    const at = (seconds: number, grown: number) => report(seconds,
        inVideo({
            packetsLost: grown, packetsReceived: 9 * grown, jitter: 0.001, framesPerSecond: 30, frameHeight: 720, framesDropped: grown,
            freezeCount: grown, framesDecoded: 30 * grown, totalDecodeTime: 0.3 * grown
        }),
        inVideo({
            name: 'iw', packetsLost: 0, packetsReceived: 90 * grown, jitter: 0.012, framesPerSecond: 15, frameHeight: 180, framesDropped: 0,
            freezeCount: 2 * grown, framesDecoded: 10 * grown, totalDecodeTime: 0.02 * grown
        }),
        inVideo({ name: 'muted', packetsLost: 9, packetsReceived: 9, jitter: 1, frameHeight: 1080, framesDropped: 4, framesPerSecond: 0 }),
        outVideo({
            packetsSent: 100 * grown, framesPerSecond: 30, frameHeight: 720, framesEncoded: 30 * grown, totalEncodeTime: 0.6 * grown,
            qualityLimitationReason: 'none', nackCount: grown
        }),
        outVideo({
            name: 'ow', packetsSent: 300 * grown, framesPerSecond: 15, frameHeight: 180, framesEncoded: 30 * grown,
            totalEncodeTime: 0.3 * grown, qualityLimitationReason: 'bandwidth', nackCount: 3 * grown
        }),
        told('ov', { packetsLost: 10 * grown, jitter: 0.001, roundTripTime: 0.1 }),
        told('ow', { packetsLost: 10 * grown, jitter: 0.005, roundTripTime: 0.02 }));
    t.match(measure(at(10, 10), at(20, 20)), {
        inbound: { video: {
            packetLoss: 1, jitter: 11, framesPerSecond: { min: 15, mean: 23 }, frameHeight: { min: 180, mean: 450 }, framesDropped: 1,
            freezeCount: 30, decodeTime: 8
        } },
        outbound: { video: {
            packetLoss: 5, jitter: 4, roundTripTime: 40, framesPerSecond: 30, frameHeight: 720, qualityLimitationReason: 'none',
            encodeTime: 15, nackCount: 4
        } }
    });
});

t.test('what the other end has told is of the time since it told the last time', async (t) => {
    const meter = createMediaMeter();
    /** 50 packets are sent a second. */
    const at = (seconds: number, toldAt: number, packetsLost: unknown) => meter.measure(report(seconds,
        outAudio({ packetsSent: 50 * seconds }),
        told('oa', { timestamp: toldAt * 1000, packetsLost, jitter: 0.002, roundTripTime: 0.03 })))?.outbound?.audio;
    at(10, 10, 0);
    t.strictSame(at(12, 12, 10), { packetLoss: 10, jitter: 2, roundTripTime: 30 });
    t.equal(at(14, 12, 10), undefined, 'nothing new');
    t.equal(at(16, 12, 10), undefined);
    t.equal(at(20, 17, 35)?.packetLoss, 10, 'of the 250 packets that were sent until then');
    t.equal(at(22, 22, 35)?.packetLoss, 0);
    t.equal(at(24, 24, 34)?.packetLoss, 0, 'one came late');
    t.strictSame(at(26, 26, -4e6), { jitter: 2, roundTripTime: 30 }, 'a browser\'s nonsense');
    t.equal(at(28, 28, 40)?.packetLoss, undefined);
    t.equal(at(30, 30, 50)?.packetLoss, 10);
    t.equal(at(32, 32, 900)?.packetLoss, 100);
});

t.test('between two answers of the browser to the same moment nothing is measured', async (t) => {
    const at = (seconds: number, grown: number) => report(seconds,
        inVideo({ packetsLost: grown, packetsReceived: 9 * grown, framesDropped: grown, framesPerSecond: 9 }));
    t.equal(JSON.stringify(measure(at(10, 1), at(20, 2), at(20, 2))), '{"inbound":{"video":{"framesPerSecond":{"min":9,"mean":9}}}}');
    t.match(measure(at(10, 1), at(20, 2), at(20, 2), at(30, 12)), { inbound: { video: { framesDropped: 1, packetLoss: 10 } } });
});

t.test('a browser that tells little is told of little, and nothing is NaN', async (t) => {
    const bare = (seconds: number, packets: number) => report(seconds,
        inAudio({ packetsReceived: packets }), inVideo({ packetsReceived: packets, packetsLost: 0 }), outVideo({ packetsSent: packets }),
        outAudio({}), told('ov', { timestamp: seconds }), { name: 'p', type: 'candidate-pair', state: 'succeeded', nominated: true });
    t.strictSame(JSON.parse(JSON.stringify(measure(bare(10, 10), bare(20, 20)))), { inbound: { video: { packetLoss: 0 } } });
    const wrong = (seconds: number) => report(seconds, inVideo({
        packetsReceived: NaN, packetsLost: '3', jitter: Infinity, framesPerSecond: null, frameHeight: undefined, freezeCount: {}
    }), outVideo({ framesPerSecond: NaN, qualityLimitationReason: 7 }));
    t.equal(measure(wrong(10), wrong(20)), undefined);
    t.equal(measure(report(1), report(2)), undefined);
    const timeless = report(0, inVideo({ timestamp: undefined, packetsReceived: 5, framesDropped: 1 }));
    t.equal(measure(timeless, timeless), undefined);
});

t.test('the pair that carries the media is the transport\'s, the selected one, or the nominated one', async (t) => {
    const pair = (name: string, members: Stats): Stats => ({ name, type: 'candidate-pair', localCandidateId: `l${name}`, remoteCandidateId: `r${name}`, ...members });
    const candidates = ['1', '2'].flatMap((name): Stats[] => [
        { name: `l${name}`, type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: `tls${name}`, networkType: 'wifi' },
        { name: `r${name}`, type: 'remote-candidate', candidateType: 'prflx' }
    ]);
    const is2 = { candidatePair: {
        availableOutgoingBitrate: 2500, currentRoundTripTime: 41, protocol: 'udp', relayProtocol: 'tls2', localCandidateType: 'relay',
        remoteCandidateType: 'prflx', networkType: 'wifi'
    } };
    const values = { availableOutgoingBitrate: 2_500_400, currentRoundTripTime: 0.0412 };
    const of = (...stats: Stats[]) => measure(report(1, ...stats, ...candidates));
    const nominated = { nominated: true, state: 'succeeded' };
    t.match(of(pair('1', nominated), pair('2', values), { name: 'T', type: 'transport', selectedCandidatePairId: '2' }), is2);
    t.match(of(pair('1', nominated), pair('2', { selected: true, ...values })), is2, 'Firefox');
    t.match(of(pair('1', { ...nominated, state: 'failed' }), pair('2', { ...nominated, ...values })), is2);
    t.equal(of(pair('1', { state: 'in-progress' })), undefined);
});

t.test('a round trip of the pair is told when an answer has come since', async (t) => {
    const at = (seconds: number, responsesReceived?: number) => report(seconds, {
        name: 'p', type: 'candidate-pair', selected: true, currentRoundTripTime: 0.02, responsesReceived, availableOutgoingBitrate: 1e6
    });
    const whole = { candidatePair: { availableOutgoingBitrate: 1000, currentRoundTripTime: 20 } };
    t.match(measure(at(10, 4)), whole);
    t.match(measure(at(10, 4), at(20, 5)), whole);
    t.equal(JSON.stringify(measure(at(10, 4), at(20, 4))), '{"candidatePair":{"availableOutgoingBitrate":1000}}');
    t.match(measure(at(10), at(20)), whole, 'where answers are not counted');
});
