import { SEVERITIES, type FoundIssue, type IssueCode, type Severity } from '../../schemas/issue.js';
import type { Reason, Verdict } from '../../schemas/summary.js';
import { ISSUE_KINDS } from './issue-catalogue.js';
import type { Thresholds } from '../thresholds.js';

export interface Judgement { verdict: Verdict; reasons: Reason[] }

/**
 * How a session was, and because of which issues. Poor: it did not come about, or was hardly bearable for much of it. Fair: it was that for
 * a while, or noticeably bad for much of it. Else good. How much is much: thresholds verdictShare and verdictTime. An issue about what
 * this participant sends counts like one about what reaches them: the verdict is on the participation, as all in the call had it.
 * @param inCallMs - how long the session was in the call
 */
export function judge(issues: readonly FoundIssue[], inCallMs: number, { verdictShare, verdictTime }: Thresholds): Judgement {
    const isMuch = (ms: number, step: 'warning' | 'error') =>
        ms > 0 && (100 * ms >= (verdictShare[step] ?? Infinity) * inCallMs || ms >= (verdictTime[step] ?? Infinity));
    const weighing = (weight: string) => issues.filter(({ code, severity }) => severity !== 'info' && ISSUE_KINDS[code].weight === weight);
    const lasting = weighing('share');
    const unbearable = lasting.filter(({ severity }) => severity === 'error');
    const ruined = weighing('poor');
    const marred = weighing('fair');

    const poor = [...ruined, ...isMuch(coveredMs(unbearable), 'error') ? unbearable : []];
    const fair = [...marred, ...unbearable, ...isMuch(coveredMs(lasting), 'warning') ? lasting : []];
    const reasons = reasonsOf([...new Set([...poor, ...fair])]);
    return { verdict: poor.length > 0 ? 'poor' : fair.length > 0 ? 'fair' : 'good', reasons };
}

/**
 * What an issue makes of the time in which it goes on, as what counts for the verdict on a session counts then: poor if it is unbearable, fair if it
 * is noticeable, good if it does not count.
 */
export function verdictWhile({ code, severity }: Pick<FoundIssue, 'code' | 'severity'>): Verdict {
    const { weight } = ISSUE_KINDS[code];
    if (severity === 'info' || weight === 'none') return 'good';
    return weight === 'poor' || weight === 'share' && severity === 'error' ? 'poor' : 'fair';
}

/** How long at least one of them lasted, ms. */
export function coveredMs(issues: readonly Pick<FoundIssue, 'from' | 'to'>[]): number {
    let covered = 0;
    let until = -Infinity;
    for (const { from, to } of [...issues].sort((a, b) => a.from - b.from)) {
        covered += Math.max(0, to - Math.max(from, until));
        until = Math.max(until, to);
    }
    return covered;
}

function reasonsOf(issues: readonly FoundIssue[]): Reason[] {
    const codes = [...new Set(issues.map(({ code }) => code))];
    const rank = (severity: Severity) => SEVERITIES.indexOf(severity);
    const reasonOf = (code: IssueCode): Reason => {
        const same = issues.filter((issue) => issue.code === code);
        const severity = same.map((issue) => issue.severity).reduce((a, b) => rank(a) >= rank(b) ? a : b);
        return { code, severity, totalMs: coveredMs(same) };
    };
    return codes.map(reasonOf).sort((a, b) => rank(b.severity) - rank(a.severity) || b.totalMs - a.totalMs);
}
