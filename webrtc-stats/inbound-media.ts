import type { ConnectionState } from '../schemas/connection-state.js';
import { growth, growthPer, totalGrowth, type Counted } from './counters.js';
import { known } from './known.js';
import { isNumber, meanByWeight, milliseconds, rounded, spread, tenths } from './numbers.js';
import { isKind } from './rtc-stats.js';

/** What came: jitter of a stream that brought no packets is of before. Retransmissions come in addition to what was sent. */
function measurePackets(streams: readonly Counted[]) {
    return {
        packetLoss: tenths(meanByWeight(streams.map((stream) => {
            const [lost, received] = [growth(stream, 'packetsLost'), growth(stream, 'packetsReceived')];
            if (lost === undefined || received === undefined) return [undefined, 0];
            const sent = lost + Math.max(0, received - (growth(stream, 'retransmittedPacketsReceived') ?? 0));
            return [100 * lost / sent, sent];
        }))),
        jitter: milliseconds(meanByWeight(streams.map((stream) => [stream.now.jitter, growth(stream, 'packetsReceived')]))),
        jitterBufferDelay: milliseconds(growthPer(streams, 'jitterBufferDelay', 'jitterBufferEmittedCount'))
    };
}

/** Samples that are silence, as of somebody who is muted, are neither heard nor missed. */
const measureConcealment = (streams: readonly Counted[]) => tenths(meanByWeight(streams.map((stream) => {
    const [concealed, samples] = [growth(stream, 'concealedSamples'), growth(stream, 'totalSamplesReceived')];
    if (concealed === undefined || samples === undefined) return [undefined, 0];
    const silent = growth(stream, 'silentConcealedSamples') ?? 0;
    const heard = samples - silent;
    return [100 * Math.min(1, Math.max(0, concealed - silent) / heard), heard];
})));

/** @param seconds - since the report before; undefined when there is none */
export function measureInbound(streams: readonly Counted[], seconds: number | undefined): ConnectionState['inbound'] {
    const audio = streams.filter(({ now }) => isKind(now, 'audio'));
    const video = streams.filter(({ now }) => isKind(now, 'video'));
    const perSecond = (member: string) => tenths((totalGrowth(video, member) ?? NaN) / (seconds ?? NaN));
    // a video of which no frames come keeps its height
    const shown = video.map(({ now }) => now).filter(({ framesPerSecond }) => isNumber(framesPerSecond) && framesPerSecond > 0);
    const spreadOf = (member: string) => spread(shown.map((stats) => stats[member]).filter(isNumber));
    return known({
        audio: known({ ...measurePackets(audio), concealedSamples: measureConcealment(audio) }),
        video: known({
            ...measurePackets(video),
            framesPerSecond: spreadOf('framesPerSecond'),
            frameHeight: spreadOf('frameHeight'),
            framesDropped: perSecond('framesDropped'),
            decodeTime: milliseconds(growthPer(video, 'totalDecodeTime', 'framesDecoded'), 10),
            freezeCount: rounded(totalGrowth(video, 'freezeCount')),
            totalFreezesDuration: milliseconds(totalGrowth(video, 'totalFreezesDuration')),
            pauseCount: rounded(totalGrowth(video, 'pauseCount')),
            totalPausesDuration: milliseconds(totalGrowth(video, 'totalPausesDuration')),
            nackCount: perSecond('nackCount'),
            pliCount: perSecond('pliCount')
        })
    });
}
