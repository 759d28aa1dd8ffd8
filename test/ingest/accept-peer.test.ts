import t from 'tap';
import type { Push } from '../../schemas/push.js';
import type { PeerNews } from '../../src/ingest/accept-peer.js';
import { createPeerSeq } from '../../src/ingest/peer-seq.js';
import { peerSessionId } from '../../src/ingest/session-id.js';
import { buildTestApp, READER } from '../build-test-app.js';

const SENDER = {
    address: '198.51.100.77',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
};
const sessionId = peerSessionId('jmmc', '5f0c9f4e7a524b1c9d0e2f6a');
const seq = createPeerSeq(Date.now);

const news = ({ session, push }: { session?: PeerNews['session']; push?: Omit<Push, 'seq'> }): PeerNews =>
    ({ sessionId, receivedAt: Date.now(), ...session && { session }, ...push && { push: { seq: seq(), ...push } } });
const session: NonNullable<PeerNews['session']> = { client: 'jmmc', conferenceName: 'Weekly', startedAt: Date.now(), joinedAt: Date.now() };
const quality = (connectionQuality: number) => [{ at: Date.now(), patch: { connectionQuality } }];

t.test('what another client tells is stored as what our own does, marked with whose it is, and folds as it came', async (t) => {
    const app = await buildTestApp(t);
    const at = Date.now();
    t.strictSame(await app.ingest.acceptPeer(news({ session, push: { events: [{ at, type: 'joined' }] } }), SENDER), []);
    await app.ingest.acceptPeer(news({ push: { deltas: [{ at: at + 1, patch: { connectionQuality: 90, jvbRTT: 41 } }] } }), SENDER);
    await app.ingest.acceptPeer(news({ push: { deltas: [{ at: at + 2, patch: { connectionQuality: 80 } }] } }), SENDER);

    const { items } = (await app.inject({ url: '/v1/sessions', headers: READER })).json();
    t.match(items, [{
        sessionId, client: 'jmmc', conferenceName: 'Weekly', address: '198.51.100.0', browser: { name: 'Chrome' }, os: { name: 'Linux' }, pushes: 3
    }]);
    const metrics = (await app.inject({ url: `/v1/sessions/${sessionId}/metrics`, headers: READER })).json();
    t.strictSame(metrics, {
        sessionId, gaps: [],
        samples: [{ at: at + 1, state: { connectionQuality: 90, jvbRTT: 41 } }, { at: at + 2, state: { connectionQuality: 80, jvbRTT: 41 } }]
    });
});

t.test('the same rules hold for it: addresses, regions, names of conferences', async (t) => {
    const app = await buildTestApp(t, { AUTHORIZED_REGIONS: 'eu-west', CONFERENCE_PATTERN: '^[a-z]+$' });
    await t.rejects(app.ingest.acceptPeer(news({ session, push: { deltas: quality(50) } }), SENDER), { code: 'conference_not_allowed' });
    const patch = { serverRegion: 'mars', transport: { ip: '203.0.113.9', localIp: '192.0.2.77' } };
    const dropped = await app.ingest.acceptPeer(
        news({ session: { ...session, conferenceName: 'weekly' }, push: { deltas: [{ at: Date.now(), patch }] } }), SENDER);
    t.match(dropped, [{ path: '/deltas/0/patch/serverRegion' }]);
    const { samples } = (await app.inject({ url: `/v1/sessions/${sessionId}/metrics`, headers: READER })).json();
    t.match(samples, [{ state: { transport: { ip: '203.0.113.0', localIp: '192.0.2.0' } } }]);
    t.notOk('serverRegion' in samples[0].state);
    t.equal(app.telemetry.ingest.pushes, 1, 'of what was refused nothing is there');
});

t.test('of a participant whom only somebody else tells of neither browser nor address is known', async (t) => {
    const app = await buildTestApp(t);
    await app.ingest.acceptPeer(news({ session: { ...session, client: 'sora' } }), { address: undefined, userAgent: undefined });
    t.match((await app.inject({ url: `/v1/sessions/${sessionId}`, headers: READER })).json(),
        { client: 'sora', address: null, country: null, browser: { name: null }, os: { name: null }, pushes: 0 });
});
