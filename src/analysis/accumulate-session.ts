import { CONNECTION_KINDS, type ConnectionKind } from '../../schemas/connection-kind.js';
import type { CallEvent } from '../../schemas/event.js';
import { SESSION_METRIC_NAMES, SESSION_METRICS, type SessionMetric, type SessionMetricName } from '../../schemas/session-metrics.js';
import type { SessionHistograms, SessionSummary } from '../../schemas/summary.js';
import type { CallContext } from './call-context.js';
import { connectionKindOf } from './connection-kind.js';
import type { Observation } from './detectors/detector.js';
import { isOverTcp, isRelayed } from './detectors/path.js';
import { createHistogram, describeHistogram, type Limit } from './histogram.js';
import { mediaErrorNameOf } from './media-error-name.js';
import { freezesOf } from './measure.js';
import type { ThresholdName, Thresholds } from '../thresholds.js';

/** The threshold beyond which a metric's time is told. */
export const LIMIT_OF: Readonly<Partial<Record<SessionMetricName, ThresholdName>>> = {
    packetLossUpload: 'uploadLoss', packetLossDownload: 'downloadLoss', roundTripTime: 'roundTripTime',
    jitterUpload: 'jitter', jitterDownload: 'jitter', playoutDelay: 'playoutDelay', bandwidthUpload: 'bandwidth',
    framesPerSecondUpload: 'frameRate', framesPerSecondDownload: 'frameRate',
    audioMosUpload: 'audioMos', audioMosDownload: 'audioMos'
};
/** Bridges that are told apart in one session; a session rarely has two. */
const BRIDGES = 16;

/** The part of a summary that sums and distributions make. */
export type Totals = Pick<SessionSummary,
    'measuredMs' | 'p2pMs' | 'bridgeMs' | 'relayMs' | 'tcpMs' | 'connectionKind' | 'switches' | 'freezes' | 'bridges'
    | 'peakParticipants' | 'screenShares' | 'recordings' | 'deviceChanges' | 'mediaErrors' | 'mediaErrorNames' | 'rating' | 'metrics'>;

export interface SessionTotals {
    observe(observation: Observation): void;
    hear(event: CallEvent, before: CallContext): void;
    build(): { totals: Totals; histograms: SessionHistograms };
}

/** Adds up a session of any length; its own size is fixed. */
export function accumulateSession(thresholds: Thresholds): SessionTotals {
    const histograms = new Map(SESSION_METRIC_NAMES.map((name) => [name, createHistogram(limitOf(name, thresholds))]));
    const bridges = new Map<string, { ip: string | null; region: string | null; ms: number }>();
    const times = { measuredMs: 0, p2pMs: 0, bridgeMs: 0, relayMs: 0, tcpMs: 0 };
    const kinds = new Map<ConnectionKind, number>();
    const counts = { switches: 0, screenShares: 0, recordings: 0, deviceChanges: 0, mediaErrors: 0 };
    const mediaErrorNames: NonNullable<Totals['mediaErrorNames']> = {};
    const freezes = { count: 0, totalMs: 0 };
    let peakParticipants: number | null = null;
    let rating: number | null = null;

    const countBridge = ({ state: { transport, serverRegion }, from, to }: Observation) => {
        const ip = transport?.ip ?? null;
        const region = serverRegion ?? null;
        const key = JSON.stringify([ip, region]);
        const bridge = bridges.get(key) ?? { ip, region, ms: 0 };
        if (bridges.size < BRIDGES) bridges.set(key, bridge);
        bridge.ms += to - from;
    };
    return {
        observe(observation) {
            const { from, to, state, measures, context } = observation;
            const ms = to - from;
            times.measuredMs += ms;
            const p2p = state.transport?.p2p ?? (state.transport === undefined ? null : context.p2p);
            if (p2p === true) times.p2pMs += ms;
            if (p2p === false) {
                times.bridgeMs += ms;
                countBridge(observation);
            }
            if (isRelayed(state)) times.relayMs += ms;
            if (isOverTcp(state)) times.tcpMs += ms;
            const kind = connectionKindOf(state, p2p);
            if (kind !== undefined) kinds.set(kind, (kinds.get(kind) ?? 0) + ms);
            const { count = 0, ms: frozenMs = 0 } = freezesOf(state);
            freezes.count += count;
            freezes.totalMs += frozenMs;
            for (const [name, histogram] of histograms) {
                const value = measures[name];
                if (value !== undefined) histogram.add(value, ms);
            }
        },
        hear({ type, data }, before) {
            if (type === 'p2pStatus' && before.p2p !== null && data?.p2p !== undefined && data.p2p !== before.p2p) counts.switches += 1;
            if (type === 'screenShare' && data?.on === true) counts.screenShares += 1;
            if (type === 'recording' && data?.on === true) counts.recordings += 1;
            if (type === 'deviceChanged') counts.deviceChanges += 1;
            if (type === 'mediaError') {
                counts.mediaErrors += 1;
                const name = mediaErrorNameOf(data?.name);
                mediaErrorNames[name] = (mediaErrorNames[name] ?? 0) + 1;
            }
            if ((type === 'userJoined' || type === 'userLeft') && data?.count !== undefined)
                peakParticipants = Math.max(peakParticipants ?? 1, data.count);
            if (type === 'feedback' && data?.rating !== undefined && data.rating >= 1) rating = data.rating;
        },
        build() {
            const built = SESSION_METRIC_NAMES.map((name) => [name, histograms.get(name)?.build()] as const);
            const described = built.map(([name, histogram]) => [name, histogram === undefined ? null : describeHistogram(histogram)]);
            return {
                totals: {
                    ...times, ...counts, mediaErrorNames, connectionKind: longestOf(kinds), freezes, peakParticipants, rating,
                    bridges: [...bridges.values()].sort((a, b) => b.ms - a.ms),
                    metrics: Object.fromEntries(described) as Totals['metrics']
                },
                histograms: Object.fromEntries(built.filter(([, histogram]) => histogram !== undefined))
            };
        }
    };
}

/** Of two equals the one that the schema names first. */
const longestOf = (kinds: ReadonlyMap<ConnectionKind, number>): ConnectionKind | null => CONNECTION_KINDS.reduce<ConnectionKind | null>(
    (longest, kind) => (kinds.get(kind) ?? 0) > (longest === null ? 0 : kinds.get(longest) ?? 0) ? kind : longest, null);

function limitOf(name: SessionMetricName, thresholds: Thresholds): Limit | undefined {
    const { worse }: SessionMetric = SESSION_METRICS[name];
    const threshold = LIMIT_OF[name];
    const value = threshold === undefined ? null : thresholds[threshold].warning ?? thresholds[threshold].error;
    return worse === undefined || value === null ? undefined : { worse, value };
}
