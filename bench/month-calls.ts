import { CONNECTION_KINDS, type ConnectionKind } from '../schemas/connection-kind.js';
import type { IssueCode } from '../schemas/issue.js';
import type { SessionAnalysis } from '../schemas/session-analysis.js';
import { SESSION_METRIC_NAMES, type SessionMetricName } from '../schemas/session-metrics.js';
import type { Verdict } from '../schemas/summary.js';
import { createHistogram, describeHistogram } from '../src/analysis/histogram.js';
import type { PushRecord, SessionRecord } from '../src/store/store.js';
import { buildAnalysis } from '../test/analysis/build-analysis.js';
import { createRandom } from '../test/store/random-calls.js';
import { aPost, aPush } from '../test/store/sample-records.js';

/** A month of calls, by themselves plausible: offices by day, a few large rooms, common browsers, some bad networks. */
export const MONTH = { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01') };

export interface GeneratedSession { post: SessionRecord; push: PushRecord; analysis: SessionAnalysis }

const HOUR_MS = 3_600_000;
const ROOMS = 20_000;
const USERS = 60_000;
/** Analyses that sessions share, but for their times: making one takes longer than storing it. */
const ANALYSES = 400;

type Weighted<T> = readonly (readonly [value: T, weight: number])[];
const BROWSERS: Weighted<string> = [
    ['Chrome', 55], ['Firefox', 14], ['Microsoft Edge', 13], ['Safari', 12], ['Samsung Internet for Android', 2], ['Opera', 2], ['Electron', 2]
];
const SYSTEMS: Weighted<string> = [['Windows', 52], ['macOS', 20], ['Linux', 10], ['Android', 10], ['iOS', 7], ['Chrome OS', 1]];
const REGIONS: Weighted<string | null> = [['eu-central', 55], ['eu-west', 25], ['us-east', 15], [null, 5]];
const COUNTRIES: Weighted<string | null> = [
    ['DE', 48], ['FR', 14], ['AT', 8], ['CH', 7], ['NL', 5], ['US', 5], ['IT', 3], ['ES', 3], ['PL', 2], ['BE', 1.5], ['GB', 1], ['IN', 1],
    [null, 1.5]
];
const KINDS: Weighted<ConnectionKind> = CONNECTION_KINDS.map((kind, index) => [kind, [12, 1, 74, 4, 7, 2][index] ?? 1]);
const VERDICTS: Weighted<Verdict> = [['good', 78], ['fair', 14], ['poor', 8]];
const ISSUES: Readonly<Record<Verdict, readonly IssueCode[]>> = {
    good: ['relay_used'], fair: ['high_rtt', 'download_jitter', 'upload_low_frame_rate', 'relay_used'],
    poor: ['upload_loss', 'download_loss', 'freezes', 'low_audio_mos', 'cpu_limited', 'connection_interrupted']
};
/** Offices are quiet at night and at weekends. */
const HOUR_WEIGHTS = [1, 1, 1, 1, 2, 5, 20, 60, 100, 110, 100, 80, 60, 90, 100, 80, 50, 30, 20, 15, 10, 6, 3, 2];

/** @param span - when the calls begin: whole hours, epoch ms */
export function createMonth(seed: number, span: { from: number; to: number } = MONTH) {
    const random = createRandom(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const picker = <T>(choices: Weighted<T>) => {
        const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
        return (): T => {
            let rest = random() * total;
            return (choices.find(([, weight]) => (rest -= weight) < 0) ?? choices[0] as readonly [T, number])[0];
        };
    };
    const hours: Weighted<number> = Array.from({ length: (span.to - span.from) / HOUR_MS }, (_, index) => {
        const at = span.from + index * HOUR_MS;
        const isWeekend = [0, 6].includes(new Date(at).getUTCDay());
        return [at, (HOUR_WEIGHTS[new Date(at).getUTCHours()] ?? 1) * (isWeekend ? 0.15 : 1)] as const;
    });
    const pick = {
        browser: picker(BROWSERS), os: picker(SYSTEMS), region: picker(REGIONS), country: picker(COUNTRIES),
        kind: picker(KINDS), verdict: picker(VERDICTS), hour: picker(hours)
    };
    const analyses = Array.from({ length: ANALYSES }, () => createAnalysis(pick.kind(), pick.verdict(), normal, below));
    let made = 0;

    /** A conference's sessions; about five. */
    function conference(): GeneratedSession[] {
        const startedAt = pick.hour() + below(HOUR_MS);
        const durationMs = Math.min(6 * HOUR_MS, Math.round(Math.exp(normal() * 0.9 + Math.log(22 * 60_000))));
        const size = 2 + Math.floor(-Math.log(1 - random()) * 3.5);
        const meetingId = `meeting ${String(seed)} ${String(made)}`;
        const region = pick.region();
        // few rooms have many of the conferences
        const conferenceName = `room-${String(Math.floor(ROOMS * random() ** 3))}`;
        return Array.from({ length: size }, () => {
            const name = `${String(seed)} ${String(made += 1)}`;
            const from = startedAt + below(durationMs * 0.3 + 1);
            const inCallMs = Math.max(5000, Math.round((durationMs - (from - startedAt)) * (1 - random() * 0.3)));
            const end = from + inCallMs;
            const analysis = analyses[below(ANALYSES)] as SessionAnalysis;
            return {
                post: aPost(name, {
                    conferenceName, meetingId, userId: `user-${String(below(USERS))}`, endpointId: below(2 ** 32).toString(16),
                    startedAt: from, joinedAt: from + 900, sentAt: from, receivedAt: from, offset: 0, country: pick.country(),
                    browser: { name: pick.browser(), version: '140' }, os: { name: pick.os(), version: null }
                }),
                push: aPush(name, 0, { at: end, receivedAt: end, offset: 0, deltas: [], end: 'left', ...region === null ? {} : { region } }),
                analysis: {
                    ...analysis, endedAt: end,
                    summary: { ...analysis.summary, inCallMs, setupMs: 200 + below(1500), rating: below(20) === 0 ? 1 + below(5) : null }
                }
            };
        });
    }
    return { conference };
}

/** In the middle of what each metric usually is; worse for worse calls. */
const TYPICAL: Readonly<Record<SessionMetricName, readonly [mean: number, spread: number]>> = {
    packetLossUpload: [0.3, 1], packetLossDownload: [0.3, 1], roundTripTime: [45, 0.5], jitterUpload: [6, 0.6], jitterDownload: [6, 0.6],
    playoutDelay: [60, 0.4], concealedAudio: [0.4, 1], bitrateUpload: [900, 0.5], bitrateDownload: [1800, 0.6], bandwidthUpload: [3500, 0.4],
    bandwidthDownload: [5000, 0.4], framesPerSecondUpload: [26, 0.15], framesPerSecondDownload: [24, 0.2], frameHeightUpload: [600, 0.3],
    frameHeightDownload: [360, 0.4], audioMosUpload: [4.2, 0.05], audioMosDownload: [4.2, 0.05], videoScoreUpload: [3.8, 0.1],
    videoScoreDownload: [3.7, 0.1], connectionQuality: [95, 0.05]
};
const WORSE: Readonly<Record<Verdict, number>> = { good: 1, fair: 2.5, poor: 6 };
/** Samples of one session, each of 10 s. */
const SAMPLES = 40;

function createAnalysis(kind: ConnectionKind, verdict: Verdict, normal: () => number, below: (limit: number) => number): SessionAnalysis {
    const base = buildAnalysis();
    const histograms = Object.fromEntries(SESSION_METRIC_NAMES.map((name) => {
        const [mean, spread] = TYPICAL[name];
        const own = mean * Math.exp(normal() * spread) * (/Loss|Time|jitter|Delay|concealed/i.test(name) ? WORSE[verdict] : 1);
        const histogram = createHistogram({ worse: 'high', value: mean * 8 });
        for (let sample = 0; sample < SAMPLES; sample++) histogram.add(Math.round(10 * own * Math.exp(normal() * spread * 0.4)) / 10, 10_000);
        return [name, histogram.build() ?? never()];
    }));
    const codes = ISSUES[verdict].filter(() => below(2) === 0);
    return {
        ...base,
        summary: {
            ...base.summary, measuredMs: SAMPLES * 10_000, connectionKind: kind, verdict, peakParticipants: 5,
            metrics: Object.fromEntries(Object.entries(histograms).map(([name, histogram]) => [name, describeHistogram(histogram)])) as never
        },
        issues: codes.map((code) => ({
            code, severity: 'warning', from: base.endedAt - 30_000, to: base.endedAt, evidence: { mean: 5.25, limit: 3, ms: 30_000 },
            text: 'For 30 s, 5 % of what was sent by this participant got lost (at worst 9 %; noticeable from 3 %).'
        })),
        histograms
    };
}

function never(): never {
    throw new Error('a histogram of samples is never empty');
}
