import type { RtcStats } from '../../schemas/rtcstats.js';
import { correctedAt } from '../store/clock-offset.js';
import type { RtcStatsRecord } from '../store/rtcstats.js';
import { plainAddress, type AddressPolicy } from './addresses.js';

/** A report of getStats(), of objects that sift-rtcstats.ts has let through. */
export interface ToldReport {
    /** Epoch ms, the sender's clock: when it was made. */
    at: number;
    /** Epoch ms, the same clock: when it was sent. Absent: the clock is taken for right. */
    sentAt?: number;
    stats: RtcStats[];
    /** Whether what it was connected with is another participant and no server, whose addresses are nobody's. */
    p2p: boolean;
}

/**
 * Makes a report what is stored of it: every text that is an address is as IP_PRIVACY has it, whatever its member's name. Only of
 * remote candidates, when these are a server's, it is kept whole. The report becomes the record: it is changed in place.
 * @param receivedAt - epoch ms
 */
export function recordReport(sessionId: string, report: ToldReport, receivedAt: number, policy: AddressPolicy): RtcStatsRecord {
    const { at, sentAt = receivedAt, stats, p2p } = report;
    for (const object of stats) {
        const isServer = !p2p && object.type === 'remote-candidate';
        guardMembers(object, isServer ? (text) => plainAddress(text) : policy);
    }
    return { kind: 'rtcstats', sessionId, receivedAt, at: correctedAt(at, receivedAt - sentAt), stats };
}

/** An address and a port, as `192.0.2.1:10000` or `[2001:db8::1]:10000`. */
const WITH_PORT = /^(\[?)([\d.]+|[\da-f:.%]+)(\]?:\d{1,5})$/i;

function guardMembers(value: object, policy: AddressPolicy): void {
    for (const [name, member] of Object.entries(value) as [string, unknown][]) {
        if (typeof member === 'object' && member !== null) guardMembers(member, policy);
        if (typeof member !== 'string') continue;
        const kept = guard(member, policy);
        if (kept !== member) Object.assign(value, { [name]: kept });
    }
}

/** null: nothing of it may be kept. */
function guard(text: string, policy: AddressPolicy): string | null {
    const kept = policy(text);
    if (kept !== undefined) return kept;
    const [, open = '', address = '', port = ''] = WITH_PORT.exec(text) ?? [];
    const keptOfPair = policy(address);
    if (keptOfPair === undefined) return text;
    return keptOfPair === null ? null : `${open}${keptOfPair}${port}`;
}
