import t from 'tap';
import { createFailedTries } from '../../src/login/failed-tries.js';
import { createHitBudget } from '../../src/workers/shared-hits.js';

const clock = { ms: 1_800_000_000_000 };
const now = () => clock.ms;
const ADDRESS = '192.0.2.1';

t.test('after so many different wrong tokens an address is refused until the minute is over, and no other', async (t) => {
    const tries = createFailedTries({ limit: 3, workers: 1, now });
    for (const token of ['a', 'b']) await tries.note(ADDRESS, token);
    t.notOk(tries.isOver(ADDRESS));
    await tries.note(ADDRESS, 'c');
    t.ok(tries.isOver(ADDRESS));
    t.ok(tries.isOver(`::ffff:${ADDRESS}`));
    t.notOk(tries.isOver('192.0.2.2'));
    clock.ms += tries.untilNextMinute() - 1;
    t.ok(tries.isOver(ADDRESS));
    clock.ms += 1;
    t.notOk(tries.isOver(ADDRESS));
});

t.test('the same wrong token again is no further try', async (t) => {
    const tries = createFailedTries({ limit: 2, workers: 1, now });
    for (let time = 0; time < 10; time += 1) await tries.note(ADDRESS, 'old');
    t.notOk(tries.isOver(ADDRESS));
    await tries.note(ADDRESS, 'b');
    t.ok(tries.isOver(ADDRESS));
});

t.test('with a limit of 1 the first counts; all of an IPv6 network are one', async (t) => {
    const tries = createFailedTries({ limit: 1, workers: 1, now });
    await tries.note('2001:db8:1:2::1', 'a');
    t.ok(tries.isOver('2001:db8:1:2:ffff::9'));
    t.notOk(tries.isOver('2001:db8:1:3::1'));
});

t.test('several workers count together: each learns with its next failure at the latest', async (t) => {
    const limit = 5;
    const budget = createHitBudget({ limit: limit - 1, workers: 3, now });
    const all = Array.from({ length: 3 }, () => createFailedTries({ limit, workers: 3, now, take: async (key) => budget.take(key) }));
    let evaluated = 0;
    for (let token = 0; token < 60; token += 1) {
        const tries = all[token % 3]!;
        if (tries.isOver(ADDRESS)) continue;
        evaluated += 1;
        await tries.note(ADDRESS, String(token));
    }
    t.equal(evaluated, limit + 2);
});
