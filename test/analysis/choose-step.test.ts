import t from 'tap';
import { chooseStep, leastStep } from '../../src/analysis/choose-step.js';

const HOUR = 3_600_000;

t.test('an hour of one participant is shown as it was sampled, that of a hundred by the minute', async (t) => {
    t.equal(chooseStep(HOUR, 3, 60_000), 10_000);
    t.equal(chooseStep(100 * HOUR, 15, 60_000), 120_000);
    t.equal(chooseStep(100 * HOUR, 3, 60_000), 30_000);
});

t.test('a week is never too long', async (t) => {
    for (const span of [0, 1, 168 * HOUR, 5000 * 168 * HOUR]) {
        const step = chooseStep(span, 60, 60_000);
        t.ok(span / step * 60 <= 60_000, `${String(span)} ms in steps of ${String(step)}`);
    }
});

t.test('the least step is a second', async (t) => {
    t.equal(leastStep(60_000, 3, 500_000), 1000);
    t.equal(leastStep(10 * HOUR, 60, 500_000), 4321);
});
