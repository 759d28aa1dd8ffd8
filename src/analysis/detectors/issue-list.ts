import { SEVERITIES, type FoundIssue, type Severity } from '../../../schemas/issue.js';

/** Issues of one kind that are told one by one; further ones are added to the last. */
const TOLD_APART = 20;

export interface IssueList {
    add(issue: FoundIssue): void;
    readonly issues: FoundIssue[];
}

export const worst = (a: Severity, b: Severity): Severity => SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;

/** Bounded, whatever a session does. */
export function createIssueList(): IssueList {
    const issues: FoundIssue[] = [];
    return {
        issues,
        add(issue) {
            const last = issues.at(-1);
            if (last === undefined || issues.length < TOLD_APART) {
                issues.push(issue);
                return;
            }
            issues[issues.length - 1] = {
                ...last,
                severity: worst(last.severity, issue.severity),
                to: Math.max(last.to, issue.to),
                evidence: { ...last.evidence, times: (last.evidence['times'] ?? 1) + 1 },
                details: { ...last.details, more: (last.details?.more ?? 0) + 1 }
            };
        }
    };
}
