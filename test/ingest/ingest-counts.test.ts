import t from 'tap';
import { countUnknownMembers, createIngestCounts } from '../../src/ingest/ingest-counts.js';

t.test('however many versions claim to exist, few are counted apart', async (t) => {
    const counts = createIngestCounts();
    for (let version = 0; version < 1000; version += 1) countUnknownMembers(counts, `v${String(version)}`, 2);
    countUnknownMembers(counts, undefined, 1);
    countUnknownMembers(counts, 'v3', 1);
    t.ok(counts.unknownMembers.size <= 51);
    t.equal(counts.unknownMembers.get('v3'), 3);
    t.equal([...counts.unknownMembers.values()].reduce((sum, count) => sum + count), 2002);
});
