import t from 'tap';
import { createHysteresis, type Episode, type HysteresisRule } from '../../src/analysis/hysteresis.js';

const RULE: HysteresisRule = { after: 10, until: 20, samples: 2 };

/** Samples of 5 ms each: `x` wrong, `.` right. What is going on after each of them. */
function follow(row: string, rule = RULE): (Episode | undefined)[] {
    const hysteresis = createHysteresis(rule);
    return [...row].map((mark, place) => {
        hysteresis.add({ from: place * 5, to: place * 5 + 5 }, mark === 'x' ? 5 : 0);
        return hysteresis.current;
    });
}

t.test('begins where it first went wrong, once that lasted', async (t) => {
    t.strictSame(follow('.xxx'), [undefined, undefined, { from: 5, to: 15 }, { from: 5, to: 20 }]);
});

t.test('one bad sample is nothing, however long', async (t) => {
    const hysteresis = createHysteresis(RULE);
    hysteresis.add({ from: 0, to: 1000 }, 1000);
    t.equal(hysteresis.current, undefined);
});

t.test('bad samples with good ones between add up, more slowly', async (t) => {
    t.strictSame(follow('x.x.x').map((current) => current !== undefined), [false, false, false, false, true]);
    t.ok(follow('x..x..x..x..').every((current) => current === undefined), 'those far enough apart do not');
});

t.test('ends where it was last wrong, once it was right for long enough in a row', async (t) => {
    const [, , , , , , , last, over] = follow('xxx..x...' + '.');
    t.strictSame(last, { from: 0, to: 30 });
    t.strictSame(over, { from: 0, to: 30 });
    t.equal(follow('xxx..x....').at(-1), undefined);
});

t.test('begins anew after an end, not where the one before began', async (t) => {
    t.strictSame(follow('xxx....xx').at(-1), { from: 35, to: 45 });
});

t.test('forgets all', async (t) => {
    const hysteresis = createHysteresis(RULE);
    hysteresis.add({ from: 0, to: 5 }, 5);
    hysteresis.forget();
    t.ok(hysteresis.isAtRest);
    hysteresis.add({ from: 100, to: 105 }, 5);
    t.equal(hysteresis.current, undefined);
    t.notOk(hysteresis.isAtRest);
});

t.test('a sample can be wrong in part', async (t) => {
    const hysteresis = createHysteresis({ after: 4, until: 40, samples: 1 });
    hysteresis.add({ from: 0, to: 10 }, 3);
    t.equal(hysteresis.current, undefined);
    hysteresis.add({ from: 10, to: 20 }, 3);
    t.strictSame(hysteresis.current, { from: 0, to: 20 });
});
