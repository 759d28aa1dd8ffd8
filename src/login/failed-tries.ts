import { createHash } from 'node:crypto';
import { networkOf } from '../ingest/addresses.js';
import { BoundedMap } from '../ingest/bounded-map.js';
import { createHitBudget, createSharedHits } from '../workers/shared-hits.js';

/** Wrong tokens that are known again; beyond, the one heard of longest ago counts anew. */
const KNOWN_TOKENS = 20_000;

interface Options {
    /** LOGIN_ATTEMPTS. */
    limit: number;
    workers: number;
    /** Asks the primary process for one more; needed with several workers. */
    take?: (key: string) => Promise<number>;
    /** Epoch ms. */
    now?: () => number;
}

/** Counts wrong tokens by address (of IPv6: by /64 network) and minute. */
export interface FailedTries {
    /** Nothing of this address may be tried any more. */
    isOver(address: string): boolean;
    /**
     * Notes a wrong token. The same one again is no further guess and not counted: a program that was left with an old token keeps nobody out.
     * Of several workers each may answer one more than the limit.
     */
    note(address: string, token: string): Promise<void>;
    /** Until the tries are counted anew, ms. */
    untilNextMinute(): number;
}

export function createFailedTries({ limit, workers, take, now = Date.now }: Options): FailedTries {
    const options = { limit: limit - 1, workers, now };
    const budget = createHitBudget(options);
    const hits = createSharedHits({ ...options, take: take ?? ((key) => Promise.resolve(budget.take(key))) });
    const known = new BoundedMap<string, true>(KNOWN_TOKENS);
    return {
        isOver: (address) => hits.isOver(networkOf(address)),
        async note(address, token) {
            const network = networkOf(address);
            const key = `${network} ${createHash('sha256').update(token).digest('base64')}`;
            if (known.get(key) === true) return;
            known.set(key, true);
            // The budget has one less than the limit: who finds it empty has made the last try.
            await hits.hit(network);
        },
        untilNextMinute: () => hits.untilNextMinute()
    };
}
