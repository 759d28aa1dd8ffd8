import { plainAddress, type AddressPolicy } from './addresses.js';

type Members = Readonly<Record<string, unknown>>;

/** `192.0.2.1:5000`, `[2001:db8::1]:5000`, as Chromium's older types have it. */
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(:\d{1,5})$/;
/** One that every policy changes that changes any. */
const FULL = '192.0.2.1';

/**
 * What may be stored of the objects of a report on a connection with a server, which sift-rtcstats.ts has let through: addresses are a
 * person's, and are kept as the policy has them, whatever the object and the member; but the server's own, and those of relays, which the
 * deployment runs, are kept whole.
 * https://www.w3.org/TR/webrtc-stats/#icecandidate-dict*
 */
export function createStatsGuard(policy: AddressPolicy): (stats: readonly Members[]) => Members[] {
    const keepsAll = policy(FULL) === FULL;
    const guardTexts = (text: string) => guardText(text, policy);

    function guardObject(stats: Members): Members {
        const { type, candidateType, address, ip } = stats;
        if (type === 'remote-candidate') return stats;
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
    if (!/[.:]/.test(text)) return text;
    if (plainAddress(text) !== undefined) return policy(text) ?? undefined;
    const [, v6, v4, port] = WITH_PORT.exec(text) ?? [];
    const kept = policy(v6 ?? v4 ?? '');
    if (kept === undefined) return text;
    return kept === null ? undefined : `${kept.includes(':') ? `[${kept}]` : kept}${String(port)}`;
}

const mapTexts = (members: Members, change: (text: string) => string | undefined): Members =>
    Object.fromEntries(Object.entries(members).map(([name, value]) => [name, mapValue(value, change)]));

function mapValue(value: unknown, change: (text: string) => string | undefined): unknown {
    if (typeof value === 'string') return change(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => mapValue(each, change));
    return mapTexts(value as Members, change);
}

const textsOf = (members: Members): Members => Object.fromEntries(Object.entries(members).filter(([, value]) => typeof value === 'string'));
