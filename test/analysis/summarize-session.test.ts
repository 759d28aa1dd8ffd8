import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { CallEvent } from '../../schemas/event.js';
import { IssueSchema } from '../../schemas/issue.js';
import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import { SessionHistogramsSchema, SessionSummarySchema } from '../../schemas/summary.js';
import { describeHistogram } from '../../src/analysis/histogram.js';
import { analyzeCall, changed, GOOD, OLD, pushesOfCall, SECOND, START, type Call } from './analyzed-call.js';

const P2P = changed(GOOD, { transport: { p2p: true } });

t.test('time is counted by how media went', async (t) => {
    const relayed = changed(GOOD, { candidatePair: { localCandidateType: 'relay', relayProtocol: 'tls' } });
    const events: CallEvent[] = [{ at: 1, type: 'p2pStatus', data: { p2p: true } }, { at: 20, type: 'p2pStatus', data: { p2p: false } }];
    const { summary } = analyzeCall({ stretches: [{ seconds: 20, state: P2P }, { seconds: 40 }, { seconds: 10, state: relayed }], events });
    t.match(summary, {
        inCallMs: 70_000, measuredMs: 70_000, p2pMs: 20_000, bridgeMs: 50_000, relayMs: 10_000, tcpMs: 10_000, switches: 1,
        bridges: [{ ip: '203.0.113.9', region: 'eu-west', ms: 50_000 }]
    });
});

t.test('the bridges are told by the time on them', async (t) => {
    const other = changed(GOOD, { transport: { ip: '203.0.113.10' }, serverRegion: 'us-east' });
    const { summary } = analyzeCall({ stretches: [{ seconds: 10 }, { seconds: 30, state: other }] });
    t.strictSame(summary.bridges, [{ ip: '203.0.113.10', region: 'us-east', ms: 30_000 }, { ip: '203.0.113.9', region: 'eu-west', ms: 10_000 }]);
});

t.test('values weigh as long as they held, whatever the interval', async (t) => {
    const slow = changed(GOOD, { candidatePair: { currentRoundTripTime: 340 } });
    const { summary } = analyzeCall({ stretches: [{ seconds: 30, every: 2 }, { seconds: 10, every: 10, state: slow }] });
    t.match(summary.metrics.roundTripTime, { mean: 115, p5: 40, p50: 40, p95: 340, beyondMs: 10_000, measuredMs: 40_000 });
});

t.test('each metric comes from getStats(), or without it from the library, or is not known', async (t) => {
    const state = changed(GOOD, { bandwidth: { upload: 111, download: 5000 }, packetLoss: { upload: 0, download: 9, total: 5 }, framerate: 11 });
    const known = analyzeCall({ stretches: [{ seconds: 20, state }] }).summary.metrics;
    const means = Object.fromEntries(SESSION_METRIC_NAMES.map((name) => [name, known[name]?.mean ?? null]));
    t.match(means, {
        packetLossUpload: 0, packetLossDownload: 0, roundTripTime: 40, jitterUpload: 3, jitterDownload: 3, playoutDelay: 50, concealedAudio: 0,
        bitrateUpload: 1200, bitrateDownload: 2400, bandwidthUpload: 3000, bandwidthDownload: 5000, framesPerSecondUpload: 30,
        framesPerSecondDownload: 30, frameHeightUpload: 720, frameHeightDownload: 720, audioMosUpload: 4.41, audioMosDownload: 4.41,
        connectionQuality: 100
    });
    const old = changed(OLD, {
        bandwidth: { upload: 2500 }, packetLoss: { upload: 0, download: 1, total: 1 }, framerate: 24, resolution: { width: 640, height: 360 },
        received: { framerate: { min: 12, mean: 20 }, height: { min: 180, mean: 300 } }
    });
    const fallback = analyzeCall({ stretches: [{ seconds: 20, state: old }] }).summary.metrics;
    t.match(fallback, {
        packetLossUpload: null, packetLossDownload: { mean: 1 }, roundTripTime: { mean: 40 }, jitterDownload: null, bandwidthUpload: { mean: 2500 },
        bandwidthDownload: null, framesPerSecondUpload: { mean: 24 }, framesPerSecondDownload: { mean: 20 }, frameHeightUpload: { mean: 360 },
        frameHeightDownload: { mean: 300 }, audioMosUpload: null
    });
    t.ok(fallback.audioMosDownload!.mean < 4.41);
});

