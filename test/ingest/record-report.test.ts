import t from 'tap';
import { createAddressPolicy } from '../../src/ingest/addresses.js';
import { recordReport, type ToldReport } from '../../src/ingest/record-report.js';

const AT = 1795228082000;
const BASE = { id: 'I1', timestamp: AT, type: 'local-candidate' };
const record = (report: Partial<ToldReport>, privacy: 'truncate' | 'full' | 'none' = 'truncate') =>
    recordReport('a', { at: AT, stats: [], p2p: false, ...report }, AT + 80, createAddressPolicy(privacy));

t.test('addresses are kept as IP_PRIVACY has them, whatever their member is called', async (t) => {
    const person = {
        address: '192.0.2.77', ip: '2001:db8:1:2::3', relatedAddress: '::ffff:192.0.2.77',
        odd: { deep: ['fe80::1%eth0', '192.0.2.77:54321', '[2001:db8:1:2::3]:9'] }
    };
    const other = {
        port: 54321, url: 'turn:turn.example.org:3478', name: 'c1b2d3e4.local', candidateType: 'host', address2: '', ufrag: 'a:12', version: '1.2.3'
    };
    const stats = () => structuredClone([{ ...BASE, ...person, ...other }]);
    t.strictSame(record({ stats: stats() }).stats, [{
        ...BASE, address: '192.0.2.0', ip: '2001:db8:1::', relatedAddress: '192.0.2.0',
        odd: { deep: ['fe80::', '192.0.2.0:54321', '[2001:db8:1::]:9'] }, ...other
    }]);
    t.match(record({ stats: stats() }, 'full').stats, [{
        address: '192.0.2.77', odd: { deep: ['fe80::1', '192.0.2.77:54321', '[2001:db8:1:2::3]:9'] }
    }]);
    t.strictSame(record({ stats: stats() }, 'none').stats, [{
        ...BASE, address: null, ip: null, relatedAddress: null, odd: { deep: [null, null, null] }, ...other
    }]);
});

t.test('a server\'s addresses are nobody\'s: those of remote candidates, unless the other side is a participant', async (t) => {
    const stats = () => [{ ...BASE, type: 'remote-candidate', address: '203.0.113.9' }];
    t.match(record({ stats: stats() }).stats, [{ address: '203.0.113.9' }]);
    t.match(record({ stats: stats() }, 'none').stats, [{ address: '203.0.113.9' }]);
    t.match(record({ stats: stats(), p2p: true }).stats, [{ address: '203.0.113.0' }]);
});

t.test('the time of a report is corrected when the sender\'s clock is off, not what its objects say', async (t) => {
    t.match(record({}), { kind: 'rtcstats', sessionId: 'a', at: AT, receivedAt: AT + 80 });
    t.match(record({ sentAt: AT + 20 }), { at: AT }, 'the way of the request is no wrong clock');
    t.match(record({ sentAt: AT - 3_600_000, at: AT - 3_600_000, stats: [BASE] }), { at: AT + 80, stats: [{ timestamp: AT }] });
});
