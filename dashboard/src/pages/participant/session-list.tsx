import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ListReply } from '../../../../schemas/list.js';
import type { SessionReply } from '../../../../schemas/session.js';
import type { IssueCode } from '../../../../schemas/issue.js';
import { ApiError, read } from '../../api.js';
import { DataTable } from '../../components/data-table.js';
import { Icon } from '../../components/icon.js';
import { IssueMark } from '../../components/issue-mark.js';
import { Panel } from '../../components/panel.js';
import { Empty, explain, Failed, Loading } from '../../components/states.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatMoment } from '../../formats.js';
import { href } from '../../root.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { networkName, programName } from './habits.js';

interface Props { userId: string; range: { from: number; to: number } }
interface Listed { items: readonly SessionReply[]; cursor: string | null; isLoading: boolean; error?: ApiError }

const PAGE = 25;
const NOTHING: Listed = { items: [], cursor: null, isLoading: true };

/** The sessions themselves, newest first, page by page; narrowed down by verdict and issue, and as a file. */
export function SessionList({ userId, range: { from, to } }: Props) {
    const { participant: { sessions: told, connections }, common, issues } = words();
    const id = useId();
    const { verdict, issue } = useQuery();
    const query = { userId, from, to, verdict, issue };
    const key = JSON.stringify(query);
    const [listed, setListed] = useState<Listed>(NOTHING);
    const asking = useRef<AbortController>(undefined);

    function load(before: readonly SessionReply[], cursor: string | null): void {
        asking.current?.abort();
        const controller = new AbortController();
        asking.current = controller;
        setListed({ items: before, cursor, isLoading: true });
        read<ListReply<SessionReply>>('/v1/sessions', { ...query, limit: PAGE, ...cursor !== null && { cursor } }, controller.signal).then(
            (page) => { setListed({ items: [...before, ...page.items], cursor: page.cursor, isLoading: false }); },
            (error: unknown) => {
                if (controller.signal.aborted) return;
                const failure = error instanceof ApiError ? error : new ApiError(0, 'unreachable', String(error));
                setListed({ items: before, cursor, isLoading: false, error: failure });
            }
        );
    }
    useEffect(() => {
        load([], null);
        return () => { asking.current?.abort(); };
    }, [key]);

    const { items, cursor, isLoading, error } = listed;
    const showAll = () => { setQuery({ verdict: undefined, issue: undefined }); };
    const isFiltered = verdict !== undefined || issue !== undefined;
    return <Panel title={told.title} wide tools={<>
        <label class="small" for={`${id}verdict`}>{told.filterVerdict}</label>
        <select id={`${id}verdict`} value={verdict ?? ''} onChange={({ currentTarget }) => { setQuery({ verdict: currentTarget.value }); }}>
            <option value="">{told.anyVerdict}</option>
            {JUDGED.filter((judged) => judged !== 'unknown').map((judged) => <option key={judged} value={judged}>{common.verdicts[judged]}</option>)}
        </select>
        <label class="small" for={`${id}issue`}>{told.filterIssue}</label>
        <select id={`${id}issue`} value={issue ?? ''} onChange={({ currentTarget }) => { setQuery({ issue: currentTarget.value }); }}>
            <option value="">{told.anyIssue}</option>
            {(Object.keys(issues) as IssueCode[]).map((code) => <option key={code} value={code}>{issues[code]}</option>)}
        </select>
        <a class="button" href={href('/v1/export/sessions', query)} download="sessions.csv"><Icon name="download" />{told.export}</a>
    </>}>
        <div id="person-sessions" aria-busy={isLoading}>
            {error !== undefined && <Failed message={explain(error)} onRetry={() => { load(items, cursor); }} />}
            {items.length > 0 && <DataTable caption={told.title} rows={items} keyOf={({ sessionId }) => sessionId} columns={[
                { name: told.started, isHead: true, cell: ({ startedAt }) => <span class="whole">{formatMoment(startedAt)}</span> },
                { name: told.verdict, cell: ({ summary }) => <VerdictMark verdict={summary?.verdict ?? null} /> },
                {
                    name: told.conference,
                    cell: ({ conferenceId, conferenceName }) => <a href={href(`/conferences/${String(conferenceId)}`)}>{conferenceName}</a>
                },
                {
                    name: told.duration, isNumber: true,
                    cell: ({ startedAt, endedAt }) =>
                        <span class="whole">{endedAt === null ? told.ongoing : formatDuration(endedAt - startedAt)}</span>
                },
                { name: told.issues, cell: (session) => <SessionIssues session={session} /> },
                { name: told.device, cell: ({ browser, os }) => `${programName(browser)}, ${programName(os)}` },
                {
                    name: told.network, cell: (session) => [
                        networkName(session), session.summary?.connectionKind ? connections[session.summary.connectionKind] : null
                    ].filter((part) => part !== null).join(' · ')
                }
            ]} />}
            {items.length === 0 && (isLoading ? <Loading height={160} /> : error === undefined && <Empty title={told.none}>
                {isFiltered && <button type="button" onClick={showAll}>{told.clear}</button>}
            </Empty>)}
            {items.length > 0 && <p class="list-foot">
                <span role="status" class="soft small">{told.shown(formatCount(items.length))}{cursor === null && !isLoading && `. ${told.end}`}</span>
                {cursor !== null && <button type="button" disabled={isLoading} onClick={() => { load(items, cursor); }}>
                    {isLoading ? told.loadingMore : told.more}</button>}
                {isFiltered && <button type="button" class="quiet" onClick={showAll}>{told.clear}</button>}
            </p>}
        </div>
    </Panel>;
}

/** Each kind once, as its worst. */
function SessionIssues({ session: { issues } }: { session: Pick<SessionReply, 'issues'> }) {
    const rank = { info: 0, warning: 1, error: 2 } as const;
    const worst = new Map<IssueCode, SessionReply['issues'][number]>();
    for (const issue of issues) {
        const known = worst.get(issue.code);
        if (known === undefined || rank[issue.severity] > rank[known.severity]) worst.set(issue.code, issue);
    }
    return <span class="chips">{[...worst.values()].map(({ code, severity }) => <IssueMark key={code} code={code} severity={severity} />)}</span>;
}
