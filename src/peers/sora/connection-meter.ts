import type { ConnectionState } from '../../../schemas/connection-state.js';
import { describePair } from '../../../webrtc-stats/candidate-pair.js';
import { createCounters } from '../../../webrtc-stats/counters.js';
import { measureInbound } from '../../../webrtc-stats/inbound-media.js';
import { known } from '../../../webrtc-stats/known.js';
import { measureOutbound } from '../../../webrtc-stats/outbound-media.js';
import { createReceptionReports } from '../../../webrtc-stats/reception-reports.js';
import { selectStats, type RtcStats } from '../../../webrtc-stats/rtc-stats.js';
import { createSilenceFollower, type SilenceFollower } from './follow-silence.js';
import { describeAsLibrary } from './library-state.js';
import { isComparable, recallObjects, rememberReport, type RememberedReport } from './remembered-report.js';

export interface Measured {
    /** The whole state at this report. Of the first one what needs no comparison. */
    state: ConnectionState;
    /** Nothing comes through since then; or something has come since the report before. */
    change: ReturnType<SilenceFollower['follow']>;
}

/** Remembers the last report of one connection, and what it needs of that only. */
export interface ConnectionMeter { measure(stats: readonly RtcStats[]): Measured }

export function createConnectionMeter(): ConnectionMeter {
    const receptionReports = createReceptionReports();
    const silence = createSilenceFollower();
    let last: RememberedReport | undefined;
    return {
        measure(stats) {
            const { timestamp, inbound, outbound, told, ...path } = selectStats(stats.filter(isComparable));
            const counters = createCounters();
            if (last !== undefined) {
                counters.advance(last.timestamp);
                recallObjects(last).forEach(counters.compare);
            }
            const seconds = counters.advance(timestamp);
            last = rememberReport(timestamp, [...inbound, ...outbound, ...path.pair === undefined ? [] : [path.pair]]);

            const streams = { seconds, inbound: inbound.map(counters.compare), outbound: outbound.map(counters.compare) };
            const codecs = new Map(stats.filter(({ type }) => type === 'codec').map((codec) => [codec.id, codec]));
            const pair = path.pair && counters.compare(path.pair);
            const state = known({
                ...describeAsLibrary({ ...streams, path, codecs }),
                outbound: measureOutbound(streams.outbound, told, receptionReports, seconds),
                inbound: measureInbound(streams.inbound, seconds),
                candidatePair: describePair(pair, path.localCandidate, path.remoteCandidate)
            }) ?? {};
            return { state, change: silence.follow(seconds, pair, streams.inbound) };
        }
    };
}
