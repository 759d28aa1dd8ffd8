import { isNumber } from './numbers.js';

/**
 * One RTCStats object: https://www.w3.org/TR/webrtc-stats/. Any member may be missing: Firefox and Safari lack many, and Chromium leaves
 * out what it has no value for.
 */
export type RtcStats = Readonly<Record<string, unknown>>;

/** An RTCStatsReport: https://www.w3.org/TR/webrtc/#rtcstatsreport-object */
export interface RtcStatsReport {
    forEach(callback: (stats: RtcStats) => void): void;
}

export type MediaKind = 'audio' | 'video';

/** The few objects of a report that are used. */
export interface SelectedStats {
    /** ms, when the report was made; -Infinity when it does not tell. Those of remote-inbound-rtp are older. */
    timestamp: number;
    inbound: RtcStats[];
    outbound: RtcStats[];
    /** What the other end told: remote-inbound-rtp by the ssrc of the stream that it is about. */
    told: Map<unknown, RtcStats>;
    /** The one that carries the media. */
    pair: RtcStats | undefined;
    localCandidate: RtcStats | undefined;
    remoteCandidate: RtcStats | undefined;
}

export const isKind = ({ kind }: RtcStats, wanted: MediaKind): boolean => kind === wanted;

/**
 * Goes through a report once: in Chromium each object is made when it is asked for, and that is most of what a sample costs.
 */
export function selectStats(report: RtcStatsReport): SelectedStats {
    const inbound: RtcStats[] = [];
    const outbound: RtcStats[] = [];
    const told = new Map<unknown, RtcStats>();
    const pairs: RtcStats[] = [];
    const byId = new Map<unknown, RtcStats>();
    let selectedPairId: unknown;
    let timestamp = -Infinity;
    const note = (list: RtcStats[], stats: RtcStats) => {
        list.push(stats);
        if (isNumber(stats.timestamp)) timestamp = Math.max(timestamp, stats.timestamp);
    };
    report.forEach((stats) => {
        switch (stats.type) {
            case 'inbound-rtp':
                note(inbound, stats);
                break;
            case 'outbound-rtp':
                note(outbound, stats);
                break;
            case 'remote-inbound-rtp':
                told.set(stats.ssrc, stats);
                break;
            case 'candidate-pair':
                note(pairs, stats);
                break;
            case 'transport':
                selectedPairId ??= stats.selectedCandidatePairId;
                break;
            case 'local-candidate':
            case 'remote-candidate':
                byId.set(stats.id, stats);
        }
    });
    // Firefox has no transport, but says `selected`
    const pair = pairs.find(({ id, selected }) => selectedPairId ? id === selectedPairId : selected)
        ?? pairs.find(({ nominated, state }) => nominated && state === 'succeeded');
    return {
        timestamp, inbound, outbound, told, pair,
        localCandidate: byId.get(pair?.localCandidateId), remoteCandidate: byId.get(pair?.remoteCandidateId)
    };
}
