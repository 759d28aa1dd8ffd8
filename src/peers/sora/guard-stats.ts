import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';
import { plainAddress, type AddressPolicy } from '../../ingest/addresses.js';

/** `192.0.2.1:5000`, `[2001:db8::1]:5000`, as Chromium's older types have it. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(:\d{1,5})$/;
/** One that every policy changes that changes any. */
const FULL = '192.0.2.1';
/** No browser's objects hold others within others. What is deeper is somebody's attempt, and left out. */
const DEEPEST = 4;

/**
 * What may be stored of the objects of a report on a connection with a Sora server: addresses are a person's, and are kept as the policy has
 * them, whatever the object and the member; but the server's own, and those of relays, which the deployment runs, are kept whole.
 * https://www.w3.org/TR/webrtc-stats/#icecandidate-dict*
 */
export function createStatsGuard(policy: AddressPolicy): (stats: readonly RtcStats[]) => RtcStats[] {
    const keepsAll = policy(FULL) === FULL;
    const guardTexts = (text: string) => guardText(text, policy);

    function guardObject(stats: RtcStats): RtcStats {
        const { type, candidateType, address, ip } = stats;
        if (type === 'remote-candidate') return mapTexts(stats, (text) => text);
        const { base64Certificate: _, ...kept } = mapTexts(stats, guardTexts);
        if (type !== 'local-candidate') return kept;
        // libwebrtc's is a CRC-32 of the address: all of IPv4 can be tried
        const { foundation, ...candidate } = kept;
        return { ...candidate, ...keepsAll && { foundation }, ...candidateType === 'relay' && textsOf({ address, ip }) };
    }
    return (stats) => stats.map(guardObject);
}

/** undefined: nothing of it may be kept. */
function guardText(text: string, policy: AddressPolicy): string | undefined {
    if (plainAddress(text) !== undefined) return policy(text) ?? undefined;
    const [, v6, v4, port] = WITH_PORT.exec(text) ?? [];
    const kept = policy(v6 ?? v4 ?? '');
    if (kept === undefined) return text;
    return kept === null ? undefined : `${kept.includes(':') ? `[${kept}]` : kept}${String(port)}`;
}

const mapTexts = (members: RtcStats, change: (text: string) => string | undefined, depth = 0): Record<string, unknown> =>
    Object.fromEntries(Object.entries(members).map(([name, value]) => [name, mapValue(value, change, depth)]));

function mapValue(value: unknown, change: (text: string) => string | undefined, depth: number): unknown {
    if (typeof value === 'string') return change(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === DEEPEST) return undefined;
    if (Array.isArray(value)) return value.map((each) => mapValue(each, change, depth + 1));
    return mapTexts(value as RtcStats, change, depth + 1);
}

const textsOf = (members: RtcStats): RtcStats => Object.fromEntries(Object.entries(members).filter(([, value]) => typeof value === 'string'));
