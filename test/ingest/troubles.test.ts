import t from 'tap';
import { addTroubles, createTroubles } from '../../src/ingest/troubles.js';

t.test('the same trouble is told once, with how often and when, the last one first', async (t) => {
    const clock = { now: 1000 };
    const troubles = createTroubles(() => clock.now);
    troubles.note('origin_not_allowed', 'https://a.example');
    clock.now = 2000;
    troubles.note('rate_limited');
    clock.now = 3000;
    troubles.note('origin_not_allowed', 'https://a.example');
    t.same(troubles.tell(), [
        { code: 'origin_not_allowed', about: 'https://a.example', count: 2, firstAt: 1000, lastAt: 3000 },
        { code: 'rate_limited', about: null, count: 1, firstAt: 2000, lastAt: 2000 }
    ]);
    t.same(addTroubles([troubles.tell(), [{ code: 'rate_limited', about: null, count: 4, firstAt: 500, lastAt: 4000 }], []]), [
        { code: 'rate_limited', about: null, count: 5, firstAt: 500, lastAt: 4000 },
        { code: 'origin_not_allowed', about: 'https://a.example', count: 2, firstAt: 1000, lastAt: 3000 }
    ]);
});

t.test('however much is made up, little of it is kept, and no long text', async (t) => {
    const troubles = createTroubles(() => 1000);
    for (let index = 0; index < 1000; index += 1) troubles.note('origin_not_allowed', `https://${String(index)}.example/${'x'.repeat(1000)}`);
    const told = troubles.tell();
    t.equal(told.length, 50);
    t.match(told[0]?.about, /^https:\/\/999\.example/);
    t.ok(told.every(({ about }) => about?.length === 256));
    t.equal(addTroubles([told, told.map((trouble) => ({ ...trouble, about: `${String(trouble.about)}!` }))]).length, 50);
});
