import { BoundedMap } from '../ingest/bounded-map.js';

const MINUTE = 60_000;
/** Addresses that are counted at once; beyond, the one heard of longest ago is forgotten. */
const COUNTED_ADDRESSES = 20_000;
/** All that the workers may have of an address's hits without having used them, as a part of the limit. */
const SPARE = 1 / 20;

/** How many hits of an address a worker has of its own in each minute, and how many it gets when it asks for more. */
function shareOf(limit: number, workers: number): { own: number; block: number } {
    const own = Math.floor(limit * SPARE / workers);
    return { own, block: Math.max(1, own) };
}

export interface HitOptions {
    /** Hits of one address in a minute, of all workers together. */
    limit: number;
    workers: number;
    /** Epoch ms. All processes count by the same minutes of the clock. */
    now?: () => number;
}

/**
 * In the primary process: gives out what is left of an address's hits of this minute, in blocks. Most addresses stay below what each
 * worker has of its own and never come here, so that a request usually costs no message.
 */
export function createHitBudget({ limit, workers, now = Date.now }: HitOptions): { take(key: string): number } {
    const { own, block } = shareOf(limit, workers);
    const budget = limit - own * workers;
    const given = createMinuteCounts<number>(now);
    return {
        take(key) {
            const before = given.get(key) ?? 0;
            const hits = Math.min(block, budget - before);
            given.set(key, before + hits);
            return hits;
        }
    };
}

/** In a worker. */
export interface SharedHits {
    /** Counts one request of this address. Resolves with whether it may come in. */
    hit(key: string): Promise<boolean>;
    /** This worker was told in this minute that no more of it may come in. */
    isOver(key: string): boolean;
    /** Until the next minute begins, ms. */
    untilNextMinute(): number;
}

interface Counted { left: number; isOver: boolean; asking: Promise<void> | undefined }

/**
 * @param take - asks the primary process for more
 */
export function createSharedHits({ limit, workers, take, now = Date.now }: HitOptions & { take: (key: string) => Promise<number> }): SharedHits {
    const { own } = shareOf(limit, workers);
    const counts = createMinuteCounts<Counted>(now);

    async function ask(key: string, counted: Counted): Promise<void> {
        const hits = await take(key);
        counted.left += hits;
        counted.isOver = hits === 0;
        counted.asking = undefined;
    }

    return {
        async hit(key) {
            let counted = counts.get(key);
            if (counted === undefined) counts.set(key, counted = { left: own, isOver: false, asking: undefined });
            while (counted.left === 0 && !counted.isOver) await (counted.asking ??= ask(key, counted));
            if (counted.left === 0) return false;
            counted.left -= 1;
            return true;
        },
        isOver(key) {
            const counted = counts.get(key);
            return counted !== undefined && counted.isOver && counted.left === 0;
        },
        untilNextMinute: () => MINUTE - now() % MINUTE
    };
}

/** Forgets everything when a minute is over. */
function createMinuteCounts<T>(now: () => number): Pick<BoundedMap<string, T>, 'get' | 'set'> {
    let minute = 0;
    let counts = new BoundedMap<string, T>(COUNTED_ADDRESSES);
    const current = () => {
        const minuteNow = Math.floor(now() / MINUTE);
        if (minuteNow !== minute) {
            minute = minuteNow;
            counts = new BoundedMap(COUNTED_ADDRESSES);
        }
        return counts;
    };
    return { get: (key) => current().get(key), set: (key, value) => { current().set(key, value); } };
}
