import type { ConnectionState } from '../schemas/connection-state.js';
import { growth, type Counted } from './counters.js';
import { known, text } from './known.js';
import { isNumber, milliseconds, rounded } from './numbers.js';
import type { RtcStats } from './rtc-stats.js';

/** The round trip is that of the last answer to a check (RFC 7675), which stays when no answer comes any more. */
const hasAnswered = (pair: Counted) => growth(pair, 'responsesReceived') !== 0;

export function describePair(pair: Counted | undefined, local: RtcStats | undefined, remote: RtcStats | undefined): ConnectionState['candidatePair'] {
    if (!pair) return undefined;
    const { availableOutgoingBitrate, currentRoundTripTime } = pair.now;
    return known({
        availableOutgoingBitrate: isNumber(availableOutgoingBitrate) ? rounded(availableOutgoingBitrate / 1000) : undefined,
        currentRoundTripTime: hasAnswered(pair) ? milliseconds(currentRoundTripTime) : undefined,
        protocol: text(local?.protocol),
        relayProtocol: text(local?.relayProtocol),
        localCandidateType: text(local?.candidateType),
        remoteCandidateType: text(remote?.candidateType),
        networkType: text(local?.networkType)
    });
}
