import t from 'tap';
import { traitsOf } from '../../src/analysis/client-traits.js';
import { createSampleClock } from '../../src/analysis/sample-clock.js';

/** How long each sample weighs, ms; `gap` before one: what lies before is not known. */
function weigh(row: (number | 'gap')[], start = 0): (number | undefined)[] {
    const clock = createSampleClock(start);
    let afterGap = false;
    return row.flatMap((at) => {
        if (at === 'gap') {
            afterGap = true;
            return [];
        }
        const { span } = clock.next(at, afterGap);
        afterGap = false;
        return [span && span.to - span.from];
    });
}

t.test('a sample weighs the time since the one before', async (t) => {
    t.strictSame(weigh([2000, 4000, 5000, 15_000]), [2000, 2000, 1000, 10_000]);
});

t.test('the first one weighs at most the library\'s usual interval', async (t) => {
    t.strictSame(weigh([60_000, 62_000]), [10_000, 2000]);
});

t.test('a silence counts for nothing: the sample after it weighs as the one before it', async (t) => {
    t.strictSame(weigh([2000, 4000, 3_600_000, 3_602_000]), [2000, 2000, 2000, 2000]);
});

t.test('so does a gap, be it short', async (t) => {
    t.strictSame(weigh([2000, 4000, 'gap', 20_000, 22_000]), [2000, 2000, 2000, 2000]);
});

t.test('a sample of the same moment or an earlier one weighs nothing, and time goes on from there', async (t) => {
    t.strictSame(weigh([2000, 4000, 4000, 1000, 3000]), [2000, 2000, undefined, undefined, 2000]);
});

t.test('says where it goes on after a gap or a silence', async (t) => {
    const clock = createSampleClock(0);
    const steps = [clock.next(2000, true), clock.next(4000, false), clock.next(6000, true), clock.next(60_000, false)];
    t.strictSame(steps.map(({ isResumed }) => isResumed), [false, false, true, true]);
});

t.test('what is a silence depends on how often the client tells something', async (t) => {
    const clock = createSampleClock(0, traitsOf('jmmc'));
    const steps = [clock.next(30_020, false), clock.next(60_050, false), clock.next(180_000, false)];
    t.strictSame(steps.map(({ span, isResumed }) => [span && span.to - span.from, isResumed]), [[30_000, false], [30_030, false], [30_030, true]]);
});
