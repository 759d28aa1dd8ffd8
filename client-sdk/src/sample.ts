import type { ConnectionState } from '../../schemas/connection-state.js';
import { known, text } from '../../webrtc-stats/known.js';
import { isNumber, rounded, spread, tenths } from '../../webrtc-stats/numbers.js';
import type { LocalStats, TransportStats } from './jitsi.js';

/** What a payload does not say itself. */
export interface SampleContext {
    /** The own endpoint id; without it own and others' media cannot be told apart, and nothing is said of either. */
    endpointId: string | null | undefined;
    /** The conference's mode. */
    p2p: boolean;
    /** What `Sample.pair` was when a pair was last chosen. */
    pair?: string | undefined;
}

export interface Sample {
    state: ConnectionState;
    /** Names the chosen candidate pair. */
    pair: string | undefined;
}

const upAndDown = (rates: Partial<Record<'upload' | 'download', unknown>> | null | undefined) =>
    ({ upload: rounded(rates?.upload), download: rounded(rates?.download) });

/** `address:port`, split at the last colon as IPv6 has no brackets here. An address that the browser hides is empty, `undefined` or `null`. */
function splitAddress(value: unknown): [address: string, port: number] | undefined {
    const [, address, port] = /^(.+):(\d+)$/.exec(String(value)) ?? [];
    return address && address !== 'undefined' && address !== 'null' ? [address, Number(port)] : undefined;
}

const nameOf = (pair: TransportStats) => [pair.ip, pair.localip, pair.type].join();

/** The pair chosen last while it is still there, else the first with a complete remote address that belongs to the conference's mode. */
function choosePair({ transport }: LocalStats, { p2p, pair: last }: SampleContext): TransportStats | undefined {
    const pairs = transport ?? [];
    return pairs.find((pair) => nameOf(pair) === last) ?? pairs.find((pair) => splitAddress(pair.ip) && !pair.p2p === !p2p);
}

function describePair(pair: TransportStats | undefined) {
    if (!pair) return undefined;
    const [ip, port] = splitAddress(pair.ip) ?? [];
    const [localIp, localPort] = splitAddress(pair.localip) ?? [];
    return known({
        ip, port, localIp, localPort,
        type: text(pair.type),
        p2p: !!pair.p2p,
        rtt: rounded(pair.rtt),
        localCandidateType: text(pair.localCandidateType),
        remoteCandidateType: text(pair.remoteCandidateType),
        networkType: text(pair.networkType)
    });
}

/** The own video: of several ssrcs (simulcast layers, a shared screen) the tallest. */
function describeOwn({ resolution, framerate, codec }: LocalStats, endpointId: string) {
    let tallest: string | undefined;
    let size: { width?: number | undefined; height: number } | undefined;
    for (const [ssrc, { width, height }] of Object.entries(resolution?.[endpointId] ?? {})) {
        const own = rounded(height);
        if (own === undefined || size && own <= size.height) continue;
        tallest = ssrc;
        size = { width: rounded(width), height: own };
    }
    // Libraries of 2022 name two codecs for one ssrc: its own, and that of whatever stream they looked at before. So an entry that
    // names one codec counts more than one that names two, and of those the one of the video that is sent.
    const codecs: { audio?: string; video?: string } = {};
    for (const [ssrc, entry] of Object.entries(codec?.[endpointId] ?? {})) {
        const audio = text(entry.audio);
        const video = text(entry.video);
        if (audio && (!codecs.audio || !video)) codecs.audio = audio;
        if (video && (!codecs.video || !audio || ssrc === tallest)) codecs.video = video;
    }
    return {
        resolution: size && known(size),
        framerate: tallest === undefined ? undefined : rounded(framerate?.[endpointId]?.[tallest]),
        codec: known(codecs)
    };
}

/**
 * The others' video. A stream counts as received when frames of it came in the last interval, that is when it has a frame rate: the
 * library leaves that out at 0, while `resolution` keeps, after a mute, a cut or a freeze, the size of the last frame for good.
 */
function describeReceived({ resolution, framerate }: LocalStats, endpointId: string) {
    if (!framerate) return undefined;
    const rates: number[] = [];
    const heights: number[] = [];
    for (const [id, streams] of Object.entries(framerate)) {
        if (id === endpointId) continue;
        for (const [ssrc, value] of Object.entries(streams ?? {})) {
            if (!isNumber(value) || value <= 0) continue;
            rates.push(value);
            const height = resolution?.[id]?.[ssrc]?.height;
            if (isNumber(height)) heights.push(height);
        }
    }
    return known({ videoStreams: rates.length, framerate: spread(rates), height: spread(heights) });
}

/**
 * Copies a payload of LOCAL_STATS_UPDATED, which lib-jitsi-meet changes and emits again, into the state of schemas/connection-state.ts:
 * what is NaN, undefined or not known is left out, and everything is rounded as there. Zero is a value.
 */
export function sampleLocalStats(stats: LocalStats, context: SampleContext): Sample {
    const { bitrate, packetLoss } = stats;
    const { endpointId } = context;
    const pair = choosePair(stats, context);
    return {
        pair: pair ? nameOf(pair) : context.pair,
        state: known({
            connectionQuality: tenths(stats.connectionQuality),
            bandwidth: known(upAndDown(stats.bandwidth)),
            bitrate: known({ ...upAndDown(bitrate), audio: known(upAndDown(bitrate?.audio)), video: known(upAndDown(bitrate?.video)) }),
            packetLoss: known({ upload: tenths(packetLoss?.upload), download: tenths(packetLoss?.download), total: tenths(packetLoss?.total) }),
            transport: describePair(pair),
            jvbRTT: rounded(stats.jvbRTT),
            serverRegion: text(stats.serverRegion),
            bridgeCount: rounded(stats.bridgeCount),
            maxEnabledResolution: rounded(stats.maxEnabledResolution),
            ...endpointId && describeOwn(stats, endpointId),
            received: endpointId ? describeReceived(stats, endpointId) : undefined
        }) as ConnectionState | undefined ?? {}
    };
}
