import type { FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { createSharedHits } from '../workers/shared-hits.js';
import type { RateLimitName } from '../workers/messages.js';
import type { Siblings } from '../workers/siblings.js';

/** Counts together with the other workers, for @fastify/rate-limit: what it is told to have been counted says whether the limit is passed. */
export function createRateLimitStore(siblings: Siblings, name: RateLimitName, limit: number): FastifyRateLimitStoreCtor {
    const hits = createSharedHits({ limit, workers: siblings.count, take: (key) => siblings.takeHits(name, key) });
    return class SharedStore {
        incr(key: string, callback: (error: Error | null, result?: { current: number; ttl: number }) => void): void {
            hits.hit(key).then((isIn) => {
                callback(null, { current: isIn ? limit : limit + 1, ttl: hits.untilNextMinute() });
            }, callback);
        }

        child(): SharedStore {
            return this;
        }
    };
}
