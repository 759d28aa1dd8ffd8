import type { SoraReport } from '../../../schemas/peers/sora.js';
import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';
import { readTrace, type TraceLine, type TraceName } from '../../support/traces.js';

/** A report of a recorded call and when it was made, ms since the recording began. */
export interface RecordedReport { t: number; report: SoraReport }

type Members = Record<string, unknown>;
interface Rates { upload?: number; download?: number }

/** A time as Sora writes it. `at`: epoch ms, possibly with µs. */
export const timestampOf = (at: number): string =>
    `${new Date(Math.floor(at)).toISOString().slice(0, -1)}${String(Math.floor(at * 1000) % 1000).padStart(3, '0')}Z`;

/** A body as Sora's exporter sends it. */
export const soraReport = (members: Partial<SoraReport> = {}): SoraReport => ({
    type: 'connection.user-agent', timestamp: timestampOf(Date.now()), label: 'WebRTC SFU Sora', version: '2024.2.0', node_name: 'sora@192.0.2.20',
    multistream: true, simulcast: false, spotlight: false, role: 'sendrecv',
    channel_id: 'weekly', session_id: 'JTYG1KGGPH2DKF86Y5B0GMWFSM', client_id: 'QJ253E85SH1C170WQSPYJGFHCR',
    connection_id: 'QJ253E85SH1C170WQSPYJGFHCR', stats: [], ...members
});

export const CONNECTION_IDS = { a: 'AAAAAAAAAAAAAAAAAAAAAAAAAA', b: 'BBBBBBBBBBBBBBBBBBBBBBBBBB' };

/**
 * What Sora would have told of a call that was recorded with our SDK. The recorded reports hold what the SDK reads; what a state is made of
 * beyond that is put back from the payload of lib-jitsi-meet beside each: counters of bytes, addresses, sizes, codecs.
 * @param start - epoch ms at which the recording begins
 */
export function recordedReports(name: TraceName, participant: 'a' | 'b', start: number): RecordedReport[] {
    const lines = readTrace(name, participant);
    const me = String(lines.find((line) => line.me)?.me);
    const restore = createRestorer(me);
    return lines.filter(({ report }) => report).map((line) => ({
        t: line.t,
        report: soraReport({
            timestamp: timestampOf(start + line.t), client_id: participant, connection_id: CONNECTION_IDS[participant], stats: restore(line)
        })
    }));
}

function createRestorer(me: string): (line: TraceLine) => RtcStats[] {
    const bytes: Record<string, number> = {};
    let last: number | undefined;
    return ({ stats = {}, report = [] }) => {
        const { bitrate, transport, resolution, codec } = stats as Record<string, Members | undefined>;
        const timestamp = Number(report.find(({ type }) => type === 'candidate-pair')?.timestamp);
        const seconds = last === undefined ? 0 : (timestamp - last) / 1000;
        last = timestamp;
        const [pair = {}] = (transport ?? []) as unknown as Members[];
        const sizes = Object.values((resolution?.[me] ?? {}) as Record<string, Members>);
        const size = sizes.sort((one, other) => Number(other.height) - Number(one.height))[0] ?? {};
        const codecs: Members = Object.assign({}, ...Object.values((codec?.[me] ?? {}) as Record<string, Members>));
        const grown = (kind: string, way: keyof Rates) =>
            bytes[`${kind} ${way}`] = (bytes[`${kind} ${way}`] ?? 0) + 125 * seconds * ((bitrate?.[kind] as Rates | undefined)?.[way] ?? 0);
        const addressOf = (told: unknown) => {
            const [address, port] = String(told).split(':');
            return { address, ip: address, port: Number(port) };
        };
        const restored = report.map((each): Members => {
            const kind = String(each.kind);
            switch (each.type) {
                case 'inbound-rtp': return { ...each, bytesReceived: grown(kind, 'download') };
                case 'outbound-rtp': return { ...each, bytesSent: grown(kind, 'upload'), codecId: kind, frameWidth: size.width };
                case 'local-candidate': return { ...each, ...addressOf(pair.localip) };
                case 'remote-candidate': return { ...each, ...addressOf(pair.ip) };
                default: return each;
            }
        });
        return [
            ...restored,
            ...Object.entries(codecs).map(([kind, codecName]) => ({ id: kind, type: 'codec', timestamp, mimeType: `${kind}/${String(codecName)}` }))
        ];
    };
}
