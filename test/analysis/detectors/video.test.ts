import t from 'tap';
import { analyzeCall, changed, codesOf, GOOD, inSeconds, type Stretch } from '../analyzed-call.js';

const bad = (change: Parameters<typeof changed>[1], seconds = 30): Stretch => ({ seconds, state: changed(GOOD, change) });
const amid = (...stretches: Stretch[]): Stretch[] => [{ seconds: 60 }, ...stretches, { seconds: 60 }];
const frozen = (ms: number, freezeCount = 1) => ({ inbound: { video: { freezeCount, totalFreezesDuration: ms } } });

t.test('freezes that come together are an issue, with how many and how long', async (t) => {
    const { issues } = analyzeCall({ stretches: amid(bad(frozen(1200, 3), 2), { seconds: 4 }, bad(frozen(1300, 2), 2)) });
    const evidence = { freezes: 5, frozenMs: 2500, longestMs: 1300 };
    t.match(issues.map(inSeconds), [{ code: 'freezes', severity: 'warning', from: 60, to: 68, evidence }]);
    t.equal(issues[0]?.text, 'The picture of others stood still 5 times within 8 s, for 3 s in all.');
});

t.test('a long freeze is one even if a single sample tells of it, and began before that sample', async (t) => {
    t.match(analyzeCall({ stretches: amid(bad(frozen(4000), 2)) }).issues.map(inSeconds), [{ code: 'freezes', from: 58, to: 62 }]);
});

t.test('short freezes far apart are none', async (t) => {
    const rows = Array.from({ length: 10 }, () => [bad(frozen(500), 2), { seconds: 58 }]).flat();
    t.strictSame(codesOf(analyzeCall({ stretches: rows })), []);
});

t.test('freezes of ten seconds in all are an error', async (t) => {
    t.match(analyzeCall({ stretches: amid(bad(frozen(1800), 16)) }).issues, [{ code: 'freezes', severity: 'error' }]);
});

t.test('the freezes of one of nine videos count a ninth', async (t) => {
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ received: { videoStreams: 9 }, ...frozen(2500) }, 2)) })), []);
});

t.test('jerky video of others is an issue when frames get lost, and none when there are few by choice', async (t) => {
    const few = { framesPerSecond: { min: 5, mean: 5 } };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ inbound: { video: few } })) })), [], 'a shared screen');
    const dropping = bad({ inbound: { video: { ...few, framesDropped: 12 } } });
    const { issues } = analyzeCall({ stretches: amid(dropping) });
    t.match(issues.map(inSeconds), [{ code: 'download_low_frame_rate', from: 60, to: 90, evidence: { mean: 5 } }]);
});

t.test('an own camera of few frames is an issue, an own shared screen is not', async (t) => {
    const slow = bad({ outbound: { video: { framesPerSecond: 6 } } });
    t.strictSame(codesOf(analyzeCall({ stretches: amid(slow) })), ['upload_low_frame_rate']);
    const events = [{ at: 59, type: 'screenShare', data: { on: true } }, { at: 91, type: 'screenShare', data: { on: false } }] as const;
    t.strictSame(codesOf(analyzeCall({ stretches: amid(slow), events: [...events] })), []);
});

t.test('a camera that is off has no frame rate to complain of', async (t) => {
    const off = bad({ outbound: { video: undefined }, bitrate: { video: { upload: 0 } } });
    t.strictSame(codesOf(analyzeCall({ stretches: amid(off) })), []);
});

t.test('own video of half the height that it had is a collapse when something holds it back', async (t) => {
    const smaller = { frameHeight: 360, qualityLimitationReason: 'bandwidth' };
    const codesAmid = (change: Parameters<typeof changed>[1]) => codesOf(analyzeCall({ stretches: amid(bad(change)) }));
    const { issues } = analyzeCall({ stretches: amid(bad({ outbound: { video: smaller } })) });
    const evidence = { mean: 50, worst: 50, limit: 50 };
    t.match(issues.map(inSeconds), [{ code: 'resolution_collapse', severity: 'warning', from: 60, to: 90, evidence }]);
    t.strictSame(codesAmid({ outbound: { video: { ...smaller, qualityLimitationReason: 'none' } } }), [], 'not by choice');
    t.strictSame(codesAmid({ maxEnabledResolution: 360, outbound: { video: smaller } }), [], 'not when no more is wanted');
    const growing = [bad({ outbound: { video: smaller } }), { seconds: 60 }];
    t.strictSame(codesOf(analyzeCall({ stretches: growing })), [], 'not while it grows at the begin');
});

t.test('a shared screen does not make the camera after it a collapse', async (t) => {
    const screen = bad({ outbound: { video: { frameHeight: 2160 } }, maxEnabledResolution: 2160 });
    const events = [{ at: 59, type: 'screenShare', data: { on: true } }, { at: 91, type: 'screenShare', data: { on: false } }] as const;
    const camera = bad({ maxEnabledResolution: 2160, outbound: { video: { qualityLimitationReason: 'bandwidth' } } });
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60 }, screen, camera], events: [...events] })), []);
});

t.test('a shared screen that nobody moves does not freeze, but one of which packets got lost does', async (t) => {
    const slow = { framesPerSecond: { min: 5, mean: 20 }, freezeCount: 1, totalFreezesDuration: 1900 };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ inbound: { video: slow } })) })), []);
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ inbound: { video: { ...slow, pliCount: 0.1 } } })) })), ['freezes']);
    t.strictSame(codesOf(analyzeCall({ stretches: amid(bad({ inbound: { video: { ...slow, packetLoss: 2 } } })) })), ['freezes']);
});
