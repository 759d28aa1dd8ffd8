import t from 'tap';
import { BoundedMap } from '../../src/ingest/bounded-map.js';

t.test('a full map forgets what was not asked for longest', async (t) => {
    const map = new BoundedMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    t.same([map.get('a'), map.get('b'), map.get('c'), map.size], [1, undefined, 3, 2]);
});
