import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import type { SessionTimeline } from '../../schemas/session-timeline.js';
import type { PushRecord } from '../store/store.js';
import { accumulateSession } from './accumulate-session.js';
import { createIssueDetector } from './detect-issues.js';
import type { Ending, SessionFacts } from './detectors/detector.js';
import { followInterruptions } from './detectors/interruptions.js';
import { followSession } from './follow-session.js';
import { orderedPushes } from './ordered-pushes.js';
import { STORED, tellIssue } from './sentences/tell-issue.js';
import type { SessionEnd } from './session-end.js';
import { THRESHOLDS, type Thresholds } from '../thresholds.js';
import { followTimeline } from './timeline/follow-timeline.js';
import { judge } from './verdict.js';

/** What is made of a session: what people read, what was wrong, what rollups add up, and what its lane is drawn of. */
export type AnalyzedSession = Pick<SessionAnalysis, 'summary' | 'issues' | 'histograms'> & { timeline: SessionTimeline };

/** Reads a session push by push; its memory does not grow with them. */
export interface SessionAnalyzer {
    /** Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): void;
    finish(end: SessionEnd): AnalyzedSession;
}

/** TIMELINE_MAX where nothing else is set. */
const TIMELINE_MAX = 200;

export function createSessionAnalyzer(session: SessionFacts, thresholds: Thresholds = THRESHOLDS, timelineMax = TIMELINE_MAX): SessionAnalyzer {
    const totals = accumulateSession(thresholds);
    const detector = createIssueDetector({ session, thresholds });
    const interruptions = { count: 0, restored: 0, totalMs: 0, longestMs: 0 };
    const interruptionFollower = followInterruptions(({ ms, restored }) => {
        interruptions.count += 1;
        interruptions.restored += Number(restored);
        interruptions.totalMs += ms;
        interruptions.longestMs = Math.max(interruptions.longestMs, ms);
    });
    const timeline = followTimeline(timelineMax);
    const follower = followSession(session, [totals, detector, interruptionFollower, timeline]);
    return {
        add: follower.add,
        finish(end) {
            const { joinedAt, setupMs, lastAt } = follower;
            // a rating can come after the end
            const ending: Ending = { ...end, lastAt: end.endedAt ?? lastAt };
            interruptionFollower.finish(ending);
            const issues = detector.finish(ending).map((issue) => tellIssue(issue, STORED));
            const inCallMs = joinedAt === null ? 0 : Math.max(0, ending.lastAt - joinedAt);
            const built = totals.build();
            // the library's own verdict is no figure to judge by
            const isKnown = issues.length > 0
                || Object.entries(built.totals.metrics).some(([name, metric]) => metric !== null && name !== 'connectionQuality');
            const judged = isKnown ? judge(issues, inCallMs, thresholds) : { verdict: null, reasons: [] };
            return {
                summary: { inCallMs, setupMs, interruptions, ...built.totals, ...judged }, issues, histograms: built.histograms,
                timeline: timeline.build(ending.lastAt, follower.gaps())
            };
        }
    };
}

/** The whole of a session at once, for pushes in any order, each any number of times. */
export function analyzeSession(
    session: SessionFacts, pushes: readonly PushRecord[], end: SessionEnd, thresholds: Thresholds = THRESHOLDS
): AnalyzedSession {
    const analyzer = createSessionAnalyzer(session, thresholds);
    for (const push of orderedPushes(pushes)) analyzer.add(push);
    return analyzer.finish(end);
}
