import t from 'tap';
import { createCallClock } from '../../src/cli/call-clock.js';

const never = () => undefined;

t.test('the clock jumps from one thing to the next, in order, with the exact time of each', async (t) => {
    const clock = createCallClock(1000, Infinity);
    const seen: [string, number][] = [];
    const note = (name: string) => () => { seen.push([name, clock.now()]); };
    clock.at(3000, note('third'));
    clock.at(2000, note('first'));
    clock.at(2000, note('second'));
    clock.at(2500, note('cancelled'))();
    clock.at(2000, () => { clock.at(clock.now() + 5, note('between')); });
    clock.at(3000, () => { clock.at(1, note('what is asked for too late is done at once')); });
    await clock.run(() => false, never);
    t.strictSame(seen, [
        ['first', 2000], ['second', 2000], ['between', 2005], ['third', 3000], ['what is asked for too late is done at once', 3000]
    ]);
});

t.test('time stands still while something is held, and what follows from it comes first', async (t) => {
    const clock = createCallClock(0, Infinity);
    const seen: number[] = [];
    clock.at(10, () => {
        void clock.hold(new Promise((resolve) => { setTimeout(resolve, 20); }))
            .then(() => clock.hold(Promise.resolve())).then(() => { seen.push(clock.now()); });
    });
    clock.at(11, () => { seen.push(clock.now()); });
    await clock.run(() => false, never);
    t.strictSame(seen, [10, 11]);
});

t.test('a rejection reaches who waits for it, and time goes on', async (t) => {
    const clock = createCallClock(0, Infinity);
    let reason = '';
    clock.at(1, () => { clock.hold(Promise.reject(new Error('no'))).catch((error: Error) => { reason = error.message; }); });
    clock.at(2, () => { t.equal(reason, 'no'); });
    await clock.run(() => false, never);
    t.equal(clock.now(), 2);
});

t.test('it ends when all is over, or fails as soon as there is a reason', async (t) => {
    const clock = createCallClock(0, Infinity);
    const tick = () => { clock.at(clock.now() + 1, tick); };
    tick();
    await clock.run(() => clock.now() >= 5, never);
    t.equal(clock.now(), 5);
    await t.rejects(clock.run(() => false, () => clock.now() >= 9 ? new Error('enough') : undefined), { message: 'enough' });
    t.equal(clock.now(), 9);
});

t.test('at a given speed it takes its time', async (t) => {
    const begun = performance.now();
    const clock = createCallClock(0, 10);
    // a timer counts whole milliseconds and may come one of them early
    clock.at(300, () => { t.ok(performance.now() - begun >= 25); });
    await clock.run(() => false, never);
    t.equal(clock.now(), 300);
});
