import { growth, totalGrowth, type Counted } from '../../../webrtc-stats/counters.js';

/**
 * A browser asks the other end every 5 s, more or less by a fifth, whether it may go on sending (RFC 7675, 5.1): who has got no answer for
 * so long, and no media, gets nothing through. s
 */
const SILENCE_SECONDS = 8;

export interface SilenceFollower {
    /** What this report says is new: nothing comes through any more, or something has come again since the one before. */
    follow(seconds: number | undefined, pair: Counted | undefined, inbound: readonly Counted[]): 'interrupted' | 'restored' | undefined;
}

/** Tells from counters what lib-jitsi-meet tells by events. Where answers are not counted, nothing is told. */
export function createSilenceFollower(): SilenceFollower {
    let silentSeconds = 0;
    let isInterrupted = false;
    return {
        follow(seconds, pair, inbound) {
            const isSilent = seconds !== undefined && pair !== undefined && growth(pair, 'responsesReceived') === 0
                && (totalGrowth(inbound, 'packetsReceived') ?? 0) === 0;
            if (isSilent) {
                silentSeconds += seconds;
                if (isInterrupted || silentSeconds < SILENCE_SECONDS) return undefined;
                isInterrupted = true;
                return 'interrupted';
            }
            silentSeconds = 0;
            if (!isInterrupted) return undefined;
            isInterrupted = false;
            return 'restored';
        }
    };
}