t.test('no speech is judged while none comes', async (t) => {
    const silent = changed(OLD, { bitrate: { audio: { download: 0 } }, packetLoss: { upload: 0, download: 0, total: 0 } });
    t.equal(analyzeCall({ stretches: [{ seconds: 20, state: silent }] }).summary.metrics.audioMosDownload, null);
});

t.test('the own video has no score while a screen is shared', async (t) => {
    const events: CallEvent[] = [{ at: 0, type: 'screenShare', data: { on: true } }];
    t.match(analyzeCall({ stretches: [{ seconds: 20 }], events }).summary, { screenShares: 1, metrics: { videoScoreUpload: null } });
    t.ok(analyzeCall({ stretches: [{ seconds: 20 }] }).summary.metrics.videoScoreUpload!.mean > 3);
});

t.test('counts what happened around the call', async (t) => {
    const events: CallEvent[] = [
        { at: 0, type: 'joined', data: { setupMs: 812 } },
        { at: 1, type: 'userJoined', data: { count: 3 } }, { at: 2, type: 'userLeft', data: { count: 2 } },
        { at: 3, type: 'recording', data: { on: true, mode: 'file' } }, { at: 4, type: 'recording', data: { on: false, mode: 'file' } },
        { at: 5, type: 'deviceChanged', data: { kind: 'audioinput' } }, { at: 60, type: 'left' }, { at: 70, type: 'feedback', data: { rating: 4 } }
    ];
    t.match(analyzeCall({ stretches: [{ seconds: 60 }], events }).summary, {
        setupMs: 812, peakParticipants: 3, recordings: 1, deviceChanges: 1, screenShares: 0, mediaErrors: 0, rating: 4, verdict: 'good', reasons: []
    });
});

t.test('freezes of the whole session are added up', async (t) => {
    const freezing = changed(GOOD, { inbound: { video: { freezeCount: 1, totalFreezesDuration: 300 } } });
    t.strictSame(analyzeCall({ stretches: [{ seconds: 4, state: freezing }, { seconds: 60 }] }).summary.freezes, { count: 2, totalMs: 600 });
});

t.test('a gap and a silence are in the call, and not measured', async (t) => {
    const call: Call = { stretches: [{ seconds: 90 }, { seconds: 3600, every: 4000 }, { seconds: 30 }] };
    t.match(analyzeCall(call).summary, { inCallMs: 3_720_000, measuredMs: 92_000 + 28_000 });
    for (const every of [1, 2]) {
        const [first, missing, ...rest] = pushesOfCall({ stretches: [{ seconds: 90, every }] });
        const measuredMs = 90_000 - missing!.deltas.length * every * SECOND;
        t.match(analyzeCall({ stretches: [{ seconds: 90 }] }, [first!, ...rest]).summary, { inCallMs: 90_000, measuredMs });
    }
});

t.test('a session of which nothing is known has no verdict', async (t) => {
    t.match(analyzeCall({ stretches: [], session: { joinedAt: null }, end: { endedAt: START + SECOND, endReason: 'closed' } }).summary,
        { verdict: null, reasons: [], measuredMs: 0, setupMs: null, peakParticipants: null, rating: null, metrics: { roundTripTime: null } });
});

t.test('answers what the schemas say, and histograms of which the distributions are made', async (t) => {
    const lossy = changed(GOOD, { inbound: { audio: { packetLoss: 9 } } });
    const { summary, issues, histograms } = analyzeCall({ stretches: [{ seconds: 60, state: lossy }] });
    t.strictSame([...Value.Errors(SessionSummarySchema, summary)], []);
    t.strictSame([...Value.Errors(SessionHistogramsSchema, histograms)], []);
    t.ok(issues.length > 0);
    for (const issue of issues) t.strictSame([...Value.Errors(IssueSchema, issue)], []);
    for (const name of SESSION_METRIC_NAMES)
        t.strictSame(summary.metrics[name], histograms[name] === undefined ? null : describeHistogram(histograms[name]), name);
});
