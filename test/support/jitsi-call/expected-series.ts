import type { SeenStats } from './page-script.js';

/* The states that a series must have, made from what the page saw. Written from schemas/connection-state.ts, apart from the SDK's own way. */

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = Record<string, Json | undefined>;

const round = (value: unknown) => typeof value === 'number' ? Math.round(value) : undefined;
const roundTenths = (value: unknown) => typeof value === 'number' ? Number(value.toFixed(1)) : undefined;
const object = (value: unknown): JsonObject => (value ?? {}) as JsonObject;

/** Without members that are not known, nor parts that have none left. */
function pruned(state: object): object | undefined {
    const known = Object.entries(state)
        .map(([name, value]) => [name, typeof value === 'object' && value !== null ? pruned(value as object) : value] as const)
        .filter(([, value]) => value !== undefined && value !== null);
    return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function splitAtLastColon(address: unknown): [string, number] | undefined {
    const colon = String(address).lastIndexOf(':');
    return colon > 0 ? [String(address).slice(0, colon), Number(String(address).slice(colon + 1))] : undefined;
}

/** All numbers below one entry of a map by ssrc. */
const numbersOf = (streams: unknown) => Object.entries(object(streams)).filter((entry): entry is [string, number] => typeof entry[1] === 'number');

function spread(values: number[]) {
    return values.length === 0 ? undefined
        : { min: Math.round(Math.min(...values)), mean: Math.round(values.reduce((sum, value) => sum + value, 0) / values.length) };
}

/** One codec of a kind is all that a participant sends. @throws when the payload names several, as then none is the expected one. */
function onlyCodec(streams: unknown, kind: 'audio' | 'video') {
    const names = new Set(Object.values(object(streams)).map((codecs) => object(codecs)[kind]).filter((name) => name !== undefined && name !== ''));
    if (names.size > 1) throw new Error(`several codecs: ${[...names].join(', ')}`);
    return [...names][0];
}

function expectedPair(transport: JsonObject[], p2p: boolean, last: JsonObject | undefined) {
    const isLast = (pair: JsonObject) => last !== undefined && pair.ip === last.ip && pair.localip === last.localip && pair.type === last.type;
    return transport.find(isLast) ?? transport.find((pair) => pair.p2p === p2p && splitAtLastColon(pair.ip) !== undefined);
}

/** The whole states that a session's series must consist of. */
export function expectedSeries(seenStats: readonly SeenStats[]): { at: number; state: object }[] {
    let pair: JsonObject | undefined;
    return seenStats.map(({ at, endpointId, p2p, stats }) => {
        const payload = object(stats);
        const bitrate = object(payload.bitrate);
        const rates = (of: unknown) => ({ upload: round(object(of).upload), download: round(object(of).download) });
        const loss = object(payload.packetLoss);
        pair = expectedPair((payload.transport ?? []) as JsonObject[], p2p, pair) ?? pair;
        const isThere = ((payload.transport ?? []) as JsonObject[]).some(({ ip, localip, type }) =>
            pair !== undefined && ip === pair.ip && localip === pair.localip && type === pair.type);
        const [ip, port] = splitAtLastColon(pair?.ip) ?? [];
        const [localIp, localPort] = splitAtLastColon(pair?.localip) ?? [];
        const own = Object.entries(object(object(payload.resolution)[endpointId])).map(([ssrc, size]) => ({ ssrc, ...object(size) }) as JsonObject)
            .sort((a, b) => Number(b.height) - Number(a.height))[0];
        const others = Object.entries(object(payload.framerate)).filter(([id]) => id !== endpointId)
            .flatMap(([id, streams]) => numbersOf(streams).map(([ssrc, framerate]) => ({
                framerate, height: object(object(object(payload.resolution)[id])[ssrc]).height
            }))).filter(({ framerate }) => framerate > 0);
        const state = {
            connectionQuality: roundTenths(payload.connectionQuality),
            bandwidth: rates(payload.bandwidth),
            bitrate: { ...rates(bitrate), audio: rates(bitrate.audio), video: rates(bitrate.video) },
            packetLoss: { upload: roundTenths(loss.upload), download: roundTenths(loss.download), total: roundTenths(loss.total) },
            transport: isThere && pair !== undefined ? {
                ip, port, localIp, localPort, type: pair.type, p2p: pair.p2p, rtt: round(pair.rtt),
                localCandidateType: pair.localCandidateType, remoteCandidateType: pair.remoteCandidateType, networkType: pair.networkType
            } : undefined,
            jvbRTT: round(payload.jvbRTT),
            serverRegion: payload.serverRegion,
            bridgeCount: payload.bridgeCount,
            maxEnabledResolution: payload.maxEnabledResolution,
            resolution: own && { width: own.width, height: own.height },
            framerate: own && round(object(object(payload.framerate)[endpointId])[String(own.ssrc)]),
            codec: { audio: onlyCodec(object(payload.codec)[endpointId], 'audio'), video: onlyCodec(object(payload.codec)[endpointId], 'video') },
            received: payload.framerate === undefined ? undefined : {
                videoStreams: others.length,
                framerate: spread(others.map(({ framerate }) => framerate)),
                height: spread(others.map(({ height }) => height).filter((height) => typeof height === 'number'))
            }
        };
        return { at, state: pruned(state) ?? {} };
    });
}
