import type { CallEvent } from '../../../schemas/event.js';
import type { FoundIssue, IssueCode, IssueDetails, Severity } from '../../../schemas/issue.js';
import type { Detector } from './detector.js';
import { createIssueList } from './issue-list.js';

export interface MomentRule {
    code: IssueCode;
    severity: Severity;
    tells(event: CallEvent): boolean;
    /** What is to be told of the first of a row; without it, nothing but that it was so. */
    detailsOf?(first: CallEvent): IssueDetails;
}

/** The same again within so much is the same trouble, ms. */
const TOGETHER = 60_000;
/** What ends with the session, so long before it, is part of leaving, ms. */
const LEAVING = 3000;

/** An issue of events that each tell of trouble: from the first to the last of a row. */
export function createMomentDetector({ code, severity, tells, detailsOf }: MomentRule): Detector {
    const list = createIssueList();
    let open: { first: CallEvent; to: number; times: number } | undefined;
    const tell = ({ first, to, times }: NonNullable<typeof open>): FoundIssue =>
        ({ code, severity, from: first.at, to, evidence: { times }, ...detailsOf !== undefined && { details: detailsOf(first) } });
    const close = () => {
        if (open === undefined) return;
        list.add(tell(open));
        open = undefined;
    };
    return {
        hear(event) {
            if (!tells(event)) return;
            if (open !== undefined && event.at - open.to > TOGETHER) close();
            open = { first: open?.first ?? event, to: Math.max(event.at, open?.to ?? event.at), times: (open?.times ?? 0) + 1 };
        },
        current: (at) => open === undefined || at - open.to > TOGETHER ? [] : [tell(open)],
        finish({ endedAt }) {
            if (open !== undefined && endedAt !== null && open.first.at >= endedAt - LEAVING) open = undefined;
            close();
            return list.issues;
        }
    };
}
