import type { ConnectionState } from '../schemas/connection-state.js';
import type { Delta, Push } from '../schemas/push.js';

/** A session's state in the middle of a call of four, as large as the SDK sends it. */
const STATE: ConnectionState = {
    connectionQuality: 100,
    bandwidth: { upload: 2759, download: 5210 },
    bitrate: { upload: 1311, download: 2224, audio: { upload: 24, download: 72 }, video: { upload: 1287, download: 2152 } },
    packetLoss: { upload: 0, download: 0, total: 0 },
    transport: {
        ip: '203.0.113.9', port: 10000, localIp: '192.0.2.2', localPort: 54671, type: 'udp', p2p: false, rtt: 41,
        localCandidateType: 'srflx', remoteCandidateType: 'host', networkType: 'wifi'
    },
    jvbRTT: 41, serverRegion: 'eu-west', bridgeCount: 1, maxEnabledResolution: 720,
    resolution: { width: 1280, height: 720 }, framerate: 29, codec: { audio: 'opus', video: 'AV1' },
    received: { videoStreams: 3, framerate: { min: 14, mean: 22 }, height: { min: 180, mean: 300 } }
};

/** What changes from one stats event to the next in the recorded calls: rates, estimates, round trips. */
const change = (step: number): NonNullable<Delta['patch']> => ({
    bandwidth: { upload: 2700 + step % 97 },
    bitrate: {
        upload: 1300 + step % 53, download: 2200 + step % 71,
        audio: { download: 70 + step % 5 }, video: { upload: 1280 + step % 53, download: 2130 + step % 71 }
    },
    transport: { rtt: 40 + step % 7 }, jvbRTT: 40 + step % 7,
    received: { framerate: { mean: 20 + step % 5 } }
});

/** The n-th push of a session: three samples of 10 s; a keyframe begins every 20th. */
export function pushBody(seq: number, token: string, now: number): Push {
    const deltas = [0, 1, 2].map((position): Delta => {
        const at = now - 20_000 + position * 10_000;
        return position === 0 && seq % 20 === 0 ? { at, keyframe: true, patch: STATE } : { at, patch: change(seq * 3 + position) };
    });
    return { token, seq, sentAt: now, deltas, events: [] };
}
