import t from 'tap';
import { createDrainProgress } from '../../src/spool/drain-progress.js';

t.test('what is drained is what ended, up to the first that did not', async (t) => {
    const progress = createDrainProgress();
    const [first, second, third] = [progress.take(3), progress.take(7), progress.take(9)];
    t.equal(progress.takenTo(), 9);
    t.equal(progress.drainedTo(), 0);
    progress.done(second);
    t.equal(progress.drainedTo(), 0);
    progress.done(first);
    t.equal(progress.drainedTo(), 7);
    progress.done(third);
    t.equal(progress.drainedTo(), 9);
});

t.test('taking nothing changes nothing', async (t) => {
    const progress = createDrainProgress();
    progress.done(progress.take(0));
    const taken = progress.take(5);
    progress.done(progress.take(5));
    t.equal(progress.drainedTo(), 0);
    progress.done(taken);
    t.equal(progress.drainedTo(), 5);
});

t.test('what was not done is taken again', async (t) => {
    const progress = createDrainProgress();
    const [, second] = [progress.take(3), progress.take(7)];
    progress.done(second);
    progress.again();
    t.equal(progress.takenTo(), 0);
    progress.done(progress.take(8));
    t.equal(progress.drainedTo(), 8);
});
