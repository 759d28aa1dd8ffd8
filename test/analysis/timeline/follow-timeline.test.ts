import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { CallEvent } from '../../../schemas/event.js';
import { SessionTimelineSchema, type TimelineSpan } from '../../../schemas/session-timeline.js';
import { createSessionAnalyzer } from '../../../src/analysis/summarize-session.js';
import { THRESHOLDS } from '../../../src/thresholds.js';
import { analyzeCall, changed, GOOD, pushesOfCall, SECOND, START, type Call } from '../analyzed-call.js';

const event = (at: number, type: CallEvent['type'], data?: CallEvent['data']): CallEvent => ({ at, type, ...data !== undefined && { data } });
const mute = (at: number, kind: string, muted: boolean): CallEvent => event(at, 'trackMuteChanged', { local: true, kind, muted });
const seconds = (spans: readonly TimelineSpan[]) => spans.map(({ from, to }) => [(from - START) / SECOND, (to - START) / SECOND]);
const P2P = changed(GOOD, { transport: { p2p: true }, serverRegion: undefined });
const timelineOf = (call: Call) => analyzeCall(call).timeline;

t.test('what lasts is told as spans, and what goes on ends with the session', async (t) => {
    const timeline = timelineOf({
        stretches: [{ seconds: 60 }],
        events: [
            mute(5, 'audio', true), event(8, 'trackMuteChanged', { local: false, kind: 'audio', muted: false }), mute(15, 'audio', false),
            mute(20, 'video', true),
            event(22, 'screenShare', { on: true }), event(32, 'screenShare', { on: false }), event(50, 'visibility', { hidden: true }),
            event(40, 'connectionInterrupted'), event(45, 'connectionRestored')
        ]
    });
    t.same([...Value.Errors(SessionTimelineSchema, timeline)], []);
    t.strictSame(seconds(timeline.muted.audio), [[5, 15]]);
    t.strictSame(seconds(timeline.muted.video), [[20, 60]]);
    t.strictSame(seconds(timeline.screenShares), [[22, 32]]);
    t.strictSame(seconds(timeline.hidden), [[50, 60]]);
    t.strictSame(seconds(timeline.interruptions), [[40, 45]]);
    t.strictSame(seconds(timeline.measured), [[0, 60]]);
    t.strictSame(timeline.gaps, []);
    t.strictSame([timeline.marks, timeline.marksLeftOut], [[], 0]);
});

t.test('a switch is told when it happened, and as a mark', async (t) => {
    const timeline = timelineOf({
        stretches: [{ seconds: 20 }, { seconds: 20, state: P2P }, { seconds: 20 }],
        events: [
            event(0.5, 'joined'), event(1, 'p2pStatus', { p2p: false }), event(21, 'p2pStatus', { p2p: true }),
            event(41, 'p2pStatus', { p2p: false }),
            event(42, 'userJoined', { count: 3 })
        ]
    });
    t.strictSame(seconds(timeline.ways), [[0, 21], [21, 41], [41, 60]]);
    t.strictSame(timeline.ways.map(({ kind, p2p, region }) => [kind, p2p, region]),
        [['bridge', false, 'eu-west'], ['p2p', true, null], ['bridge', false, 'eu-west']]);
    t.strictSame(timeline.marks.map(({ at, type, data }) => [(at - START) / SECOND, type, data?.p2p]),
        [[0.5, 'joined', undefined], [21, 'p2pStatus', true], [41, 'p2pStatus', false]]);
});

t.test('pushes that are missing are a gap, and of it no way is told', async (t) => {
    const call = { stretches: [{ seconds: 120 }] };
    const pushes = pushesOfCall(call).filter(({ seq }) => seq !== 1);
    const { timeline } = analyzeCall(call, pushes);
    t.strictSame(seconds(timeline.gaps), [[30, 62]]);
    t.strictSame(seconds(timeline.ways), [[0, 30], [60, 120]]);
    t.strictSame(seconds(timeline.measured), [[0, 30], [60, 120]]);
});

t.test('of more than TIMELINE_MAX marks the first are told, and how many more there were', async (t) => {
    const events = Array.from({ length: 30 }, (_, index) => event(index, 'deviceChanged', { kind: 'audioinput' }));
    const states = Array.from({ length: 30 }, (_, index) => ({ seconds: 2, state: index % 2 === 0 ? GOOD : P2P }));
    const analyzer = createSessionAnalyzer({ startedAt: START, joinedAt: START, tags: null }, THRESHOLDS, 10);
    for (const push of pushesOfCall({ stretches: states, events })) analyzer.add(push);
    const { timeline } = analyzer.finish({ endedAt: START + 60 * SECOND, endReason: 'left' });
    t.equal(timeline.marks.length, 10);
    t.equal(timeline.marksLeftOut, 20);
    t.equal(timeline.ways.length, 10);
    t.strictSame(seconds(timeline.ways).flat().filter((at) => at === 0 || at === 60), [0, 60]);
});
