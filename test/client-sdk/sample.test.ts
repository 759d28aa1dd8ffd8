import t from 'tap';
import { sampleLocalStats, type SampleContext } from '../../client-sdk/src/sample.js';
import { expectedStates } from '../support/expected-call.js';
import { restore } from '../support/fake-jitsi.js';
import { readTrace, TRACES, type TraceLine, type TraceName } from '../support/traces.js';

const ME = '108418c9';
const OTHER = 'c0863947';
const context: SampleContext = { endpointId: ME, p2p: true };
const stateOf = (stats: object, more: Partial<SampleContext> = {}) => sampleLocalStats(stats, { ...context, ...more }).state;

/** The payload of one line of a trace, with the context it came in. */
function recorded(name: TraceName, participant: 'a' | 'b', pick: (line: TraceLine, index: number) => boolean) {
    const lines = readTrace(name, participant);
    const line = lines.filter(({ event }) => event === 'cq.local_stats_updated').find(pick);
    const endpointId = lines.find(({ me }) => me)?.me;
    if (!line?.stats) throw new Error('no such line');
    return { payload: restore(line.stats, line.notJson), context: { endpointId, p2p: true } };
}

for (const name of TRACES) {
    for (const participant of ['a', 'b'] as const) {
        t.test(`makes of every payload of ${name}, participant ${participant}, what the design says`, (t) => {
            const lines = readTrace(name, participant);
            const endpointId = lines.find(({ me }) => me)?.me;
            let p2p = false;
            let pair: string | undefined;
            const sampled = lines.flatMap((line) => {
                if (line.event === 'conference.p2pStatus') p2p = line.p2p as boolean;
                if (line.event !== 'cq.local_stats_updated') return [];
                const sample = sampleLocalStats(restore(line.stats ?? {}, line.notJson), { endpointId, p2p, pair });
                pair = sample.pair;
                return { at: line.t, state: sample.state };
            });
            t.ok(sampled.length >= 10);
            t.strictSame(sampled, expectedStates(lines));
            t.strictSame(JSON.parse(JSON.stringify(sampled)), sampled, 'JSON holds all of it');
            t.end();
        });
    }
}

t.test('leaves out NaN: the download estimate of a P2P call', (t) => {
    const { payload, context } = recorded('head-normal', 'b', (_, index) => index === 9);
    t.ok(Number.isNaN((payload.bandwidth as { download: number }).download));
    t.strictSame(sampleLocalStats(payload, context).state.bandwidth, { upload: 651 });
    t.end();
});

t.test('leaves out a key whose value is undefined: the round trip to a bridge that is not there', (t) => {
    const { payload, context } = recorded('head-normal', 'b', (_, index) => index === 9);
    t.ok('jvbRTT' in payload && payload.jvbRTT === undefined);
    t.notOk('jvbRTT' in sampleLocalStats(payload, context).state);
    t.end();
});

t.test('leaves out what it has no word for: the Map of decoded frames, the audio levels', (t) => {
    const head = recorded('head-normal', 'b', (_, index) => index === 9);
    t.ok(head.payload.framesDecoded instanceof Map);
    const solyd = recorded('solyd-mute', 'a', () => true);
    t.ok('avgAudioLevels' in solyd.payload && 'localAvgAudioLevels' in solyd.payload);
    for (const { payload, context } of [head, solyd]) {
        const names = Object.keys(sampleLocalStats(payload, context).state);
        t.notOk(names.some((name) => /framesDecoded|AudioLevels/.test(name)), names.join());
    }
    t.end();
});

t.test('splits addresses at the last colon, also those of IPv6', (t) => {
    const { payload, context } = recorded('solyd-mute', 'a', () => true);
    t.match(sampleLocalStats(payload, context).state.transport, { ip: '::1', port: 43621, localIp: 'fd00::2', localPort: 37576 });
    t.end();
});

