import { networkOf } from '../ingest/addresses.js';

/** Counts what each address has open at once; of IPv6 each /64, which is one household or machine (RFC 6177). */
export interface AddressCounts {
    /** One more of this address. Answers how to take it back, once; undefined: it has as many as it may. */
    enter(address: string): (() => void) | undefined;
}

/** @param max - of one address; 0 = no limit */
export function countByAddress(max: number): AddressCounts {
    const counts = new Map<string, number>();
    return {
        enter(address) {
            if (max === 0) return () => undefined;
            const key = networkOf(address);
            const count = counts.get(key) ?? 0;
            if (count >= max) return undefined;
            counts.set(key, count + 1);
            return () => {
                const left = (counts.get(key) ?? 1) - 1;
                if (left === 0) counts.delete(key);
                else counts.set(key, left);
            };
        }
    };
}
