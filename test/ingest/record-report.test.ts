import t from 'tap';
import { loadConfig } from '../../src/config.js';
import { createAddressPolicy } from '../../src/ingest/addresses.js';
import { DropList } from '../../src/ingest/drop-list.js';
import { createRecordReport, type ToldReport } from '../../src/ingest/record-report.js';

const AT = 1795228082000;
const BASE = { id: 'T1', timestamp: AT, type: 'transport' };

function record(report: Partial<ToldReport>, privacy: 'truncate' | 'none' = 'truncate') {
    const drops = new DropList();
    const found = createRecordReport(createAddressPolicy(privacy), loadConfig({}))('a', { at: AT, stats: [BASE], ...report }, AT + 80, drops);
    return { found, dropped: drops.toAnswer() };
}

t.test('the time of a report is corrected when the sender\'s clock is off, not what its objects say', async (t) => {
    t.same(record({}).found, { kind: 'rtcstats', sessionId: 'a', at: AT, receivedAt: AT + 80, stats: [BASE] });
    t.match(record({ sentAt: AT + 20 }).found, { at: AT }, 'the way of the request is no wrong clock');
    t.match(record({ sentAt: AT - 3_600_000, at: AT - 3_600_000 }).found, { at: AT + 80, stats: [{ timestamp: AT }] });
});

t.test('what cannot be stored is left out and named, addresses are as IP_PRIVACY has them', async (t) => {
    const local = { ...BASE, type: 'local-candidate', address: '192.0.2.77' };
    t.match(record({ stats: [7, local] }), { found: { stats: [{ address: '192.0.2.0' }] }, dropped: [{ path: '/stats/0' }] });
    t.match(record({ stats: [{ ...BASE, id: '192.0.2.77' }] }).found, { stats: [{ id: '192.0.2.0' }] });
});

t.test('MAX_RTCSTATS=0 keeps none', async (t) => {
    const drops = new DropList();
    const recordReport = createRecordReport(createAddressPolicy('full'), loadConfig({ MAX_RTCSTATS: '0' }));
    t.equal(recordReport('a', { at: AT, stats: [BASE] }, AT, drops), undefined);
    t.equal(drops.count, 0);
});

t.test('of what nothing is left there is no record', async (t) => {
    t.equal(record({ stats: [] }).found, undefined);
    t.same(record({ stats: null }), { found: undefined, dropped: [{ path: '/stats', reason: 'must be a list' }] });
    t.equal(record({ stats: [{ ...BASE, id: '192.0.2.77' }] }, 'none').found, undefined);
});
