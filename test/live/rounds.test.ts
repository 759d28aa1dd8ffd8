import { mock } from 'node:test';
import t from 'tap';
import { createRounds } from '../../src/live/rounds.js';

t.test('each is visited once in a period, a tenth of them at a time', (t) => {
    mock.timers.enable({ apis: ['setInterval'] });
    t.teardown(() => { mock.timers.reset(); });
    let visits: number[] = [];
    const rounds = createRounds<number>(1000, (one) => { visits.push(one); });
    const all = Array.from({ length: 50 }, (_, one) => one);
    for (const one of all) rounds.add(one);
    const parts = all.slice(0, 10).map(() => {
        visits = [];
        mock.timers.tick(100);
        return visits;
    });
    t.ok(parts.every(({ length }) => length === 5));
    t.same(parts.flat().sort((a, b) => a - b), all);

    rounds.delete(7);
    rounds.delete(7);
    rounds.add(50);
    visits = [];
    mock.timers.tick(1000);
    t.equal(visits.length, 50);
    t.ok(visits.includes(50) && !visits.includes(7));
    t.end();
});

t.test('there is a timer only while there is something to visit', (t) => {
    const set = mock.method(globalThis, 'setInterval');
    const clear = mock.method(globalThis, 'clearInterval');
    t.teardown(() => { mock.restoreAll(); });
    const rounds = createRounds<string>(1000, () => undefined);
    t.equal(set.mock.callCount(), 0);
    for (const round of [1, 2]) {
        rounds.add('a');
        rounds.add('b');
        rounds.delete('a');
        t.equal(clear.mock.callCount(), round - 1);
        rounds.delete('b');
        t.equal(set.mock.callCount(), round);
        t.equal(clear.mock.callCount(), round);
    }
    t.end();
});
