import type { UserReply } from '../../../../schemas/user.js';
import { DataTable } from '../../components/data-table.js';
import { IssueMark } from '../../components/issue-mark.js';
import { Panel } from '../../components/panel.js';
import { Empty } from '../../components/states.js';
import { formatCount, formatDuration } from '../../formats.js';
import { setQuery } from '../../router.js';
import { words } from '../../words.js';

/** What this person suffered from, most sessions first; each leads to the sessions that have it. */
export function PersonIssues({ issues }: Pick<UserReply, 'issues'>) {
    const { participant } = words();
    const told = participant.issues;
    return <Panel title={told.title}>
        {issues.length === 0 ? <Empty title={told.none} /> : <DataTable caption={told.title} rows={issues} keyOf={({ code }) => code} columns={[
            { name: told.issue, isHead: true, cell: ({ code, severity }) => <IssueMark code={code} severity={severity} /> },
            {
                name: told.sessions, isNumber: true,
                cell: ({ code, sessions }) => <button type="button" class="quiet" title={told.show} onClick={() => {
                    setQuery({ issue: code });
                    document.getElementById('person-sessions')?.scrollIntoView();
                }}>{formatCount(sessions)}
                    <span class="unseen"> – {words().issues[code]}: {told.show}</span></button>
            },
            { name: told.time, isNumber: true, cell: ({ totalMs }) => <span class="whole">{totalMs === 0 ? '–' : formatDuration(totalMs)}</span> }
        ]} />}
    </Panel>;
}
