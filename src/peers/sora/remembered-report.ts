import { isNumber } from '../../../webrtc-stats/numbers.js';
import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';

const ARRIVED = ['bytesReceived', 'packetsReceived', 'packetsLost', 'retransmittedPacketsReceived', 'jitterBufferDelay', 'jitterBufferEmittedCount'];

/** What is compared with the report before, by the type and kind of the object. */
const COUNTERS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
    'inbound-rtp audio': [...ARRIVED, 'concealedSamples', 'silentConcealedSamples', 'totalSamplesReceived'],
    'inbound-rtp video': [...ARRIVED, 'framesDropped', 'framesDecoded', 'totalDecodeTime', 'freezeCount', 'totalFreezesDuration', 'pauseCount',
        'totalPausesDuration', 'nackCount', 'pliCount'],
    'outbound-rtp audio': ['bytesSent', 'packetsSent'],
    'outbound-rtp video': ['bytesSent', 'packetsSent', 'framesEncoded', 'totalEncodeTime', 'nackCount', 'pliCount'],
    'candidate-pair': ['responsesReceived']
}));

const countersOf = ({ type, kind }: RtcStats): readonly string[] | undefined =>
    COUNTERS.get(type === 'candidate-pair' ? type : `${String(type)} ${String(kind)}`);

/** Whether a stream can be found again in the next report; all else can. */
export const isComparable = (stats: RtcStats): boolean =>
    stats.type !== 'inbound-rtp' && stats.type !== 'outbound-rtp' || countersOf(stats) !== undefined && isNumber(stats.ssrc);

/**
 * The counters of a report, until the next one comes: numbers alone, as objects they would take ten times the memory, and a server may have
 * thousands of connections, each with dozens of streams.
 */
export interface RememberedReport {
    /** ms, as selectStats() tells it. */
    timestamp: number;
    ids: unknown[];
    /** For each id what its counters are called. */
    names: (readonly string[])[];
    /** For each id its ssrc, its timestamp, its counters; NaN of what is not there. */
    values: Float64Array;
}

/** @param objects - comparable streams, and the pair that carries them */
export function rememberReport(timestamp: number, objects: readonly RtcStats[]): RememberedReport {
    const names = objects.map((stats) => countersOf(stats) ?? []);
    const values = new Float64Array(names.reduce((sum, { length }) => sum + 2 + length, 0));
    let place = 0;
    const put = (value: unknown) => { values[place++] = isNumber(value) ? value : NaN; };
    for (const [index, stats] of objects.entries()) {
        put(stats.ssrc);
        put(stats.timestamp);
        for (const name of names[index] ?? []) put(stats[name]);
    }
    return { timestamp, ids: objects.map(({ id }) => id), names, values };
}

/** The inverse, as far as reports are compared. */
export function recallObjects({ ids, names, values }: RememberedReport): RtcStats[] {
    let place = 0;
    const take = () => {
        const value = values[place++];
        return isNumber(value) ? value : undefined;
    };
    return ids.map((id, index) => {
        const stats: Record<string, unknown> = { id, ssrc: take(), timestamp: take() };
        for (const name of names[index] ?? []) stats[name] = take();
        return stats;
    });
}
