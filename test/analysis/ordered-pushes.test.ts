import t from 'tap';
import { orderedPushes } from '../../src/analysis/ordered-pushes.js';
import { buildPush } from './build-records.js';

t.test('pushes come in the order of seq, and of two with one seq the first given stays', async (t) => {
    const given = [buildPush({ seq: 10 }), buildPush({ seq: 9, at: 1 }), buildPush({ seq: 9, at: 2 })];
    t.strictSame(orderedPushes(given).map(({ seq, at }) => [seq, at]), [[9, 1], [10, 0]]);
    t.equal(given.length, 3, 'what was given is as it was');
});
