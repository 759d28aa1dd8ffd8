import type { ConnectionState } from '../schemas/connection-state.js';
import { describePair } from './candidate-pair.js';
import { createCounters } from './counters.js';
import { measureInbound } from './inbound-media.js';
import { known } from './known.js';
import { measureOutbound } from './outbound-media.js';
import { createReceptionReports } from './reception-reports.js';
import { selectStats, type RtcStatsReport } from './rtc-stats.js';

/** What is known of a call's media beyond lib-jitsi-meet's stats. */
export type MediaState = Pick<ConnectionState, 'outbound' | 'inbound' | 'candidatePair'>;

export interface MediaMeter {
    /** Measures from the last report to this one. The first is what the next is compared with. */
    measure(report: RtcStatsReport): MediaState | undefined;
}

/** Of one peer connection. */
export function createMediaMeter(): MediaMeter {
    const counters = createCounters();
    const receptionReports = createReceptionReports();
    return {
        measure(report) {
            const { timestamp, inbound, outbound, told, pair, localCandidate, remoteCandidate } = selectStats(report);
            const seconds = counters.advance(timestamp);
            return known({
                outbound: measureOutbound(outbound.map(counters.compare), told, receptionReports, seconds),
                inbound: measureInbound(inbound.map(counters.compare), seconds),
                candidatePair: describePair(pair && counters.compare(pair), localCandidate, remoteCandidate)
            });
        }
    };
}
