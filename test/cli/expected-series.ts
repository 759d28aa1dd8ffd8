import { readFileSync } from 'node:fs';

/**
 * What the API must answer for a shipped recording, worked out from the lines of the file by the words of the contract, and from nothing
 * of ours: neither the SDK's sampling nor the code that replays.
 */
export interface ExpectedParticipant {
    name: string;
    endpointId: string;
    /** ms of the recording, as all times here */
    startedAt: number;
    joinedAt: number;
    endedAt: number;
    samples: { at: number; state: object }[];
    events: { at: number; type: string; data?: object }[];
}

type Rates = Record<string, number | null | undefined>;
interface Payload {
    connectionQuality: number;
    bandwidth?: Rates; packetLoss?: Rates;
    bitrate?: Rates & { audio?: Rates; video?: Rates };
    transport: Record<string, string | number | boolean>[];
    jvbRTT?: number | null; serverRegion?: string; bridgeCount?: number; maxEnabledResolution?: number;
    resolution: Record<string, Record<string, { height: number; width: number }>>;
    framerate: Record<string, Record<string, number>>;
    codec: Record<string, Record<string, { audio?: string; video?: string }>>;
}
interface Line {
    t: number; participant: string | null; event: string; me: string; p2p: boolean; stats: Payload;
    track: { type: string; local: boolean; muted: boolean };
}

export function expectedSeries(name: string): ExpectedParticipant[] {
    const file = new URL(`../../../test/fixtures/traces/${name}.ndjson`, import.meta.url);
    const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line).sort((a, b) => a.t - b.t);
    return ['a', 'b'].map((participant) => expectParticipant(participant, lines.filter((line) => line.participant === participant)));
}

function expectParticipant(name: string, lines: Line[]): ExpectedParticipant {
    const of = (event: string): Line => lines.find((line) => line.event === event) as Line;
    // a page that was killed: its replay ends where its recording does
    const { t: endedAt } = of('conference.left') as Line | undefined ?? lines.at(-1) as Line;
    const { t: joinedAt, me } = of('conference.joined');
    const startedAt = (lines[0] as Line).t;
    let p2p = false;
    let chosen = '';
    let others = 0;
    const samples: ExpectedParticipant['samples'] = [];
    const events: ExpectedParticipant['events'] = [];
    for (const { t: at, event, stats, track, p2p: isP2p } of lines) {
        if (event === 'conference.userJoined') others += 1;
        if (event === 'conference.userLeft') others -= 1;
        if (event === 'conference.p2pStatus') p2p = isP2p;
        if (event === 'cq.local_stats_updated') {
            const pair = stats.transport.find((each) => `${String(each['ip'])} ${String(each['localip'])}` === chosen)
                ?? stats.transport.find((each) => addressOf(each) !== '' && each['p2p'] === p2p);
            if (pair !== undefined) chosen = `${String(pair['ip'])} ${String(pair['localip'])}`;
            samples.push({ at, state: expectState(stats, me, pair) });
        }
        const data = {
            'conference.joined': { setupMs: at - startedAt },
            'conference.userJoined': { count: others + 1 }, 'conference.userLeft': { count: others + 1 },
            'conference.p2pStatus': { p2p: isP2p },
            'conference.trackMuteChanged': track as Line['track'] | undefined && { kind: track.type, local: track.local, muted: track.muted },
            'conference.connectionInterrupted': null, 'conference.connectionRestored': null, 'conference.left': null
        }[event];
        if (data !== undefined) events.push({ at, type: event.replace('conference.', ''), ...data !== null && { data } });
    }
    return { name, endpointId: me, startedAt, joinedAt, endedAt, samples, events };
}

/** What is before the last colon: IPv6 has no brackets here, and a hidden address is empty. */
const addressOf = (pair: Payload['transport'][number]): string => String(pair['ip']).slice(0, String(pair['ip']).lastIndexOf(':'));

const isUnknown = (value: unknown): boolean =>
    typeof value === 'object' && value !== null ? Object.values(value).every(isUnknown) : value === undefined || value === null;
/** A JSON text leaves out what is undefined. NaN is null in the recording, and stands for nothing known; so does a part that holds nothing. */
const plain = (value: object): object => JSON.parse(JSON.stringify(value, (_, member: unknown) => isUnknown(member) ? undefined : member)) as object;
const whole = (value: unknown): number | undefined => typeof value === 'number' ? Math.round(value) : undefined;
const tenth = (value: unknown): number | undefined => typeof value === 'number' ? Math.round(value * 10) / 10 : undefined;

function expectState(stats: Payload, me: string, pair: Payload['transport'][number] | undefined): object {
    const rates = (given: Rates | undefined) => ({ upload: whole(given?.['upload']), download: whole(given?.['download']) });
    const own = Object.entries(stats.resolution[me] ?? {}).sort(([, a], [, b]) => b.height - a.height)[0];
    const ownCodecs = Object.values(stats.codec[me] ?? {});
    const received = Object.entries(stats.framerate).filter(([id]) => id !== me)
        .flatMap(([id, streams]) => Object.entries(streams).map(([ssrc, fps]) => ({ fps, height: stats.resolution[id]?.[ssrc]?.height })));
    const heights = received.map(({ height }) => height).filter((height) => height !== undefined);
    const spread = (values: number[]) => values.length === 0 ? undefined
        : { min: Math.round(Math.min(...values)), mean: Math.round(values.reduce((sum, value) => sum + value, 0) / values.length) };
    return plain({
        connectionQuality: tenth(stats.connectionQuality),
        bandwidth: rates(stats.bandwidth),
        bitrate: { ...rates(stats.bitrate), audio: rates(stats.bitrate?.audio), video: rates(stats.bitrate?.video) },
        packetLoss: {
            upload: tenth(stats.packetLoss?.['upload']), download: tenth(stats.packetLoss?.['download']), total: tenth(stats.packetLoss?.['total'])
        },
        transport: pair && expectTransport(pair),
        jvbRTT: stats.jvbRTT, serverRegion: stats.serverRegion, bridgeCount: stats.bridgeCount,
        maxEnabledResolution: stats.maxEnabledResolution,
        resolution: own && { width: own[1].width, height: own[1].height },
        framerate: own && stats.framerate[me]?.[own[0]],
        codec: { audio: ownCodecs.find(({ audio }) => audio)?.audio, video: ownCodecs.find(({ video }) => video)?.video },
        received: { videoStreams: received.length, framerate: spread(received.map(({ fps }) => fps)), height: spread(heights) }
    });
}

function expectTransport(pair: Payload['transport'][number]): object {
    const split = (text: string) => [text.slice(0, text.lastIndexOf(':')), Number(text.slice(text.lastIndexOf(':') + 1))];
    const [ip, port] = split(String(pair['ip']));
    const [localIp, localPort] = split(String(pair['localip']));
    const { type, p2p, rtt, localCandidateType, remoteCandidateType, networkType } = pair;
    return { ip, port, localIp, localPort, type, p2p, rtt, localCandidateType, remoteCandidateType, networkType };
}
