import t from 'tap';
import { createPeerSeq } from '../../src/ingest/peer-seq.js';

t.test('a door numbers pushes by the moment they come at, in µs, each higher than the one before, also when the clock is set back', async (t) => {
    let now = 1_795_228_082_000;
    const next = createPeerSeq(() => now);
    t.equal(next(), 1_795_228_082_000_000);
    t.equal(next(), 1_795_228_082_000_001);
    now += 1;
    t.equal(next(), 1_795_228_082_001_000);
    now -= 60_000;
    t.equal(next(), 1_795_228_082_001_001);
});
