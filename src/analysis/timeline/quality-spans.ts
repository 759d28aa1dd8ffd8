import type { QualitySpan } from '../../../schemas/timeline.js';
import type { TransitionIssue } from '../../../schemas/live-transition.js';
import type { SessionTimeline, TimelineSpan } from '../../../schemas/session-timeline.js';
import { verdictWhile } from '../verdict.js';

interface Facts {
    issues: readonly Pick<TransitionIssue, 'code' | 'severity' | 'from' | 'to'>[];
    timeline: Pick<SessionTimeline, 'measured' | 'gaps'>;
    /** For so long the last sample holds, if the session does, ms. */
    hold: number;
}

type Level = 'fair' | 'poor' | 'measured';
/** So many more, or fewer, reasons for this level from this moment on. */
interface Change { at: number; level: Level; by: 1 | -1 }

/**
 * How a session was from one moment to the next, by the issues that went on: the worst of them, else good where samples tell of it, else
 * unknown. What live state said at each moment, with what became known later. No hole between `from` and `to`.
 */
export function qualitySpans({ issues, timeline, hold }: Facts, { from, to }: TimelineSpan): QualitySpan[] {
    const changes: Change[] = [];
    const during = (begin: number, end: number, level: Level) => {
        const [first, last] = [Math.max(from, begin), Math.min(to, end)];
        if (first < last) changes.push({ at: first, level, by: 1 }, { at: last, level, by: -1 });
    };
    for (const issue of issues) {
        const verdict = verdictWhile(issue);
        if (verdict !== 'good') during(issue.from, issue.to ?? to, verdict);
    }
    for (const span of timeline.measured) during(span.from, span.to, 'measured');
    const last = timeline.measured.at(-1)?.to;
    if (last !== undefined) during(last, Math.min(last + hold, nextGap(timeline.gaps, last)), 'measured');
    return sweep(changes.sort((a, b) => a.at - b.at), { from, to });
}

const nextGap = (gaps: readonly TimelineSpan[], after: number): number => gaps.find((gap) => gap.to > after)?.from ?? Infinity;

function sweep(changes: readonly Change[], { from, to }: TimelineSpan): QualitySpan[] {
    const counts = { fair: 0, poor: 0, measured: 0 };
    const spans: QualitySpan[] = [];
    const tell = (begin: number, end: number) => {
        const verdict = counts.poor > 0 ? 'poor' : counts.fair > 0 ? 'fair' : counts.measured > 0 ? 'good' : 'unknown';
        const last = spans.at(-1);
        if (end <= begin) return;
        if (last?.verdict === verdict) last.to = end;
        else spans.push({ from: begin, to: end, verdict });
    };
    let since = from;
    for (const { at, level, by } of changes) {
        tell(since, at);
        since = Math.max(since, at);
        counts[level] += by;
    }
    tell(since, to);
    return spans;
}
