import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createDampedNotifier, judge, type NotifyRule } from '../../src/live/damped-notifier.js';

const RULE: NotifyRule = { deltaRatio: 0.1, minDelayMs: 2000, maxDelayMs: 25_000 };

t.test('the first count of a key is told at once, none when nobody is there', async (t) => {
    t.equal(judge(RULE, undefined, 1, 0), 'now');
    t.equal(judge(RULE, undefined, 0, 0), 'no');
    t.equal(judge(RULE, { count: 5, at: 0 }, 0, 100_000), 'no');
});

t.test('a tenth of the count told last is enough, rounded down, and one in small rooms', async (t) => {
    const after = (last: number, count: number) => judge(RULE, { count: last, at: 0 }, count, 2000);
    t.equal(after(1, 2), 'now');
    t.equal(after(19, 20), 'now');
    t.equal(after(20, 21), 'no');
    t.equal(after(20, 22), 'now');
    t.equal(after(100, 91), 'no');
    t.equal(after(109, 99), 'now');
});

t.test('nothing is told before the least delay is over, everything once the longest is', async (t) => {
    t.equal(judge(RULE, { count: 1, at: 0 }, 500, 1999), 'later');
    t.equal(judge(RULE, { count: 1, at: 0 }, 500, 2000), 'now');
    t.equal(judge(RULE, { count: 500, at: 0 }, 500, 24_999), 'no');
    t.equal(judge(RULE, { count: 500, at: 0 }, 500, 25_000), 'now');
});

/** The rule as PROTOCOLS of audience-meter have it, gone through for every key at every tick, and nothing else. */
function createPlainNotifier({ deltaRatio, minDelayMs, maxDelayMs }: NotifyRule) {
    const keys = new Map<string, { count: number; lastCount: number; lastAt: number }>();
    return {
        set(key: string, count: number) {
            const entry = keys.get(key) ?? { count: 0, lastCount: 0, lastAt: -Infinity };
            keys.set(key, { ...entry, count, ...count === 0 && { lastCount: 0 } });
        },
        forget: (key: string) => keys.delete(key),
        tick(now: number): string[] {
            const told: string[] = [];
            for (const [key, entry] of keys) {
                if (entry.count === 0 || now - entry.lastAt < minDelayMs) continue;
                const least = Math.max(Math.floor(entry.lastCount * deltaRatio), 1);
                if (now - entry.lastAt < maxDelayMs && Math.abs(entry.lastCount - entry.count) < least) continue;
                entry.lastCount = entry.count;
                entry.lastAt = now;
                told.push(`${key}=${String(entry.count)}`);
            }
            return told.sort();
        }
    };
}

const aKey = fc.constantFrom('a', 'b', 'c');
const aStep = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), key: aKey, count: fc.oneof(fc.nat(3), fc.nat(60)) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('tick' as const), ms: fc.integer({ min: 1, max: 9000 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), key: aKey }) }
);

t.test('whatever happens, it tells what the plain rule tells, at the same ticks', async () => {
    fc.assert(fc.property(fc.array(aStep, { maxLength: 120, size: 'max' }), fc.constantFrom(0, 0.1, 0.5), (steps, deltaRatio) => {
        let now = 0;
        let told: string[] = [];
        const counts = new Map<string, number>();
        const rule = { ...RULE, deltaRatio };
        const plain = createPlainNotifier(rule);
        const notifier = createDampedNotifier<string>({
            rule, countOf: (key) => counts.get(key) ?? 0, tell: (key, count) => { told.push(`${key}=${String(count)}`); }, clock: () => now
        });
        for (const step of steps) {
            if (step.kind === 'set') {
                counts.set(step.key, step.count);
                plain.set(step.key, step.count);
                notifier.changed(step.key);
            } else if (step.kind === 'forget') {
                counts.delete(step.key);
                plain.forget(step.key);
                notifier.forget(step.key);
            } else {
                now += step.ms;
                told = [];
                notifier.tick();
                deepStrictEqual(told.sort(), plain.tick(now));
            }
        }
    }), { numRuns: 500 });
});

t.test('those who come after all have left hear of each other, even if they get as many as there were', async (t) => {
    let now = 0;
    let count = 3;
    const told: number[] = [];
    const tell = (_key: string, number: number): void => { told.push(number); };
    const notifier = createDampedNotifier<string>({ rule: RULE, countOf: () => count, tell, clock: () => now });
    notifier.changed('a');
    notifier.tick();
    count = 0;
    notifier.changed('a');
    now = 100;
    notifier.tick();
    count = 3;
    notifier.changed('a');
    now = 2000;
    notifier.tick();
    t.same(told, [3, 3]);
});

t.test('a tick looks only at what has changed or is due, however many keys there are', async (t) => {
    let now = 0;
    let looks = 0;
    const countOf = (): number => {
        looks += 1;
        return 7;
    };
    const notifier = createDampedNotifier<number>({ rule: RULE, countOf, tell: () => undefined, clock: () => now });
    for (let key = 0; key < 10_000; key += 1) notifier.changed(key);
    notifier.tick();
    looks = 0;
    now = 10_000;
    notifier.tick();
    t.equal(looks, 0, 'nothing has changed');
    notifier.changed(77);
    looks = 0;
    notifier.tick();
    t.equal(looks, 1);
});
