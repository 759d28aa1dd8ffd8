import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Delta } from '../../schemas/push.js';
import type { Config } from '../config.js';
import type { DropList } from './drop-list.js';

/** What of a person's address may be kept: text, or null for nothing. `undefined`: that was no address. */
export type AddressPolicy = (address: string) => string | null | undefined;

/**
 * IP_PRIVACY. `truncate` keeps the network: /24 of IPv4, /48 of IPv6, /40 of 6to4 (RFC 3056), whose first 48 bits hold a whole
 * IPv4 address. IPv6 that only wraps IPv4 (::ffff:192.0.2.1) is that IPv4 address; zone ids (fe80::1%eth0) are dropped.
 */
export function createAddressPolicy(privacy: Config['IP_PRIVACY']): AddressPolicy {
    return (address) => {
        const plain = plainAddress(address);
        if (plain === undefined || privacy === 'full') return plain;
        return privacy === 'truncate' ? truncate(plain) : null;
    };
}

/** The address alone, in its canonical form; undefined for host names (mDNS candidates), empty texts, garbage. */
export function plainAddress(text: string): string | undefined {
    const family = isIP(text);
    if (family === 4) return text;
    if (family === 0) return undefined;
    const zone = text.indexOf('%');
    const address = ipaddr.IPv6.parse(zone === -1 ? text : text.slice(0, zone));
    return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toString();
}

/** By what an address is counted: of IPv6 the /64 network, which is one household or machine (RFC 6177). What is no address stands for itself. */
export function networkOf(address: string): string {
    const plain = plainAddress(address) ?? address;
    return plain.includes(':') && isIP(plain) === 6 ? new ipaddr.IPv6([...ipaddr.IPv6.parse(plain).parts.slice(0, 4), 0, 0, 0, 0]).toString() : plain;
}

function truncate(plain: string): string {
    if (!plain.includes(':')) return `${plain.slice(0, plain.lastIndexOf('.'))}.0`;
    const [first = 0, second = 0, third = 0] = ipaddr.IPv6.parse(plain).parts;
    const is6to4 = first === 0x2002;
    return new ipaddr.IPv6([first, second, is6to4 ? third & 0xff00 : third, 0, 0, 0, 0, 0]).toString();
}

const NO_ADDRESS = 'is no IP address';

/**
 * Applies the policy to the addresses in a push's patches, in place; what is no address becomes null and is dropped. `localIp` is
 * always a person's. `ip` is kept whole where this push says that it is a bridge's or a relay's: p2p is false, or the remote candidate
 * is a relay. Otherwise it is the other participant's, and the policy holds for it too.
 *
 * A patch has only what changed, so what p2p and remoteCandidateType are at a patch is what this push told last: in the same
 * patch or in an earlier one, back to the last keyframe or `transport: null`. If it told neither, the address counts as a person's:
 * a truncated bridge address is a small loss, a participant's address in the open is not. The SDK therefore repeats p2p and
 * remoteCandidateType whenever it sends `ip`.
 */
export function guardAddresses(deltas: readonly Delta[], policy: AddressPolicy, drops: Pick<DropList, 'add'>): void {
    let p2p: boolean | null | undefined;
    let remoteCandidateType: string | null | undefined;
    for (let index = 0; index < deltas.length; index += 1) {
        const { keyframe, patch } = deltas[index] as Delta;
        const transport = patch?.transport;
        if (keyframe === true || transport === null) p2p = remoteCandidateType = undefined;
        if (transport === undefined || transport === null) continue;
        if (transport.p2p !== undefined) p2p = transport.p2p;
        if (transport.remoteCandidateType !== undefined) remoteCandidateType = transport.remoteCandidateType;
        if (typeof transport.localIp === 'string') {
            const kept = policy(transport.localIp);
            if (kept === undefined) drops.add(`/deltas/${String(index)}/patch/transport/localIp`, NO_ADDRESS);
            transport.localIp = kept ?? null;
        }
        if (typeof transport.ip === 'string') {
            const isPeer = p2p !== false && remoteCandidateType !== 'relay';
            const kept = isPeer ? policy(transport.ip) : plainAddress(transport.ip);
            if (kept === undefined) drops.add(`/deltas/${String(index)}/patch/transport/ip`, NO_ADDRESS);
            transport.ip = kept ?? null;
        }
    }
}
