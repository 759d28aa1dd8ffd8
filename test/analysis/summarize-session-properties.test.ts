import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { CallEvent, CallEventType } from '../../schemas/event.js';
import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import { analyzeSession, createSessionAnalyzer } from '../../src/analysis/summarize-session.js';
import { changed, GOOD, pushesOfCall, SECOND, START, type Stretch } from './analyzed-call.js';

const SESSION = { startedAt: START, joinedAt: START, tags: null };

const aState = fc.record({
    candidatePair: fc.record({ currentRoundTripTime: fc.constantFrom(20, 300, 700) }),
    outbound: fc.record({ video: fc.record({ packetLoss: fc.constantFrom(0, 5, 20), framesPerSecond: fc.constantFrom(3, 30) }) }),
    inbound: fc.record({
        video: fc.record({ totalFreezesDuration: fc.constantFrom(0, 900) }), audio: fc.record({ packetLoss: fc.constantFrom(0, 10) })
    })
}, { noNullPrototype: true }).map((change) => changed(GOOD, change));
const aStretch: fc.Arbitrary<Stretch> = fc.record({ seconds: fc.integer({ min: 1, max: 80 }), state: aState, every: fc.constantFrom(1, 2, 10) });
const TYPES: CallEventType[] = [
    'connectionInterrupted', 'connectionRestored', 'noisyMic', 'p2pStatus', 'screenShare', 'userJoined', 'suspendDetected'
];
const anEvent: fc.Arbitrary<CallEvent> = fc.record({
    at: fc.integer({ min: 0, max: 200 }), type: fc.constantFrom(...TYPES),
    data: fc.record({ p2p: fc.boolean(), on: fc.boolean(), count: fc.integer({ min: 1, max: 9 }) })
});
const aCall = fc.record({ stretches: fc.array(aStretch, { minLength: 1, maxLength: 5 }), events: fc.array(anEvent, { maxLength: 6 }) });
const endOf = (stretches: readonly Stretch[]) =>
    ({ endedAt: START + SECOND * stretches.reduce((sum, { seconds }) => sum + seconds, 0), endReason: 'left' as const });

t.test('pushes that come late, out of order or more than once lead to the same analysis', async () => {
    const withDisorder = aCall.chain((call) => {
        const pushes = pushesOfCall(call);
        return fc.tuple(fc.constant(call), fc.constant(pushes), fc.shuffledSubarray([...pushes, ...pushes], { minLength: 2 * pushes.length }));
    });
    fc.assert(fc.property(withDisorder, ([{ stretches }, orderly, shuffled]) => {
        deepStrictEqual(analyzeSession(SESSION, shuffled, endOf(stretches)), analyzeSession(SESSION, orderly, endOf(stretches)));
    }), { numRuns: 60 });
});

t.test('whatever pushes are missing, no time is counted twice, and no issue lies outside the session', async () => {
    const withLosses = aCall.chain((call) => fc.tuple(fc.constant(call), fc.subarray(pushesOfCall(call), { minLength: 1 })));
    fc.assert(fc.property(withLosses, ([{ stretches }, kept]) => {
        const { endedAt, endReason } = endOf(stretches);
        const { summary, issues, histograms } = analyzeSession(SESSION, kept, { endedAt, endReason });
        ok(summary.measuredMs <= summary.inCallMs, 'what is measured fits into the call');
        ok(summary.p2pMs + summary.bridgeMs <= summary.measuredMs);
        for (const name of SESSION_METRIC_NAMES) {
            const { measuredMs, p5, p50, p95, min, max } = summary.metrics[name] ?? { measuredMs: 0, p5: 0, p50: 0, p95: 0, min: 0, max: 0 };
            ok(measuredMs <= summary.measuredMs, name);
            ok(p5 <= p50 && p50 <= p95 && min <= max, name);
            ok((histograms[name]?.weights ?? []).every((weight) => Number.isInteger(weight)), 'weights are whole ms, so sums are exact');
        }
        for (const { from, to, evidence, text } of issues) {
            ok(from <= to && from >= START - 10 * SECOND && Number.isFinite(to));
            ok(text.length > 0 && Object.values(evidence).every(Number.isFinite), JSON.stringify(evidence));
        }
    }), { numRuns: 100 });
});

t.test('what is told of a session stays small, however long it was', async (t) => {
    const analyzer = createSessionAnalyzer(SESSION);
    const lossy = changed(GOOD, { outbound: { video: { packetLoss: 9 } } });
    const stretches = Array.from({ length: 40 }, () => [{ seconds: 60 }, { seconds: 60, state: lossy }]).flat();
    for (const push of pushesOfCall({ stretches })) analyzer.add(push);
    const { issues, histograms } = analyzer.finish({ endedAt: null, endReason: null });
    t.equal(issues.length, 20);
    t.match(issues.at(-1), { evidence: { times: 21 } });
    t.ok(JSON.stringify(histograms).length < 5000);
});
