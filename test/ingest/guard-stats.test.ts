import t from 'tap';
import { createAddressPolicy } from '../../src/ingest/addresses.js';
import { createStatsGuard } from '../../src/ingest/guard-stats.js';

type Privacy = 'truncate' | 'full' | 'none';
/** As it is stored. */
const guarded = (privacy: Privacy, stats: Readonly<Record<string, unknown>>): unknown =>
    JSON.parse(JSON.stringify(createStatsGuard(createAddressPolicy(privacy))([stats])[0]));

const LOCAL = {
    id: 'Ia', type: 'local-candidate', candidateType: 'srflx', address: '198.51.100.77', ip: '198.51.100.77', port: 50_000, protocol: 'udp',
    relatedAddress: '2001:db8:1:2::7', relatedPort: 50_001, url: 'stun:192.0.2.3:3478', usernameFragment: 'q3Xd', networkType: 'wifi'
};
const WITH_FOUNDATION = { ...LOCAL, foundation: '842163049' };

t.test('of a person\'s candidate the network is kept, and no digest of the address', (t) => {
    t.strictSame(guarded('truncate', WITH_FOUNDATION), { ...LOCAL, address: '198.51.100.0', ip: '198.51.100.0', relatedAddress: '2001:db8:1::' });
    t.strictSame(guarded('full', WITH_FOUNDATION), WITH_FOUNDATION);
    const { address: _, ip: __, relatedAddress: ___, ...rest } = LOCAL;
    t.strictSame(guarded('none', WITH_FOUNDATION), rest);
    t.end();
});

t.test('the address of a relay is the deployment\'s, what lies behind it is a person\'s', (t) => {
    const relay = { ...LOCAL, candidateType: 'relay', relayProtocol: 'tls', url: 'turns:192.0.2.3:443' };
    t.strictSame(guarded('truncate', relay), { ...relay, relatedAddress: '2001:db8:1::' });
    const { relatedAddress: _, ...whole } = relay;
    t.strictSame(guarded('none', relay), whole);
    t.end();
});

t.test('the server\'s candidates are kept whole', (t) => {
    const remote = { ...WITH_FOUNDATION, type: 'remote-candidate', candidateType: 'host', address: '192.0.2.20', ip: '192.0.2.20' };
    t.strictSame(guarded('none', remote), remote);
    t.end();
});

t.test('a name that hides an address is kept: it is of this connection alone', (t) => {
    const hidden = { ...LOCAL, candidateType: 'host', address: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e.local', ip: '', relatedAddress: '' };
    t.strictSame(guarded('none', hidden), hidden);
    t.end();
});

t.test('an address is found wherever a browser puts it', (t) => {
    const legacy = {
        id: 'Conn-1', type: 'googCandidatePair', googLocalAddress: '198.51.100.77:5000', googRemoteAddress: '[2001:db8:1:2::7]:6000',
        values: [{ ipAddress: '::ffff:198.51.100.77' }], bytesSent: '1234', note: '198.51.100.77 is not one', time: '10:05'
    };
    t.strictSame(guarded('truncate', legacy), {
        ...legacy, googLocalAddress: '198.51.100.0:5000', googRemoteAddress: '[2001:db8:1::]:6000', values: [{ ipAddress: '198.51.100.0' }]
    });
    const { googLocalAddress: _, googRemoteAddress: __, ...rest } = legacy;
    t.strictSame(guarded('none', legacy), { ...rest, values: [{}] });
    t.end();
});

t.test('a certificate is known by its fingerprint', (t) => {
    const certificate = { id: 'CF1', type: 'certificate', fingerprint: 'A9:4A', fingerprintAlgorithm: 'sha-256' };
    t.strictSame(guarded('truncate', { ...certificate, base64Certificate: 'MIIBFTCB' }), certificate);
    t.end();
});
