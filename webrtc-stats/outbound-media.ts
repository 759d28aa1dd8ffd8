import type { ConnectionState } from '../schemas/connection-state.js';
import { growthPer, totalGrowth, type Counted } from './counters.js';
import { known, text } from './known.js';
import { isNumber, meanByWeight, milliseconds, rounded, tenths } from './numbers.js';
import type { ReceptionReport, ReceptionReports } from './reception-reports.js';
import { isKind, type MediaKind, type RtcStats } from './rtc-stats.js';

const measureTold = (reports: readonly ReceptionReport[]) => ({
    packetLoss: tenths(meanByWeight(reports.map(({ packetsLost, packetsSent }) =>
        [packetsLost === undefined ? undefined : Math.min(100, 100 * packetsLost / packetsSent), packetsSent]))),
    jitter: milliseconds(meanByWeight(reports.map(({ stats, packetsSent }) => [stats.jitter, packetsSent]))),
    roundTripTime: milliseconds(meanByWeight(reports.map(({ stats, packetsSent }) => [stats.roundTripTime, packetsSent])))
});

/** The tallest video that is sent: a muted one has no frame rate, but keeps its height for a while and its reason for good. */
function findTallest(video: readonly Counted[]): RtcStats | undefined {
    let tallest: RtcStats | undefined;
    for (const { now } of video) {
        const { framesPerSecond, frameHeight } = now;
        if (isNumber(framesPerSecond) && framesPerSecond > 0 && !(Number(tallest?.frameHeight) >= Number(frameHeight))) tallest = now;
    }
    return tallest;
}

/** @param seconds - since the report before; undefined when there is none */
export function measureOutbound(
    streams: readonly Counted[], told: ReadonlyMap<unknown, RtcStats>, reports: ReceptionReports, seconds: number | undefined
): ConnectionState['outbound'] {
    const ofKind = (kind: MediaKind) => streams.filter(({ now }) => isKind(now, kind));
    const reportsOn = (kind: Counted[]) =>
        kind.map((stream) => reports.take(stream, told.get(stream.now.ssrc))).filter((report) => report !== undefined);
    const video = ofKind('video');
    const tallest = findTallest(video);
    const perSecond = (member: string) => tenths((totalGrowth(video, member) ?? NaN) / (seconds ?? NaN));
    return known({
        audio: known(measureTold(reportsOn(ofKind('audio')))),
        video: known({
            ...measureTold(reportsOn(video)),
            framesPerSecond: rounded(tallest?.framesPerSecond),
            frameHeight: rounded(tallest?.frameHeight),
            encodeTime: milliseconds(growthPer(video, 'totalEncodeTime', 'framesEncoded'), 10),
            qualityLimitationReason: text(tallest?.qualityLimitationReason),
            nackCount: perSecond('nackCount'),
            pliCount: perSecond('pliCount')
        })
    });
}
