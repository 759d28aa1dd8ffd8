import t from 'tap';
import { correctedAt } from '../../src/store/clock-offset.js';

t.test('a time is moved by the offset only when that is over five seconds either way', async (t) => {
    t.equal(correctedAt(1_000_000, 5000), 1_000_000);
    t.equal(correctedAt(1_000_000, -5000), 1_000_000);
    t.equal(correctedAt(1_000_000, 5001), 1_005_001);
    t.equal(correctedAt(1_000_000, -5001), 994_999);
});

t.test('no time comes out before 1970', async (t) => {
    t.equal(correctedAt(0, -86_400_000), 0);
});
