import t from 'tap';
import { createConnectionMeter } from '../../../src/peers/sora/connection-meter.js';
import { createMediaMeter } from '../../../webrtc-stats/media-meter.js';
import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';
import { DEEP_TRACES, readTrace } from '../../support/traces.js';

const at = (seconds: number) => ({ timestamp: 1_700_000_000_000 + 1000 * seconds });
const video = (type: 'inbound-rtp' | 'outbound-rtp', ssrc: number, members: RtcStats) => ({ id: `V${String(ssrc)}`, type, kind: 'video', ssrc, ...members });

/** The state at the last of these reports. */
function stateOf(...reports: RtcStats[][]) {
    const meter = createConnectionMeter();
    return reports.map((stats) => meter.measure(stats).state).at(-1)!;
}
const path = (local: RtcStats, remote: RtcStats, members: RtcStats = { nominated: true, state: 'succeeded' }): RtcStats[] => [
    { id: 'P', type: 'candidate-pair', localCandidateId: 'L', remoteCandidateId: 'R', ...at(0), ...members },
    { id: 'L', type: 'local-candidate', ...at(0), ...local }, { id: 'R', type: 'remote-candidate', ...at(0), ...remote }
];

t.test('the numbers that are remembered of a report are all that the next one is compared with', async (t) => {
    for (const name of DEEP_TRACES) {
        const all = createMediaMeter();
        const few = createConnectionMeter();
        const pick = ({ outbound, inbound, candidatePair }: ReturnType<typeof stateOf>) => ({ outbound, inbound, candidatePair });
        for (const { report } of readTrace(name, 'a')) {
            if (!report) continue;
            t.same(pick(few.measure(report).state), pick(all.measure(report) ?? {}), name);
        }
    }
});

t.test('of several layers of the own video the tallest is told that is sent, the rates are those of all', async (t) => {
    const layer = (ssrc: number, seconds: number, framesPerSecond: number, frameHeight: number, bytes: number, codecId: string) =>
        video('outbound-rtp', ssrc, {
            ...at(seconds), framesPerSecond, frameWidth: frameHeight * 16 / 9, frameHeight, bytesSent: bytes * seconds, codecId
        });
    const layers = (seconds: number) => [
        layer(1, seconds, 30, 180, 10_000, 'C1'), layer(2, seconds, 24, 360, 40_000, 'C2'), layer(3, seconds, 0, 720, 0, 'C1'),
        { id: 'C1', type: 'codec', mimeType: 'video/VP8' }, { id: 'C2', type: 'codec', mimeType: 'video/AV1' }
    ];
    t.match(stateOf(layers(10), layers(20)), {
        resolution: { width: 640, height: 360 }, framerate: 24, codec: { video: 'AV1' }, bitrate: { upload: 400, video: { upload: 400 } }
    });
});

t.test('a video of which no frames come is not received', async (t) => {
    const videos = [
        video('inbound-rtp', 1, { ...at(0), framesPerSecond: 30, frameHeight: 720 }),
        video('inbound-rtp', 2, { ...at(0), framesPerSecond: 12, frameHeight: 180 }),
        video('inbound-rtp', 3, { ...at(0), framesPerSecond: 0, frameHeight: 360 }), video('inbound-rtp', 4, { ...at(0), frameHeight: 360 })
    ];
    t.same(stateOf(videos).received, { videoStreams: 2, framerate: { min: 12, mean: 21 }, height: { min: 180, mean: 450 } });
    t.same(stateOf([]).received, { videoStreams: 0 });
});

t.test('an address that the browser hides is none, and an older browser calls it ip', async (t) => {
    const server = { address: '2001:db8::20', port: 30_000, protocol: 'udp', candidateType: 'host' };
    for (const hidden of [{ address: '' }, { address: '5f0c9f4e.local' }, { address: null }, {}])
        t.same(stateOf(path({ ...hidden, port: 9 }, server)).transport,
            { ip: '2001:db8::20', port: 30_000, localPort: 9, type: 'udp', remoteCandidateType: 'host', p2p: false });
    t.match(stateOf(path({ ip: '198.51.100.77' }, { ip: '192.0.2.20' })).transport, { ip: '192.0.2.20', localIp: '198.51.100.77' });
    t.match(stateOf(path({}, server, { selected: true })).transport, { ip: '2001:db8::20' }, 'Firefox');
    t.equal(stateOf(path({}, server, { state: 'in-progress' })).transport, undefined);
});

t.test('a stream that cannot be found again tells nothing, rather than all that it ever counted', async (t) => {
    const streams = (seconds: number) => [
        video('inbound-rtp', 1, { ...at(seconds), bytesReceived: 1000 * seconds }),
        { id: 'X', type: 'inbound-rtp', kind: 'video', ...at(seconds), bytesReceived: 1e9 },
        { id: 'Y', type: 'inbound-rtp', ssrc: 5, ...at(seconds), bytesReceived: 1e9 }
    ];
    t.match(stateOf(streams(10), streams(20)).bitrate, { download: 8 });
});
