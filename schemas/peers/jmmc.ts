import { Type, type Static } from '@sinclair/typebox';

/**
 * `m` of jitsi-meet-metrics-collector (JMMC 1.2.35, validator/schema_validator.js): what a push of its client tells, and one element of a
 * stored document's `m`. Sparse: a key is there when its value has changed, and readers carry values forward. Rates are kbit/s, losses %.
 */
export const JmmcMetricsSchema = Type.Partial(Type.Object({
    br: Type.String({ description: 'begins a session; stored: browser and its major version' }),
    os: Type.String({ description: 'stored: operating system and its version' }),
    pid: Type.String({ description: 'endpoint id' }),
    cq: Type.Number({ minimum: 0, maximum: 100, description: 'connectionQuality, mean of 3 samples' }),
    res: Type.Partial(Type.Object({ h: Type.Number(), w: Type.Number() }, { description: 'own video as sent, px' })),
    cdc: Type.Partial(Type.Object({ a: Type.String(), v: Type.String() }, { description: 'codecs' })),
    u: Type.Partial(Type.Object({ bw: Type.Number(), ab: Type.Number(), vb: Type.Number(), pl: Type.Number() }, {
        description: 'upload: bandwidth, bitrate of audio and of video, packet loss'
    })),
    d: Type.Partial(Type.Object({
        bw: Type.Union([Type.Number(), Type.Null()]), ab: Type.Number(), vb: Type.Number(), pl: Type.Number()
    }, { description: 'download, as upload' })),
    t: Type.Partial(Type.Object({
        ip: Type.Number(), p: Type.Number(), lip: Type.Number(), lp: Type.Number(),
        tp: Type.Unsafe<'tcp' | 'udp'>(Type.String({ enum: ['tcp', 'udp'] })),
        sr: Type.String({ description: 'server region' }),
        rip: Type.Number({ description: 'where the push came from' })
    }, { description: 'transport; addresses are IPv4 as uint32, big-endian' })),
    ts: Type.Number({ description: 'when it arrived, s since the epoch; set by the server' })
}));

export type JmmcMetrics = Static<typeof JmmcMetricsSchema>;
