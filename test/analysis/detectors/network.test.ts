import t from 'tap';
import { changeThresholds } from '../../../src/thresholds.js';
import { analyzeCall, changed, codesOf, GOOD, inSeconds, OLD, type Stretch } from '../analyzed-call.js';

const bad = (change: Parameters<typeof changed>[1], seconds = 30, every = 2): Stretch => ({ seconds, every, state: changed(GOOD, change) });
const amid = (stretch: Stretch): Stretch[] => [{ seconds: 60 }, stretch, { seconds: 60 }];

/** By what the line carries. */
const heldBack = (frameHeight: number) =>
    ({ candidatePair: { availableOutgoingBitrate: 300 }, outbound: { video: { qualityLimitationReason: 'bandwidth', frameHeight } } });
const lost = { outbound: { video: { packetLoss: 5 } } };
const CASES = {
    upload_loss: lost,
    download_loss: { inbound: { audio: { packetLoss: 5 } } },
    high_rtt: { candidatePair: { currentRoundTripTime: 300 } },
    upload_jitter: { outbound: { audio: { jitter: 40 } } },
    download_jitter: { inbound: { audio: { jitter: 40 } } },
    high_playout_delay: { inbound: { audio: { jitterBufferDelay: 250 } } },
    low_audio_mos: { inbound: { audio: { concealedSamples: 9 } } },
    bandwidth_limited: heldBack(540)
};

t.test('nothing is wrong with a call in which nothing is', async (t) => {
    t.strictSame(analyzeCall({ stretches: [{ seconds: 600 }] }).issues, []);
});

for (const [code, change] of Object.entries(CASES)) {
    t.test(`${code}: told when it lasts, from its begin to its end`, async (t) => {
        const { issues } = analyzeCall({ stretches: amid(bad(change)) });
        t.match(issues.map(inSeconds), [{ code, severity: 'warning', from: 60, to: 90 }]);
        t.equal(issues.length, 1);
    });

    t.test(`${code}: one bad sample is no issue, be it one of 10 s`, async (t) => {
        t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(change, 2)) })), []);
        t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60, every: 10 }, bad(change, 10, 10), { seconds: 60, every: 10 }] })), []);
    });
}

t.test('the evidence is the mean by time, the worst value, the limit and how long', async (t) => {
    const { issues: [issue] } = analyzeCall({ stretches: [
        { seconds: 60 }, bad(lost, 20), bad({ outbound: { video: { packetLoss: 11 } } }, 10), { seconds: 60 }
    ] });
    t.match(issue, { severity: 'error', evidence: { mean: 7, worst: 11, limit: 3, ms: 30_000 } });
    t.equal(issue?.text, 'For 30 s, 7 % of what this participant sent got lost on its way (at worst 11 %; noticeable from 3 %).');
});

t.test('trouble with short good times between is one issue, with long ones several', async (t) => {
    const apart = (seconds: number) =>
        codesOf(analyzeCall({ stretches: [{ seconds: 20 }, bad(lost, 20), { seconds }, bad(lost, 20), { seconds: 60 }] }));
    t.strictSame(apart(6), ['upload_loss']);
    t.strictSame(apart(60), ['upload_loss', 'upload_loss']);
});

t.test('what goes on when the session ends, ends with it', async (t) => {
    const { issues } = analyzeCall({ stretches: [{ seconds: 60 }, bad(lost, 30)] });
    t.match(issues.map(inSeconds), [{ code: 'upload_loss', to: 90 }]);
});

t.test('loss that the other end tells of now and then counts for the time between', async (t) => {
    const silent = changed(GOOD, { outbound: { audio: undefined, video: { packetLoss: undefined } } });
    const told = changed(silent, { outbound: { audio: { packetLoss: 6 } } });
    const rows: Stretch[] = Array.from({ length: 6 }, () => [{ seconds: 4, state: silent }, { seconds: 2, state: told }]).flat();
    const { issues } = analyzeCall({ stretches: [{ seconds: 60 }, ...rows, { seconds: 60 }] });
    t.match(issues.map(inSeconds), [{ code: 'upload_loss', from: 60, to: 96 }]);
});

t.test('the library\'s upload loss, always 0, is not taken for a loss of nothing', async (t) => {
    const old = changed(OLD, { packetLoss: { upload: 0, download: 0, total: 0 } });
    t.equal(analyzeCall({ stretches: [{ seconds: 60, state: old }] }).summary.metrics.packetLossUpload, null);
});

t.test('without getStats() the library\'s download loss and round trip are taken, and the speech that they make', async (t) => {
    const old = changed(OLD, { packetLoss: { upload: 0, download: 8, total: 4 }, transport: { rtt: 300 } });
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60, state: old }] })).sort(), ['download_loss', 'high_rtt', 'low_audio_mos']);
});

t.test('a small estimate is nothing as long as the video is not held back by it', async (t) => {
    const idle = { candidatePair: { availableOutgoingBitrate: 300 } };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(idle)) })), []);
    const unsaid = { ...idle, outbound: { video: { qualityLimitationReason: undefined } } };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(unsaid)) })), [], 'nor where the browser does not say');
    const wanted = { ...heldBack(180), maxEnabledResolution: 180 };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(wanted)) })), [], 'nor while no more is asked for');
    const shrunk = { ...idle, outbound: { video: { qualityLimitationReason: undefined, frameHeight: 180 } } };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(shrunk)) })), ['resolution_collapse', 'bandwidth_limited'], 'unless it shrinks');
});

t.test('thresholds can be changed', async (t) => {
    const { thresholds } = changeThresholds(['uploadLoss.warning=8', 'uploadLoss.error=12']);
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad(lost)), thresholds })), []);
    const { thresholds: off } = changeThresholds(['uploadLoss.warning=off', 'uploadLoss.error=off']);
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ outbound: { video: { packetLoss: 50 } } })), thresholds: off })), []);
    const { thresholds: errorsOnly } = changeThresholds(['uploadLoss.warning=off', 'uploadLoss.error=4']);
    t.match(analyzeCall({ stretches: amid(bad(lost)), thresholds: errorsOnly }).issues, [{ severity: 'error', evidence: { limit: 4 } }]);
});

t.test('an issue does not span a silence', async (t) => {
    const { issues } = analyzeCall({ stretches: [bad(lost, 20), { seconds: 3600, every: 4000 }, bad(lost, 20)] });
    t.match(issues.map(inSeconds), [{ from: 0, to: 20 }, { from: 3620, to: 3640 }]);
});

t.test('a line that is narrow from the begin is told, too', async (t) => {
    t.strictSame(codesOf(analyzeCall({ stretches: [bad(heldBack(180), 300)] })), ['bandwidth_limited']);
});
