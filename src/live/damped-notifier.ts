/**
 * When a count that changes all the time is told, so that 2,000 joins are not 2,000 frames. As audience-meter's lib/audience.js (`notifyAll`) has
 * it, with one difference: the least delay is counted from the last telling of each key, not by one beat for all.
 */
export interface NotifyRule {
    /** A change is told once it is this part of the count told last, rounded down, and at least 1. */
    deltaRatio: number;
    /** Between two tellings of a key there is at least this, ms. */
    minDelayMs: number;
    /** After this the count is told whatever it is, ms; not below `minDelayMs`. */
    maxDelayMs: number;
}

/** What was told last, and when, by the notifier's own clock. */
export interface Told { count: number; at: number }

/** `later`: not before the least delay is over. `no`: not unless the count changes again, or the longest delay is over. */
export type Verdict = 'now' | 'later' | 'no';

export function judge({ deltaRatio, minDelayMs, maxDelayMs }: NotifyRule, told: Told | undefined, count: number, now: number): Verdict {
    if (count === 0) return 'no';
    if (told === undefined) return 'now';
    const since = now - told.at;
    if (since < minDelayMs) return 'later';
    if (since >= maxDelayMs) return 'now';
    return Math.abs(count - told.count) >= Math.max(Math.floor(told.count * deltaRatio), 1) ? 'now' : 'no';
}

export interface DampedNotifier<K> {
    /** To be called whenever the count of this key may have changed. */
    changed(key: K): void;
    /** The key is gone. */
    forget(key: K): void;
    /** Tells what is due. Takes time by what has changed and what is due, not by how many keys there are. */
    tick(): void;
}

interface Options<K> {
    rule: NotifyRule;
    countOf: (key: K) => number;
    tell: (key: K, count: number) => void;
    /** ms, never going back: a correction of the machine's time must neither silence nor hurry anything. */
    clock: () => number;
}

export function createDampedNotifier<K>({ rule, countOf, tell, clock }: Options<K>): DampedNotifier<K> {
    /** Whoever was told of longest ago comes first. */
    const told = new Map<K, Told>();
    const unsettled = new Set<K>();

    function tellNow(key: K, count: number, now: number): void {
        unsettled.delete(key);
        told.delete(key);
        told.set(key, { count, at: now });
        tell(key, count);
    }

    function settleChanges(now: number): void {
        for (const key of unsettled) {
            const count = countOf(key);
            const verdict = judge(rule, told.get(key), count, now);
            if (verdict === 'now') tellNow(key, count, now);
            else if (verdict === 'no') unsettled.delete(key);
        }
    }

    function tellTheQuiet(now: number): void {
        for (const [key, { at }] of told) {
            if (now - at < rule.maxDelayMs) return;
            const count = countOf(key);
            // told of anew as soon as it is above 0, which after so long is what the rule wants in any case
            if (count === 0) told.delete(key);
            else tellNow(key, count, now);
        }
    }

    return {
        changed(key) {
            const last = told.get(key);
            // Whoever heard the old count has left; those who come now are to hear of each other, even if they get as many as there were.
            if (last !== undefined && countOf(key) === 0) last.count = 0;
            unsettled.add(key);
        },
        forget(key) {
            told.delete(key);
            unsettled.delete(key);
        },
        tick() {
            const now = clock();
            settleChanges(now);
            tellTheQuiet(now);
        }
    };
}
