import { Type, type Static, type TObject, type TSchema } from '@sinclair/typebox';
import { text } from './identifiers.js';
import { CandidatePairSchema, InboundSchema, OutboundSchema } from './media-state.js';
import { fps, kbps, milliseconds, part, percent, pixels, port, spread } from './quantities.js';

export const TransportSchema = part({
    ip: text(64, { description: 'address of the other end (the bridge, the relay or the peer), IPv6 without brackets' }),
    port: port('port of the other end'),
    localIp: text(64, { description: 'address of this end' }),
    localPort: port('port of this end'),
    type: text(16, { description: 'protocol of the remote candidate: udp, tcp' }),
    p2p: Type.Boolean({ description: 'straight to the other participant, not through a bridge' }),
    rtt: milliseconds('currentRoundTripTime of the pair'),
    localCandidateType: text(16, { description: 'RTCIceCandidateType: host, srflx, prflx, relay' }),
    remoteCandidateType: text(16, { description: 'RTCIceCandidateType of the other end' }),
    networkType: text(32, { description: 'RTCNetworkType of the local candidate: wifi, ethernet, cellular, vpn, unknown' })
}, 'the candidate pair in use');

/**
 * A session's metrics as last known. Names are lib-jitsi-meet's (modules/connectivity/ConnectionQuality.ts and
 * modules/statistics/RTPStatsCollector.js); what they call `localip` is localIp here, its `ip:port` is split. The last three are the
 * browser's own (media-state.ts).
 */
export const ConnectionStateSchema = part({
    connectionQuality: percent('lib-jitsi-meet\'s own verdict on the upload; 0 while the connection is interrupted'),
    bandwidth: part({ upload: kbps('estimated, up'), download: kbps('estimated by the bridge, down') }, 'bandwidth estimates'),
    bitrate: part({
        upload: kbps('sent'),
        download: kbps('received'),
        audio: part({ upload: kbps('audio sent'), download: kbps('audio received') }, 'audio'),
        video: part({ upload: kbps('video sent'), download: kbps('video received') }, 'video')
    }, 'RTP payload rates over the last interval'),
    packetLoss: part({
        upload: percent('lost, up'), download: percent('lost, down'), total: percent('lost, both')
    }, 'packet loss over the last interval'),
    transport: TransportSchema,
    jvbRTT: milliseconds('round trip to the bridge'),
    serverRegion: text(64, { description: 'region of the bridge' }),
    bridgeCount: Type.Integer({ minimum: 0, maximum: 10000, description: 'bridges in this conference' }),
    maxEnabledResolution: pixels('height of the highest layer that may be sent'),
    resolution: part({ width: pixels('width'), height: pixels('height') }, 'own video as sent, the tallest of the own ssrcs'),
    framerate: fps('own video as sent'),
    codec: part({ audio: text(32), video: text(32) }, 'codecs of the own media'),
    received: part({
        videoStreams: Type.Integer({ minimum: 0, maximum: 10000, description: 'videos being received' }),
        framerate: spread(fps, 'frame rate of the received videos'),
        height: spread(pixels, 'height of the received videos')
    }, 'the video of the others'),
    outbound: OutboundSchema,
    inbound: InboundSchema,
    candidatePair: CandidatePairSchema
}, 'connection state');

export type ConnectionState = Static<typeof ConnectionStateSchema>;

/** RFC 7396: absent = as before, null = gone. */
export type MergePatch<T> = { [K in keyof T]?: T[K] extends object | undefined ? MergePatch<NonNullable<T[K]>> | null : T[K] | null };
export type ConnectionStatePatch = MergePatch<ConnectionState>;

/**
 * The JSON merge patch (RFC 7396) of a state's schema: every member optional and nullable. Written as `type: [x, "null"]`
 * instead of a union, so that a validator names the one leaf that is wrong.
 */
function patchOf(schema: TSchema): TSchema {
    const nullable = { ...schema, type: [schema.type as string, 'null'] };
    if (schema.type !== 'object') return Type.Unsafe(nullable);
    const properties = Object.fromEntries(Object.entries((schema as TObject).properties).map(([name, member]) => [name, patchOf(member)]));
    return Type.Unsafe({ ...nullable, properties });
}

/** A change of state, or, from `{}`, a whole state. */
export const ConnectionStatePatchSchema = Type.Unsafe<ConnectionStatePatch>({ ...patchOf(ConnectionStateSchema), type: 'object' });