t.test('passes by a pair without an address, and says nothing of the transport if there is no other', (t) => {
    const { payload, context } = recorded('head-normal', 'a', () => true);
    t.match(payload.transport, [{ ip: ':56868' }]);
    t.notOk('transport' in sampleLocalStats(payload, context).state);
    const pairs = [{ ip: ':56868', localip: '192.0.2.2:1', p2p: true }, { ip: '198.51.100.7:2', localip: '192.0.2.2:1', p2p: true }];
    t.match(stateOf({ transport: pairs }).transport, { ip: '198.51.100.7', port: 2 });
    for (const ip of ['undefined:undefined', 'null:443', 'undefined:443', '198.51.100.7:undefined', undefined])
        t.notOk('transport' in stateOf({ transport: [{ ip, localip: '192.0.2.2:1', p2p: true }] }), String(ip));
    t.end();
});

t.test('stays with the pair chosen last while it is there, wherever in the list', (t) => {
    const pair = (ip: string, p2p = true) => ({ ip, localip: '192.0.2.2:1', type: 'udp', p2p, rtt: 1 });
    const first = sampleLocalStats({ transport: [pair('198.51.100.1:1'), pair('198.51.100.2:2')] }, context);
    t.equal(first.state.transport?.port, 1);
    const swapped = sampleLocalStats({ transport: [pair('198.51.100.2:2'), pair('198.51.100.1:1')] }, { ...context, pair: first.pair });
    t.equal(swapped.state.transport?.port, 1);
    const none = sampleLocalStats({ transport: [] }, { ...context, pair: first.pair });
    t.notOk('transport' in none.state);
    const back = sampleLocalStats({ transport: [pair('198.51.100.2:2'), pair('198.51.100.1:1')] }, { ...context, pair: none.pair });
    t.equal(back.state.transport?.port, 1);
    const gone = sampleLocalStats({ transport: [pair('198.51.100.3:3')] }, { ...context, pair: first.pair });
    t.equal(gone.state.transport?.port, 3);
    t.end();
});

t.test('chooses a pair of the conference\'s mode: P2P or through the bridge', (t) => {
    const transport = [
        { ip: '198.51.100.1:1', localip: '192.0.2.2:1', type: 'udp', p2p: true },
        { ip: '203.0.113.9:10000', localip: '192.0.2.2:1', type: 'udp', p2p: false }
    ];
    t.match(stateOf({ transport }, { p2p: true }).transport, { ip: '198.51.100.1', p2p: true });
    t.match(stateOf({ transport }, { p2p: false }).transport, { ip: '203.0.113.9', p2p: false });
    t.notOk('transport' in stateOf({ transport: transport.slice(1) }, { p2p: true }));
    t.end();
});

t.test('tells of a pair whose local address the browser hides', (t) => {
    t.strictSame(stateOf({ transport: [{ ip: '203.0.113.9:443', localip: 'undefined:undefined', type: 'tcp', p2p: true, rtt: NaN }] }).transport,
        { ip: '203.0.113.9', port: 443, type: 'tcp', p2p: true });
    t.end();
});

t.test('keeps a quality of 0, which means interrupted, and the old values that come with it', (t) => {
    const { payload, context } = recorded('solyd-cut', 'a', ({ stats }) => stats?.connectionQuality === 0);
    const { state } = sampleLocalStats(payload, context);
    t.equal(state.connectionQuality, 0);
    t.strictSame(state.bitrate?.video, { upload: 188, download: 0 });
    t.end();
});

t.test('does not count a muted video as received, though the library goes on telling its size', (t) => {
    const { payload, context } = recorded('solyd-mute', 'b', ({ t: at }) => at > 30_000);
    t.strictSame(Object.keys(payload.resolution as object), ['a73b7da9']);
    t.strictSame(sampleLocalStats(payload, context).state.received, { videoStreams: 0 });
    t.end();
});

t.test('says nothing of the own video while it is muted', (t) => {
    const muted = {
        resolution: { [OTHER]: { 1: { width: 640, height: 360 } } }, framerate: { [OTHER]: { 1: 20 } }, codec: { [ME]: { 2: { audio: 'opus' } } }
    };
    t.strictSame(Object.keys(stateOf(muted)), ['codec', 'received']);
    t.strictSame(stateOf(muted).codec, { audio: 'opus' });
    t.end();
});

