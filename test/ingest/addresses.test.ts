import t from 'tap';
import { createPushBuilder } from '../../client-sdk/src/push-builder.js';
import type { ConnectionState } from '../../schemas/connection-state.js';
import type { Delta } from '../../schemas/push.js';
import { createAddressPolicy, guardAddresses, plainAddress } from '../../src/ingest/addresses.js';

const truncate = createAddressPolicy('truncate');

t.test('truncation keeps the network of an address', async (t) => {
    t.equal(truncate('203.0.113.77'), '203.0.113.0');
    t.equal(truncate('2001:db8:1234:5678::9'), '2001:db8:1234::');
    t.equal(truncate('2001:db8::1'), '2001:db8::');
});

t.test('IPv6 that wraps IPv4 gives no more of it away than IPv4 does', async (t) => {
    t.equal(truncate('::ffff:203.0.113.77'), '203.0.113.0');
    t.equal(truncate('::ffff:cb00:714d'), '203.0.113.0');
    t.equal(truncate('64:ff9b::203.0.113.77'), '64:ff9b::', 'NAT64');
    t.equal(truncate('2002:cb00:714d:1::1'), '2002:cb00:7100::', '6to4');
});

t.test('zone ids are dropped, and all spellings of an address are one', async (t) => {
    t.equal(truncate('fe80::1:2%eth0'), 'fe80::');
    t.equal(plainAddress('fe80::1%25en0'), 'fe80::1');
    t.equal(plainAddress('2001:DB8:0:0::01'), '2001:db8::1');
});

t.test('full keeps addresses, none keeps nothing', async (t) => {
    t.equal(createAddressPolicy('full')('203.0.113.77'), '203.0.113.77');
    t.equal(createAddressPolicy('full')('::ffff:203.0.113.77'), '203.0.113.77');
    t.equal(createAddressPolicy('none')('203.0.113.77'), null);
});

t.test('what is no address is told apart from one that is not kept', async (t) => {
    const texts = ['', '1', '1.2.3', '1.2.3.4.5', '256.1.1.1', '0x7f.1.1.1', 'a.local', '[::1]', '1.2.3.4:80', ' 1.2.3.4', ':::', '<b>'];
    for (const text of texts)
        for (const privacy of ['truncate', 'full', 'none'] as const) t.equal(createAddressPolicy(privacy)(text), undefined, JSON.stringify(text));
});

const BRIDGE = '198.51.100.7';
const PEER = '203.0.113.77';
const guarded = (deltas: Delta[]): { ips: unknown[]; told: string[] } => {
    const told: string[] = [];
    guardAddresses(deltas, truncate, { add: (path) => { told.push(path); } });
    return { ips: deltas.map(({ patch }) => patch?.transport?.ip), told };
};

t.test('a bridge\'s address is kept whole, a participant\'s never', async (t) => {
    t.same(guarded([{ at: 1, patch: { transport: { ip: BRIDGE, p2p: false } } }]).ips, [BRIDGE]);
    t.same(guarded([{ at: 1, patch: { transport: { ip: PEER, p2p: true } } }]).ips, ['203.0.113.0']);
    for (const remoteCandidateType of ['host', 'srflx', 'prflx'])
        t.same(guarded([{ at: 1, patch: { transport: { ip: PEER, p2p: true, remoteCandidateType } } }]).ips, ['203.0.113.0'], remoteCandidateType);
});

t.test('a relay\'s address is kept whole, with p2p or without word of it', async (t) => {
    t.same(guarded([{ at: 1, patch: { transport: { ip: BRIDGE, p2p: true, remoteCandidateType: 'relay' } } }]).ips, [BRIDGE]);
    t.same(guarded([{ at: 1, patch: { transport: { ip: BRIDGE, remoteCandidateType: 'relay' } } }]).ips, [BRIDGE]);
});

t.test('the own address is always truncated', async (t) => {
    const delta: Delta = { at: 1, patch: { transport: { localIp: PEER, p2p: false, localCandidateType: 'relay' } } };
    guarded([delta]);
    t.equal(delta.patch?.transport?.localIp, '203.0.113.0');
});

t.test('what an earlier delta of the push told of p2p holds for a later one', async (t) => {
    t.same(guarded([
        { at: 1, patch: { transport: { p2p: false } } }, { at: 2 }, { at: 3, patch: { transport: { ip: BRIDGE } } },
        { at: 4, patch: { transport: { p2p: true } } }, { at: 5, patch: { transport: { ip: PEER } } }
    ]).ips, [undefined, undefined, BRIDGE, undefined, '203.0.113.0']);
});

t.test('without any word of p2p an address counts as a participant\'s', async (t) => {
    const bridge: Delta = { at: 1, patch: { transport: { ip: BRIDGE, p2p: false } } };
    t.same(guarded([{ at: 1, patch: { transport: { ip: BRIDGE } } }]).ips, ['198.51.100.0']);
    t.same(guarded([{ at: 1, patch: { transport: { ip: BRIDGE, p2p: null } } }]).ips, ['198.51.100.0']);
    t.same(guarded([bridge, { at: 2, patch: { transport: null } }, { at: 3, patch: { transport: { ip: PEER } } }]).ips,
        [BRIDGE, undefined, '203.0.113.0'], 'the pair went away');
    t.same(guarded([bridge, { at: 2, keyframe: true, patch: { transport: { ip: PEER } } }]).ips, [BRIDGE, '203.0.113.0'], 'a whole new state');
});

t.test('what is no address becomes unknown and is told', async (t) => {
    const { ips, told } = guarded([
        { at: 1, patch: { transport: { ip: 'b2.local', localIp: '', p2p: true } } }, { at: 2, patch: { transport: { ip: null } } }
    ]);
    t.same(ips, [null, null]);
    t.same(told, ['/deltas/0/patch/transport/localIp', '/deltas/0/patch/transport/ip']);
});

t.test('the SDK says with every new address whose it is, also in a push that begins in the middle', async (t) => {
    const builder = createPushBuilder({ maxDeltas: 10, maxEvents: 10 }, () => undefined);
    const deltasOfNext = (transport: ConnectionState['transport'] & object): Delta[] => {
        builder.addState(1, { transport });
        return (JSON.parse(builder.seal()) as { deltas: Delta[] }).deltas;
    };
    const bridge = { ip: BRIDGE, localIp: PEER, p2p: false, remoteCandidateType: 'host' };
    t.same(guarded(deltasOfNext(bridge)).ips, [BRIDGE]);
    t.same(guarded(deltasOfNext({ ...bridge, ip: '198.51.100.8' })).ips, ['198.51.100.8'], 'another bridge');
    t.same(guarded(deltasOfNext({ ip: PEER, p2p: true })).ips, ['203.0.113.0']);
    t.same(guarded(deltasOfNext({ ip: '203.0.113.99', p2p: true })).ips, ['203.0.113.0'], 'another address of the peer');
});
