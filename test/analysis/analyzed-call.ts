import type { ConnectionState } from '../../schemas/connection-state.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Issue, IssueCode } from '../../schemas/issue.js';
import type { SessionFacts } from '../../src/analysis/detectors/detector.js';
import type { SessionEnd } from '../../src/analysis/session-end.js';
import { analyzeSession, type AnalyzedSession } from '../../src/analysis/summarize-session.js';
import type { Thresholds } from '../../src/thresholds.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import type { PushRecord } from '../../src/store/store.js';
import { buildPush } from './build-records.js';

/** When the calls made here begin, epoch ms. */
export const START = 1_795_228_082_000;
export const SECOND = 1000;
const SAMPLES_A_PUSH = 15;

/** A state in which all is well, through a bridge. */
export const GOOD: ConnectionState = {
    connectionQuality: 100, bitrate: { upload: 1200, download: 2400, audio: { upload: 30, download: 30 }, video: { upload: 1170, download: 2370 } },
    transport: { ip: '203.0.113.9', port: 10_000, type: 'udp', p2p: false, rtt: 40, localCandidateType: 'srflx', remoteCandidateType: 'host' },
    jvbRTT: 40, serverRegion: 'eu-west', maxEnabledResolution: 720, codec: { audio: 'opus', video: 'VP8' }, received: { videoStreams: 1 },
    outbound: {
        audio: { packetLoss: 0, jitter: 3, roundTripTime: 40 },
        video: { packetLoss: 0, jitter: 3, roundTripTime: 40, framesPerSecond: 30, frameHeight: 720, encodeTime: 6, qualityLimitationReason: 'none' }
    },
    inbound: {
        audio: { packetLoss: 0, jitter: 3, jitterBufferDelay: 50, concealedSamples: 0 },
        video: {
            packetLoss: 0, framesPerSecond: { min: 30, mean: 30 }, frameHeight: { min: 720, mean: 720 }, framesDropped: 0, decodeTime: 3,
            freezeCount: 0, totalFreezesDuration: 0
        }
    },
    candidatePair: {
        availableOutgoingBitrate: 3000, currentRoundTripTime: 40, protocol: 'udp', localCandidateType: 'srflx', remoteCandidateType: 'host'
    }
};

type Part = { [member: string]: unknown };

/** A state with some members changed, as deep as given; undefined takes one away. */
export function changed(state: ConnectionState, change: Part): ConnectionState {
    const merge = (into: Part, by: Part): Part => Object.fromEntries(
        Object.entries({ ...into, ...by })
            .map(([name, value]): [string, unknown] => [name, isPart(by[name]) && isPart(into[name]) ? merge(into[name], by[name]) : value])
            .filter(([, value]) => value !== undefined)
    );
    return merge(state as Part, change);
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null;

/** The same where there is no getStats(): an older script, or a browser without. */
export const OLD = changed(GOOD, { outbound: undefined, inbound: undefined, candidatePair: undefined });

/** What holds for so many seconds: a state, in samples every `every` seconds. */
export interface Stretch { seconds: number; state?: ConnectionState; every?: number }

export interface Call {
    stretches: Stretch[];
    /** `at` in seconds from the start. */
    events?: CallEvent[];
    session?: Partial<SessionFacts>;
    end?: Partial<SessionEnd>;
    thresholds?: Thresholds;
}

const withTime = (event: CallEvent): CallEvent => ({ ...event, at: START + event.at * SECOND });

/** The pushes of a call, a sample every 2 s where nothing else is said, every one whole. */
export function pushesOfCall({ stretches, events = [] }: Call): PushRecord[] {
    const deltas: PushRecord['deltas'] = [];
    let at = 0;
    for (const { seconds, state = GOOD, every = 2 } of stretches) {
        for (let within = every; within <= seconds; within += every)
            deltas.push({ at: START + (at + within) * SECOND, keyframe: true, patch: state });
        at += seconds;
    }
    const left = events.map(withTime).sort((a, b) => a.at - b.at);
    const pushes: PushRecord[] = [];
    for (let first = 0; first < deltas.length; first += SAMPLES_A_PUSH) {
        const samples = deltas.slice(first, first + SAMPLES_A_PUSH);
        const until = samples.at(-1)!.at;
        const told = left.splice(0, left.findIndex(({ at: when }) => when > until) >>> 0);
        pushes.push(buildPush({ seq: pushes.length, deltas: samples, events: told }));
    }
    if (left.length > 0 || pushes.length === 0) pushes.push(buildPush({ seq: pushes.length, events: left }));
    return pushes;
}

/** The analysis of a call that everybody left in good order, but for what is given. */
export function analyzeCall(call: Call, pushes = pushesOfCall(call)): AnalyzedSession {
    const seconds = call.stretches.reduce((sum, stretch) => sum + stretch.seconds, 0);
    const session = { startedAt: START, joinedAt: START, tags: null, ...call.session };
    return analyzeSession(session, pushes, { endedAt: START + seconds * SECOND, endReason: 'left', ...call.end }, call.thresholds ?? THRESHOLDS);
}

export const codesOf = ({ issues }: AnalyzedSession): IssueCode[] => issues.map(({ code }) => code);

/** An issue with its times in seconds from the start. */
export const inSeconds = ({ from, to, ...issue }: Issue) => ({ ...issue, from: (from - START) / SECOND, to: (to - START) / SECOND });