t.test('takes the tallest of the own videos, with its own frame rate', (t) => {
    const state = stateOf({
        resolution: { [ME]: { 1: { width: 320, height: 180 }, 2: { width: 1280, height: 720 }, 3: { width: 640, height: 360 } } },
        framerate: { [ME]: { 1: 30, 2: 15, 3: 29 } }
    });
    t.strictSame(state.resolution, { width: 1280, height: 720 });
    t.equal(state.framerate, 15);
    t.end();
});

t.test('gathers the others\' videos: how many, their frame rates and heights', (t) => {
    const { received } = stateOf({
        framerate: { [ME]: { 1: 30 }, [OTHER]: { 2: 14, 3: 24 }, dddddddd: { 4: 20, 5: 0, 6: NaN } },
        resolution: {
            [ME]: { 1: { width: 1280, height: 720 } },
            [OTHER]: { 2: { width: 320, height: 180 }, 3: { width: 1280, height: 720 } },
            dddddddd: { 4: { width: 640, height: 360 }, 5: { width: 640, height: 360 } }
        }
    });
    t.strictSame(received, { videoStreams: 3, framerate: { min: 14, mean: 19 }, height: { min: 180, mean: 420 } });
    t.end();
});

t.test('finds the own codecs where an old library names two for one ssrc', (t) => {
    const { payload, context } = recorded('solyd-mute', 'a', ({ t: at }) => at > 20_000);
    t.match(payload.codec, { a73b7da9: { 264658524: { audio: 'opus', video: 'VP8' } } });
    t.strictSame(sampleLocalStats(payload, context).state.codec, { audio: 'opus', video: 'VP8' });
    // the audio's entry carries the video codec of whoever came before it
    const codec = { [ME]: { 1: { audio: 'opus', video: 'VP9' }, 2: { audio: 'opus', video: 'VP8' } } };
    t.equal(stateOf({ codec, resolution: { [ME]: { 2: { width: 640, height: 360 } } } }).codec?.video, 'VP8');
    t.strictSame(stateOf({ codec: { [ME]: { 1: { audio: 'red', video: 'VP9' }, 2: { video: 'AV1' }, 3: { audio: 'opus' } } } }).codec,
        { audio: 'opus', video: 'AV1' });
    t.end();
});

t.test('rounds: quality and loss to one decimal, the rest to integers', (t) => {
    t.strictSame(stateOf({
        connectionQuality: 97.3333, packetLoss: { upload: 0, download: 1.26, total: 0.64 }, bitrate: { upload: 304.5, download: 0 }, jvbRTT: 41.7,
        transport: [{ ip: '203.0.113.9:10000', p2p: true, rtt: 40.51 }]
    }), {
        connectionQuality: 97.3, packetLoss: { upload: 0, download: 1.3, total: 0.6 }, bitrate: { upload: 305, download: 0 }, jvbRTT: 42,
        transport: { ip: '203.0.113.9', port: 10000, p2p: true, rtt: 41 }
    });
    t.end();
});

t.test('carries what comes from a bridge', (t) => {
    const bridge = { bandwidth: { upload: 2500, download: 3100 }, jvbRTT: 41, serverRegion: 'eu-west', bridgeCount: 2, maxEnabledResolution: 720 };
    t.strictSame(stateOf(bridge), bridge);
    t.strictSame(stateOf({ bridgeCount: NaN, serverRegion: undefined, maxEnabledResolution: null, bitrate: {}, packetLoss: null, codec: {} }), {});
    t.end();
});

t.test('says nothing of videos and codecs without knowing which are the own', (t) => {
    t.strictSame(stateOf({ connectionQuality: 100, framerate: { [ME]: { 1: 30 } }, codec: { [ME]: { 1: { audio: 'opus' } } } }, { endpointId: null }),
        { connectionQuality: 100 });
    t.end();
});

t.test('copies: nothing of the state changes with the payload', (t) => {
    const payload = { bitrate: { upload: 1, download: 2 }, resolution: { [ME]: { 1: { width: 640, height: 360 } } }, framerate: { [ME]: { 1: 30 } } };
    const state = stateOf(payload);
    const before = JSON.stringify(state);
    Object.assign(payload.bitrate, { upload: 99 });
    Object.assign(payload.resolution[ME][1], { width: 1, height: 1 });
    t.equal(JSON.stringify(state), before);
    t.end();
});
