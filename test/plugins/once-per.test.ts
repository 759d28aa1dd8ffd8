import t from 'tap';
import { createOncePer } from '../../src/plugins/once-per.js';

t.test('each key is told once in a while, and not more than so many keys', async (t) => {
    let now = 0;
    const isDue = createOncePer(1000, 2, () => now);
    t.same(['a', 'a', 'b', 'c', 'a'].map(isDue), [true, false, true, false, false]);
    now = 1000;
    t.same(['a', 'c', 'b'].map(isDue), [true, true, false]);
});
