import type { CallEvent } from '../../schemas/event.js';
import type { Sample } from '../../schemas/session.js';
import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import type { PushRecord } from '../store/store.js';
import { accumulateSession } from './accumulate-session.js';
import { contextAfter, UNKNOWN_CONTEXT } from './call-context.js';
import { traitsOf } from './client-traits.js';
import { createIssueDetector } from './detect-issues.js';
import type { Ending, SessionFacts } from './detectors/detector.js';
import { followInterruptions } from './detectors/interruptions.js';
import { createFold } from './fold-deltas.js';
import { measure, type BestSeen } from './measure.js';
import { orderEvents } from './order-events.js';
import { orderedPushes } from './ordered-pushes.js';
import { createSampleClock } from './sample-clock.js';
import type { SessionEnd } from './session-end.js';
import { THRESHOLDS, type Thresholds } from '../thresholds.js';
import { judge } from './verdict.js';

/** What is made of a session: what people read, what was wrong, and what rollups add up. */
export type AnalyzedSession = Pick<SessionAnalysis, 'summary' | 'issues' | 'histograms'>;

/** Reads a session push by push; its memory does not grow with them. */
export interface SessionAnalyzer {
    /** Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): void;
    finish(end: SessionEnd): AnalyzedSession;
}

/** Frame rates above this are a glitch of the counter: cameras of calls give 30. */
const MOST_FRAMES = 30;

export function createSessionAnalyzer(session: SessionFacts, thresholds: Thresholds = THRESHOLDS): SessionAnalyzer {
    const { startedAt } = session;
    const traits = traitsOf(session.client);
    const fold = createFold(startedAt, traits);
    const clock = createSampleClock(session.joinedAt ?? startedAt, traits);
    const totals = accumulateSession(thresholds);
    const detector = createIssueDetector({ session, thresholds });
    const interruptions = { count: 0, restored: 0, totalMs: 0, longestMs: 0 };
    const interruptionFollower = followInterruptions(({ ms, restored }) => {
        interruptions.count += 1;
        interruptions.restored += Number(restored);
        interruptions.totalMs += ms;
        interruptions.longestMs = Math.max(interruptions.longestMs, ms);
    });
    let context = UNKNOWN_CONTEXT;
    let best: BestSeen = { framesPerSecondUpload: 0, framesPerSecondDownload: 0, frameHeightUpload: 0, encodeTime: Infinity, decodeTime: Infinity };
    let joinedAt = session.joinedAt ?? null;
    let setupMs: number | null = null;
    let lastAt = startedAt;
    let nextSeq = 0;
    let afterGap = false;

    const hear = (event: CallEvent) => {
        if (event.type === 'joined') {
            joinedAt ??= event.at;
            setupMs ??= event.data?.setupMs ?? null;
        }
        totals.hear(event, context);
        detector.hear(event, context);
        interruptionFollower.hear?.(event, context);
        context = contextAfter(context, event);
        lastAt = Math.max(lastAt, event.at);
    };
    const observe = ({ at, state }: Sample) => {
        const { span, isResumed } = clock.next(at, afterGap);
        afterGap = false;
        lastAt = Math.max(lastAt, at);
        if (isResumed) {
            detector.resume();
            interruptionFollower.resume?.();
        }
        if (span === undefined) return;
        const measures = measure(state, span.to - span.from, context, best);
        best = {
            framesPerSecondUpload: bestOf(best.framesPerSecondUpload, context.sharing ? 0 : measures.framesPerSecondUpload),
            framesPerSecondDownload: bestOf(best.framesPerSecondDownload, measures.framesPerSecondDownload),
            frameHeightUpload: Math.max(best.frameHeightUpload, context.sharing ? 0 : measures.frameHeightUpload ?? 0),
            encodeTime: Math.min(best.encodeTime, state.outbound?.video?.encodeTime ?? Infinity),
            decodeTime: Math.min(best.decodeTime, state.inbound?.video?.decodeTime ?? Infinity)
        };
        const observation = { ...span, state, measures, context, best };
        totals.observe(observation);
        detector.observe(observation);
        interruptionFollower.observe?.(observation);
    };
    return {
        add(push) {
            if (traits.countsPushes && push.seq !== nextSeq) afterGap = true;
            nextSeq = push.seq + 1;
            const events = orderEvents([push]);
            for (const sample of fold.add(push)) {
                while (events[0] !== undefined && events[0].at <= sample.at) hear(events.shift() as CallEvent);
                observe(sample);
            }
            events.forEach(hear);
        },
        finish(end) {
            // a rating can come after the end
            const ending: Ending = { ...end, lastAt: end.endedAt ?? lastAt };
            interruptionFollower.finish(ending);
            const issues = detector.finish(ending);
            const inCallMs = joinedAt === null ? 0 : Math.max(0, ending.lastAt - joinedAt);
            const built = totals.build();
            // the library's own verdict is no figure to judge by
            const isKnown = issues.length > 0
                || Object.entries(built.totals.metrics).some(([name, metric]) => metric !== null && name !== 'connectionQuality');
            const judged = isKnown ? judge(issues, inCallMs, thresholds) : { verdict: null, reasons: [] };
            return { summary: { inCallMs, setupMs, interruptions, ...built.totals, ...judged }, issues, histograms: built.histograms };
        }
    };
}

const bestOf = (best: number, framesPerSecond: number | undefined): number => Math.max(best, Math.min(MOST_FRAMES, framesPerSecond ?? 0));

/** The whole of a session at once, for pushes in any order, each any number of times. */
export function analyzeSession(
    session: SessionFacts, pushes: readonly PushRecord[], end: SessionEnd, thresholds: Thresholds = THRESHOLDS
): AnalyzedSession {
    const analyzer = createSessionAnalyzer(session, thresholds);
    for (const push of orderedPushes(pushes)) analyzer.add(push);
    return analyzer.finish(end);
}
