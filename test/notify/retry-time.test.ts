import t from 'tap';
import { readRetryAfter, retryPause } from '../../src/notify/retry-time.js';

t.test('the pause doubles up to a quarter of an hour, more or less', async (t) => {
    t.same([1, 2, 3, 4, 8, 9, 50].map((failures) => retryPause(failures, 0.5) / 1000), [5, 10, 20, 40, 640, 900, 900]);
    t.same([retryPause(1, 0), retryPause(1, 1)], [3750, 6250]);
});

t.test('a receiver may ask for a longer one, up to an hour', async (t) => {
    t.same([retryPause(1, 0.5, 60_000), retryPause(5, 0.5, 1000), retryPause(1, 0.5, 1e12)], [60_000, 80_000, 3_600_000]);
    const now = Date.UTC(2026, 10, 21);
    t.same(['120', 'Sat, 21 Nov 2026 00:02:00 GMT', 'Fri, 20 Nov 2026 00:00:00 GMT', 'soon', '-1', null].map((text) => readRetryAfter(text, now)),
        [120_000, 120_000, 0, undefined, undefined, undefined]);
});
