import { counterOf, growthSince, type Counted } from './counters.js';
import { isNumber } from './numbers.js';
import type { RtcStats } from './rtc-stats.js';

/** What the other end has told, since it told the last time. */
export interface ReceptionReport {
    packetsSent: number;
    /** undefined when it cannot be known. */
    packetsLost: number | undefined;
    stats: RtcStats;
}

export interface ReceptionReports {
    /**
     * The report on an outbound stream, from `told`, its remote-inbound-rtp; undefined when none has come since the last one: they come every
     * 5 s for audio, every second for video, and in the meantime the browser repeats the old one.
     */
    take(stream: Counted, told: RtcStats | undefined): ReceptionReport | undefined;
}

/** How many packets had been sent at a time between two reports of the browser: as many as if they went out evenly. */
function packetsSentAt(time: unknown, { now, was }: Counted): number {
    const [sent, sentBefore] = [counterOf(now, 'packetsSent') ?? NaN, was && counterOf(was, 'packetsSent') || 0];
    const [end, begin] = [now.timestamp, was?.timestamp];
    if (!isNumber(time) || !isNumber(begin) || !isNumber(end) || begin >= end) return sent;
    return sent - (sent - sentBefore) * Math.min(1, Math.max(0, (end - time) / (end - begin)));
}

export function createReceptionReports(): ReceptionReports {
    /** By ssrc: the last one, with the packets that had been sent then. */
    const known = new Map<unknown, { timestamp: unknown; packetsSent: number; packetsLost: number | undefined }>();
    return {
        take(stream, told) {
            if (!told) return undefined;
            const { ssrc, timestamp } = told;
            const last = known.get(ssrc) ?? { timestamp: undefined, packetsSent: 0, packetsLost: 0 };
            if (timestamp === last.timestamp) return undefined;
            const packetsSent = packetsSentAt(timestamp, stream);
            const packetsLost = counterOf(told, 'packetsLost');
            known.set(ssrc, { timestamp, packetsSent, packetsLost });
            // nobody knows when the first one came
            return stream.was && {
                packetsSent: growthSince(last.packetsSent, packetsSent, 'packetsSent'),
                packetsLost: packetsLost === undefined || last.packetsLost === undefined
                    ? undefined
                    : growthSince(last.packetsLost, packetsLost, 'packetsLost'),
                stats: told
            };
        }
    };
}
