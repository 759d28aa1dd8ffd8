import type { Figures } from '../../../../schemas/summary-reply.js';
import { BarList } from '../../charts/bar-list.js';
import { ChartPanel } from '../../charts/chart-panel.js';
import { Empty } from '../../components/states.js';
import { formatCount, formatShare } from '../../formats.js';
import { href, type Query } from '../../root.js';
import { words } from '../../words.js';

/** Bars that are drawn; the table has all. */
const DRAWN = 10;

/** What went wrong most often; each leads to the conferences in which it did. */
export function IssuesPanel({ total, list }: { total: Figures; list: Query }) {
    const { overview, issues } = words();
    const listOf = (issue: string): string => href('/conferences', { ...list, issue });
    return <ChartPanel title={overview.issues} note={overview.issuesNote} rows={total.issues}
        columns={[
            { name: overview.issue, isHead: true, cell: ({ code }) => <a href={listOf(code)}>{issues[code]}</a> },
            { name: overview.sessions, isNumber: true, cell: ({ sessions }) => formatCount(sessions) },
            { name: overview.share, isNumber: true, cell: ({ sessions }) => formatShare(total.sessions > 0 ? sessions / total.sessions : null) }
        ]}
        {...total.issues.length === 0 && { empty: <Empty title={overview.noIssues} /> }}>
        <BarList total={total.sessions} bars={total.issues.slice(0, DRAWN).map(({ code, sessions }) =>
            ({ key: code, label: issues[code], count: sessions, to: listOf(code) }))} />
    </ChartPanel>;
}

/** By what names camera, microphone or screen could not be had. */
export function MediaErrorsPanel({ total: { mediaErrors, mediaErrorNames } }: { total: Figures }) {
    const { overview } = words();
    return <ChartPanel title={overview.mediaErrors} rows={mediaErrorNames}
        {...mediaErrors > 0 && { note: overview.mediaErrorsNote(mediaErrors, formatCount(mediaErrors)) }}
        columns={[
            { name: overview.errorName, isHead: true, cell: ({ name }) => name === 'other' ? overview.others : <code>{name}</code> },
            { name: overview.meaning, cell: ({ name }) => overview.mediaErrorNames[name] },
            { name: overview.times, isNumber: true, cell: ({ times }) => formatCount(times) }
        ]}
        {...mediaErrorNames.length === 0 && { empty: <Empty title={overview.noMediaErrors} /> }}>
        <BarList total={mediaErrors} bars={mediaErrorNames.map(({ name, times }) =>
            ({ key: name, count: times, label: <>{overview.mediaErrorNames[name]} {name !== 'other' && <code class="soft">{name}</code>}</> }))} />
    </ChartPanel>;
}
