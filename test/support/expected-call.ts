import type { ConnectionState } from '../../schemas/connection-state.js';
import { restore } from './fake-jitsi.js';
import type { TraceLine } from './traces.js';

interface Pair { ip: string; localip: string; type: string; p2p: boolean; rtt: number; [name: string]: unknown }
interface Payload {
    connectionQuality: number;
    bandwidth: { upload: number; download: number };
    bitrate: { upload: number; download: number; audio: { upload: number; download: number }; video: { upload: number; download: number } };
    packetLoss: { upload: number; download: number; total: number };
    transport: Pair[];
    resolution: Record<string, Record<string, { width: number; height: number }>>;
    framerate: Record<string, Record<string, number>>;
    codec: Record<string, Record<string, { audio?: string; video?: string }>>;
    maxEnabledResolution?: number;
}

const host = (address: string) => address.slice(0, address.lastIndexOf(':'));
const port = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));

/**
 * What a recorded call must have become, written down from the words of the design and not from the SDK's code. The recorded calls
 * have no bridge: no download estimate, no round trip to it, no region, no count.
 */
export function expectedStates(lines: readonly TraceLine[]): { t: number; state: ConnectionState }[] {
    const me = lines.find((line) => line.me)?.me as string;
    const states: { t: number; state: ConnectionState }[] = [];
    let p2p = false;
    let last: Pair | undefined;
    for (const line of lines) {
        if (line.event === 'conference.p2pStatus') p2p = line.p2p as boolean;
        if (line.event !== 'cq.local_stats_updated') continue;
        const payload = restore(line.stats as Record<string, unknown>, line.notJson) as unknown as Payload;
        const same = payload.transport.find((pair) => pair.ip === last?.ip && pair.localip === last.localip && pair.type === last.type);
        const chosen = same ?? payload.transport.find((pair) => host(pair.ip) !== '' && pair.p2p === p2p);
        if (chosen) last = chosen;
        states.push({ t: line.t, state: JSON.parse(JSON.stringify(stateOf(payload, me, chosen))) as ConnectionState });
    }
    return states;
}

function stateOf(payload: Payload, me: string, pair: Pair | undefined) {
    const { bandwidth, bitrate, packetLoss, resolution, framerate, codec } = payload;
    const [tallest] = Object.entries(resolution[me] ?? {}).sort((one, other) => other[1].height - one[1].height);
    const ownCodecs = Object.values(codec[me] ?? {});
    const audio = ownCodecs.map((entry) => entry.audio).find(Boolean);
    const video = ownCodecs.map((entry) => entry.video).find(Boolean);
    const received = Object.entries(framerate).filter(([id]) => id !== me)
        .flatMap(([id, streams]) => Object.entries(streams).map(([ssrc, rate]) => ({ rate, height: resolution[id]?.[ssrc]?.height as number })));
    const mean = (values: number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
    const spread = (values: number[]) => ({ min: Math.min(...values), mean: mean(values) });
    const rates = received.map(({ rate }) => rate);
    const heights = received.map(({ height }) => height);
    return {
        connectionQuality: Math.round(payload.connectionQuality * 10) / 10,
        bandwidth: Number.isNaN(bandwidth.download) ? { upload: bandwidth.upload } : bandwidth,
        bitrate,
        packetLoss,
        transport: pair && {
            ip: host(pair.ip), port: port(pair.ip), localIp: host(pair.localip), localPort: port(pair.localip), type: pair.type, p2p: pair.p2p,
            rtt: Math.round(pair.rtt), localCandidateType: pair.localCandidateType, remoteCandidateType: pair.remoteCandidateType,
            networkType: pair.networkType
        },
        maxEnabledResolution: payload.maxEnabledResolution,
        resolution: tallest?.[1],
        framerate: tallest && framerate[me]?.[tallest[0]],
        codec: audio || video ? { audio, video } : undefined,
        received: received.length > 0 ? { videoStreams: received.length, framerate: spread(rates), height: spread(heights) } : { videoStreams: 0 }
    };
}

export interface ExpectedEvent { t: number; type: string; data?: Record<string, unknown> }

/** The events of a recorded call, without `setupMs`, which no trace tells. */
export function expectedEvents(lines: readonly TraceLine[]): ExpectedEvent[] {
    const events: ExpectedEvent[] = [];
    let count = 1;
    for (const { t, event, p2p, track } of lines) {
        const type = event.replace('conference.', '');
        if (type === 'userJoined') events.push({ t, type, data: { count: ++count } });
        if (type === 'userLeft') events.push({ t, type, data: { count: --count } });
        if (type === 'p2pStatus') events.push({ t, type, data: { p2p } });
        if (type === 'trackMuteChanged') events.push({ t, type, data: { kind: track?.type, local: track?.local, muted: track?.muted } });
        if (['joined', 'left', 'connectionInterrupted', 'connectionRestored'].includes(type)) events.push({ t, type });
    }
    return events;
}
