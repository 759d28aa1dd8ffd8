import type { RtcStats } from '../../schemas/rtcstats.js';
import type { Config } from '../config.js';
import { correctedAt } from '../store/clock-offset.js';
import type { RtcStatsRecord } from '../store/rtcstats.js';
import type { AddressPolicy } from './addresses.js';
import type { DropList } from './drop-list.js';
import { createStatsGuard } from './guard-stats.js';
import { createRtcStatsSieve, type RtcStatsLimits } from './sift-rtcstats.js';

/** What getStats() said of a connection with a server, as it came. */
export interface ToldReport {
    /** Epoch ms, the sender's clock: when it was made. */
    at: number;
    /** Epoch ms, the same clock: when it was sent. Absent: the clock is taken for right. */
    sentAt?: number;
    /** Changed in place. */
    stats: unknown;
}

/**
 * Makes a report what is stored of it: objects that a store can hold, addresses as IP_PRIVACY has them. undefined when nothing is left.
 * @param receivedAt - epoch ms
 */
export type RecordReport = (sessionId: string, report: ToldReport, receivedAt: number, drops: DropList) => RtcStatsRecord | undefined;

export function createRecordReport(policy: AddressPolicy, limits: Pick<Config, RtcStatsLimits>): RecordReport {
    const sift = createRtcStatsSieve(limits);
    const guard = createStatsGuard(policy);
    if (limits.MAX_RTCSTATS === 0) return () => undefined;
    return (sessionId, { at, sentAt = at, stats: told }, receivedAt, drops) => {
        // an id that is an address may be gone
        const stats = guard(sift(told, drops, '/stats')).filter((object): object is RtcStats => object.id !== undefined && object.type !== undefined);
        if (stats.length === 0) return undefined;
        const offset = receivedAt - sentAt;
        return { kind: 'rtcstats', sessionId, receivedAt, at: correctedAt(at, offset), stats };
    };
}
