import ipaddr from 'ipaddr.js';

const IPV4_BITS = 24;
const IPV6_BITS = 48;

/**
 * The network that an address belongs to, as far as a provider hands them out: /24 and /48, as IP_PRIVACY=truncate keeps them.
 * @returns null for what is no address, and for none
 */
export function networkOf(address: string | null): string | null {
    if (address === null || !ipaddr.isValid(address)) return null;
    const parsed = ipaddr.process(address);
    const bits = parsed.kind() === 'ipv4' ? IPV4_BITS : IPV6_BITS;
    const network = parsed.kind() === 'ipv4'
        ? ipaddr.IPv4.networkAddressFromCIDR(`${parsed.toString()}/${String(bits)}`)
        : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/${String(bits)}`);
    return `${network.toString()}/${String(bits)}`;
}
