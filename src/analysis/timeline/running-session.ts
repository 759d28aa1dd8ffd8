import type { TransitionIssue } from '../../../schemas/live-transition.js';
import type { FoundIssue } from '../../../schemas/issue.js';
import type { SessionTimeline } from '../../../schemas/session-timeline.js';
import type { PushRecord, SessionDocument } from '../../store/store.js';
import type { Thresholds } from '../../thresholds.js';
import { createIssueDetector } from '../detect-issues.js';
import { followSession } from '../follow-session.js';
import { STORED, tellIssue } from '../sentences/tell-issue.js';
import { followTimeline } from './follow-timeline.js';

/** A session that has not been analysed, as far as its pushes are read. Its memory is bounded. */
export interface RunningSession {
    /** Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): void;
    /** The highest seq that was added; -1 before the first. */
    readonly lastSeq: number;
    /** How many were added. */
    readonly pushes: number;
    /** @param endedAt - epoch ms; null: it goes on @param now - epoch ms */
    tell(endedAt: number | null, now: number): { timeline: SessionTimeline; issues: TransitionIssue[] };
}

/** @param timelineMax - marks, spans of each kind, and issues that are over */
export function createRunningSession(session: SessionDocument, thresholds: Thresholds, timelineMax: number): RunningSession {
    const detector = createIssueDetector({ session, thresholds });
    const timeline = followTimeline(timelineMax);
    const over: FoundIssue[] = [];
    let goingOn: FoundIssue[] = [];
    let lastSeq = -1;
    let pushes = 0;

    // after each sample and event, so that none is missed that begins and ends within one push
    const look = (at: number) => {
        const current = detector.current(at);
        const isCurrent = (issue: FoundIssue) => current.some(({ code, from }) => code === issue.code && from === issue.from);
        for (const issue of goingOn) if (!isCurrent(issue) && over.length < timelineMax) over.push(issue);
        goingOn = current;
    };
    const follower = followSession(session, [detector, timeline, {
        hear: ({ at }) => { look(at); },
        observe: ({ to }) => { look(to); }
    }]);
    return {
        get lastSeq() { return lastSeq; },
        get pushes() { return pushes; },
        add(push) {
            follower.add(push);
            lastSeq = push.seq;
            pushes += 1;
        },
        tell(endedAt, now) {
            const open = goingOn.map((issue) => ({ ...issue, to: endedAt === null ? null : issue.to }));
            const issues = [...over, ...open].sort((a, b) => a.from - b.from);
            return { timeline: timeline.build(endedAt ?? now, follower.gaps()), issues: issues.map((issue) => tellIssue(issue, STORED)) };
        }
    };
}
