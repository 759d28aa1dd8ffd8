import type { ConnectionState } from '../../../schemas/connection-state.js';
import { growth, totalGrowth, type Counted } from '../../../webrtc-stats/counters.js';
import { known, text } from '../../../webrtc-stats/known.js';
import { isNumber, meanByWeight, milliseconds, rounded, spread, tenths } from '../../../webrtc-stats/numbers.js';
import { isKind, type MediaKind, type RtcStats, type SelectedStats } from '../../../webrtc-stats/rtc-stats.js';
import { plainAddress } from '../../ingest/addresses.js';

/** What lib-jitsi-meet makes of a report, in the members that no Jitsi is needed for. */
export type LibraryState = Omit<ConnectionState, 'outbound' | 'inbound' | 'candidatePair'>;

export interface ReportedStreams {
    /** s since the report before; undefined when there is none. */
    seconds: number | undefined;
    inbound: readonly Counted[];
    outbound: readonly Counted[];
    path: Pick<SelectedStats, 'pair' | 'localCandidate' | 'remoteCandidate'>;
    /** The codecs of this report by their id. */
    codecs: ReadonlyMap<unknown, RtcStats>;
}

/** kbit/s; of no streams 0, as it is there. The W3C's counters have no headers in them. */
function bitrateOf(streams: readonly Counted[], member: 'bytesSent' | 'bytesReceived', seconds: number | undefined): number | undefined {
    if (seconds === undefined) return undefined;
    const bytes = streams.length === 0 ? 0 : totalGrowth(streams, member);
    return bytes === undefined ? undefined : rounded(8 * bytes / 1000 / seconds);
}

function describeBitrate({ seconds, inbound, outbound }: ReportedStreams) {
    const upAndDown = (isMeant: (stats: RtcStats) => boolean) => ({
        upload: bitrateOf(outbound.filter(({ now }) => isMeant(now)), 'bytesSent', seconds),
        download: bitrateOf(inbound.filter(({ now }) => isMeant(now)), 'bytesReceived', seconds)
    });
    const ofKind = (kind: MediaKind) => known(upAndDown((stats) => isKind(stats, kind)));
    return known({ ...upAndDown(() => true), audio: ofKind('audio'), video: ofKind('video') });
}

/** Of the upload the library knows none: what the other end tells is in `outbound`. */
const describeLoss = ({ inbound }: ReportedStreams) => known({
    download: tenths(meanByWeight(inbound.map((stream) => {
        const [lost, received] = [growth(stream, 'packetsLost'), growth(stream, 'packetsReceived')];
        return lost === undefined || received === undefined ? [undefined, 0] : [100 * lost / (lost + received), lost + received];
    })))
});

/** Browsers hide addresses: then the text is empty, or the name of an mDNS record. */
const addressOf = ({ address, ip }: RtcStats): string | undefined => {
    const told = text(address) ?? text(ip);
    return told === undefined ? undefined : plainAddress(told);
};

function describeTransport({ pair, localCandidate: local, remoteCandidate: remote }: ReportedStreams['path']) {
    return pair && {
        ...known({
            ip: remote && addressOf(remote),
            port: rounded(remote?.port),
            localIp: local && addressOf(local),
            localPort: rounded(local?.port),
            type: text(remote?.protocol),
            rtt: milliseconds(pair.currentRoundTripTime),
            localCandidateType: text(local?.candidateType),
            remoteCandidateType: text(remote?.candidateType),
            networkType: text(local?.networkType)
        }),
        p2p: false
    };
}

/** A video of which no frames come or go keeps its size. */
const isMoving = ({ framesPerSecond }: RtcStats): boolean => isNumber(framesPerSecond) && framesPerSecond > 0;

/** The own media: of several videos (simulcast) the tallest. */
function describeOwn({ outbound, codecs }: ReportedStreams) {
    const streams = outbound.map(({ now }) => now);
    const videos = streams.filter((stats) => isKind(stats, 'video')).sort((a, b) => Number(b.frameHeight ?? 0) - Number(a.frameHeight ?? 0));
    const sent = videos.find(isMoving);
    const codecOf = (stats: RtcStats | undefined) => text(String(codecs.get(stats?.codecId)?.mimeType ?? '').replace(/^\w+\//, ''));
    return {
        resolution: sent && known({ width: rounded(sent.frameWidth), height: rounded(sent.frameHeight) }),
        framerate: rounded(sent?.framesPerSecond),
        codec: known({ audio: codecOf(streams.find((stats) => isKind(stats, 'audio'))), video: codecOf(sent ?? videos[0]) })
    };
}

function describeReceived({ inbound }: ReportedStreams) {
    const shown = inbound.map(({ now }) => now).filter((stats) => isKind(stats, 'video') && isMoving(stats));
    const spreadOf = (member: string) => spread(shown.map((stats) => stats[member]).filter(isNumber));
    return known({ videoStreams: shown.length, framerate: spreadOf('framesPerSecond'), height: spreadOf('frameHeight') });
}

/** Its connectionQuality, its bridge and what a bridge estimates are Jitsi's: nobody tells them here. */
export function describeAsLibrary(report: ReportedStreams): LibraryState {
    const { availableOutgoingBitrate } = report.path.pair ?? {};
    return known({
        bandwidth: known({ upload: isNumber(availableOutgoingBitrate) ? rounded(availableOutgoingBitrate / 1000) : undefined }),
        bitrate: describeBitrate(report),
        packetLoss: describeLoss(report),
        transport: describeTransport(report.path),
        ...describeOwn(report),
        received: describeReceived(report)
    }) ?? {};
}
