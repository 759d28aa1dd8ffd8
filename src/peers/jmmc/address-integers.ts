import { isIPv4 } from 'node:net';

const HIGHEST = 2 ** 32 - 1;

/** An IPv4 address as an unsigned integer of 32 bits, big-endian: 192.0.2.1 is 0xc0000201. undefined: IPv6, or no address. */
export function integerOfAddress(address: string): number | undefined {
    if (!isIPv4(address)) return undefined;
    return address.split('.').reduce((integer, octet) => integer * 256 + Number(octet), 0);
}

/** The inverse. undefined: no unsigned integer of 32 bits. */
export function addressOfInteger(integer: number): string | undefined {
    if (!Number.isInteger(integer) || integer < 0 || integer > HIGHEST) return undefined;
    return [24, 16, 8, 0].map((bits) => String(integer >>> bits & 255)).join('.');
}
