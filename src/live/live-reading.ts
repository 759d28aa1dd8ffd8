import type { Sample } from '../../schemas/session.js';
import type { LiveVerdict, Trend } from '../../schemas/live.js';
import { createIssueDetector } from '../analysis/detect-issues.js';
import type { SessionFacts } from '../analysis/detectors/detector.js';
import { followSession } from '../analysis/follow-session.js';
import { hasFigures } from '../analysis/measure.js';
import { verdictWhile } from '../analysis/verdict.js';
import type { PushRecord } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import { flagsAfter, NO_FLAGS, type CallFlags } from './call-flags.js';
import { createLiveIssues, type LiveIssues, type OpenIssue } from './live-issues.js';
import { followTrend } from './trend.js';

/** What the pushes of a session say about now. Its memory does not grow with them. */
export interface LiveReading {
    /** Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): void;
    readonly sample: Sample | undefined;
    readonly flags: CallFlags;
    readonly p2p: boolean | null;
    /** null: it has not joined, as far as pushes tell. */
    readonly joinedAt: number | null;
    readonly issues: LiveIssues;
    /** By the issues that go on; 'unknown' as long as nothing was measured. */
    verdict(): LiveVerdict;
    trend(): Trend | null;
}

/** @param facts - may change with the session's posts */
export function createLiveReading(facts: SessionFacts, thresholds: Thresholds): LiveReading {
    const detector = createIssueDetector({ session: facts, thresholds });
    const trend = followTrend();
    const issues = createLiveIssues();
    let flags = NO_FLAGS;
    let isMeasured = false;

    // after each of these, so that none is missed that begins and ends within one push
    const look = (at: number) => { issues.see(detector.current(at)); };
    const follower = followSession(facts, [detector, {
        hear(event) {
            flags = flagsAfter(flags, event);
            look(event.at);
        },
        observe(observation) {
            trend.observe(observation);
            isMeasured ||= hasFigures(observation.measures);
            look(observation.to);
        },
        resume() { trend.resume(); }
    }]);
    return {
        add: follower.add,
        get sample() { return follower.sample; },
        get flags() { return flags; },
        get p2p() { return follower.sample?.state.transport?.p2p ?? follower.context.p2p; },
        get joinedAt() { return follower.joinedAt; },
        issues,
        verdict: () => isMeasured || issues.size > 0 ? verdictOf(issues.open) : 'unknown',
        trend: trend.tell
    };
}

function verdictOf(open: Iterable<OpenIssue>): LiveVerdict {
    const verdicts = new Set([...open].map(verdictWhile));
    return verdicts.has('poor') ? 'poor' : verdicts.has('fair') ? 'fair' : 'good';
}
