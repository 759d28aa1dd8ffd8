import t from 'tap';
import { createHitBudget, createSharedHits, type SharedHits } from '../../src/workers/shared-hits.js';

/** Workers who count together; `asked` is how often one of them asked the primary process. */
function setUp({ limit, workers }: { limit: number; workers: number }) {
    const clock = { ms: 1_800_000_000_000 };
    const asked = { times: 0 };
    const now = () => clock.ms;
    const budget = createHitBudget({ limit, workers, now });
    const take = async (key: string) => {
        asked.times += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return budget.take(key);
    };
    return { clock, asked, all: Array.from({ length: workers }, () => createSharedHits({ limit, workers, take, now })) };
}

async function send(hits: SharedHits, times: number, key = 'a'): Promise<number> {
    const results = await Promise.all(Array.from({ length: times }, () => hits.hit(key)));
    return results.filter((isIn) => isIn).length;
}

t.test('whatever way requests come, no more than the limit get in, and at least 95 % of it', async (t) => {
    for (const [limit, workers] of [[6000, 4], [100, 3], [10, 3], [1, 4], [3, 2]] as const) {
        const one = setUp({ limit, workers });
        const alone = await send(one.all[0]!, limit * 2);
        t.ok(alone <= limit && alone >= limit * 0.95, `${String(limit)}, all at one of ${String(workers)} workers: ${String(alone)}`);
        const spread = setUp({ limit, workers });
        const counts = await Promise.all(spread.all.map((hits) => send(hits, limit * 2)));
        const sum = counts.reduce((total, count) => total + count, 0);
        t.ok(sum <= limit && sum >= limit * 0.95, `${String(limit)}, spread: ${String(sum)}`);
    }
});

t.test('an address that is far from the limit costs no message, one far beyond it few', async (t) => {
    const { asked, all } = setUp({ limit: 6000, workers: 4 });
    for (const hits of all) t.equal(await send(hits, 75), 75);
    t.equal(asked.times, 0);
    await send(all[1]!, 100_000);
    t.ok(asked.times <= 6000 / 75 + 1, String(asked.times));
});

t.test('every address is counted for itself, and everything anew in the next minute', async (t) => {
    const { clock, all: [first, second] } = setUp({ limit: 2, workers: 2 });
    t.equal(await send(first!, 3, 'a'), 2);
    t.equal(await send(second!, 3, 'a'), 0);
    t.equal(await send(second!, 3, 'b'), 2);
    clock.ms += first!.untilNextMinute() - 1;
    t.equal(await send(second!, 1, 'a'), 0);
    clock.ms += 1;
    t.equal(await send(second!, 3, 'a'), 2);
    t.equal(second!.untilNextMinute(), 60_000);
});
