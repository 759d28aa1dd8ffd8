import type { IssueCode, Severity } from '../../../../schemas/issue.js';
import { IssueMark } from '../../components/issue-mark.js';
import { words } from '../../words.js';

const SHOWN = 3;
const WEIGHT: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** The most severe few by name, and how many more there are. */
export function IssueMarks({ issues }: { issues: readonly { code: IssueCode; severity: Severity }[] }) {
    const told = words();
    // those that are equally severe stay in the order in which they come
    const sorted = [...issues].sort((a, b) => WEIGHT[b.severity] - WEIGHT[a.severity]);
    const others = sorted.slice(SHOWN);
    if (sorted.length === 0) return <span class="soft">–</span>;
    return <span class="issue-marks">
        {sorted.slice(0, SHOWN).map(({ code, severity }) => <IssueMark key={code} code={code} severity={severity} />)}
        {others.length > 0 && <span class="issue" title={others.map(({ code }) => told.issues[code]).join(', ')}>
            <span aria-hidden="true">+{others.length}</span>
            <span class="unseen">{told.conferences.moreIssues(others.map(({ code }) => told.issues[code]).join(', '))}</span>
        </span>}
    </span>;
}
