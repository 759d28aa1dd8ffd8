import { useEffect, useRef } from 'preact/hooks';
import type { CallEvent } from '../../../../schemas/event.js';
import type { ListReply } from '../../../../schemas/list.js';
import type { SessionReply } from '../../../../schemas/session.js';
import type { SessionMetricName } from '../../../../schemas/session-metrics.js';
import type { Distribution } from '../../../../schemas/distribution.js';
import { useRead } from '../../api.js';
import { DataTable } from '../../components/data-table.js';
import { Icon } from '../../components/icon.js';
import { IssueMark } from '../../components/issue-mark.js';
import { Answer } from '../../components/states.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatNumber, formatTimeWithSeconds } from '../../formats.js';
import { href } from '../../root.js';
import { LANGUAGE, words } from '../../words.js';
import { openParticipant } from './conference-query.js';
import { tellEvent } from './lane-marks.js';
import { METRIC_UNITS } from '../../metric-units.js';

/** All that is known of one stay. */
export function ParticipantDetails({ sessionId, name }: { sessionId: string; name: string }) {
    const { conference } = words();
    const path = `/v1/sessions/${encodeURIComponent(sessionId)}`;
    const session = useRead<SessionReply>(path, { language: LANGUAGE });
    const events = useRead<ListReply<CallEvent>>(`${path}/events`);
    const head = useRef<HTMLHeadingElement>(null);
    // who opened it from a lane far up is led to it
    useEffect(() => { head.current?.scrollIntoView({ block: 'nearest' }); }, [sessionId]);
    return <section class="panel participant-details" aria-labelledby="details-head">
        <div class="panel-head">
            <h2 id="details-head" ref={head}>{conference.detailsOf(name)}</h2>
            <button type="button" class="quiet" onClick={() => { openParticipant(null); }}><Icon name="close" /> {conference.close}</button>
        </div>
        <Answer reading={session} height={300}>{(reply) => <div class="details">
            <div><h3>{conference.facts}</h3><Facts session={reply} /></div>
            <div><h3>{conference.figures}</h3><Figures session={reply} /></div>
            <div><h3>{conference.issuesInOrder}</h3><Issues session={reply} /></div>
            <div><h3>{conference.eventsList}</h3>
                <Answer reading={events} height={120}>{({ items }) => <Events events={items} />}</Answer>
            </div>
        </div>}</Answer>
    </section>;
}

function Facts({ session }: { session: SessionReply }) {
    const { conference } = words();
    const { fact } = conference;
    const { browser, os, device, summary, userId, sdk, observedBy, tags } = session;
    const version = ({ name, version: number }: SessionReply['browser']) =>
        name === null ? '–' : [name, number].filter((part) => part !== null).join(' ');
    const machine = [
        typeof device?.cores === 'number' ? conference.cores(device.cores) : null,
        typeof device?.memory === 'number' ? conference.memory(device.memory) : null,
        device?.mobile === true ? conference.mobile : null
    ].filter((part) => part !== null).join(', ');
    const kind = summary?.connectionKind ?? null;
    const rows: [string, preact.ComponentChildren][] = [
        [fact.user, userId === null ? '–' : <a href={href(`/participants/${encodeURIComponent(userId)}`)}>{userId}</a>],
        [fact.endpoint, session.endpointId ?? '–'],
        [fact.browser, version(browser)], [fact.os, version(os)], [fact.device, machine === '' ? '–' : machine],
        [fact.address, [session.address, session.country].filter((part) => part !== null).join(', ') || '–'],
        [fact.region, session.region ?? '–'],
        [fact.connection, kind === null ? '–' : tellKind(kind)],
        [fact.setup, formatDuration(summary?.setupMs)], [fact.stay, formatDuration(summary?.inCallMs)],
        [fact.interruptions, summary === null ? '–'
            : conference.timesLasting(formatCount(summary.interruptions.count), formatDuration(summary.interruptions.totalMs))],
        [fact.library, [session.client, sdk?.version, sdk?.lib].filter((part) => typeof part === 'string').join(' ')]
    ];
    if (observedBy !== null) rows.push([fact.observed, observedBy.slice(0, 8)]);
    const told = Object.entries(tags ?? {}).map(([tag, value]) => `${tag}: ${value}`);
    if (told.length > 0) rows.push([fact.tags, told.join(', ')]);
    return <dl class="facts">
        {rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
    </dl>;
}

function tellKind(kind: string): string {
    const { conference } = words();
    const [way = 'bridge', tcp] = kind.split('-');
    return `${conference.ways[way as keyof typeof conference.ways]}${tcp === undefined ? '' : ` ${conference.overTcp}`}`;
}

function Figures({ session: { summary } }: { session: SessionReply }) {
    const { conference, metrics } = words();
    if (summary === null) return <p class="soft">{conference.notAnalysed}</p>;
    const rows = (Object.entries(summary.metrics) as [SessionMetricName, Distribution | null][])
        .flatMap(([name, figures]) => figures === null ? [] : [{ name, figures }]);
    return <>
        <p><VerdictMark verdict={summary.verdict} /></p>
        <DataTable caption={conference.figures} rows={rows} keyOf={({ name }) => name} columns={[
            {
                name: conference.metric, isHead: true,
                cell: ({ name }) => <>{metrics[name]} <span class="soft small">{METRIC_UNITS[name]}</span></>
            },
            { name: conference.mean, cell: ({ figures }) => formatNumber(figures.mean), isNumber: true },
            { name: conference.p5, cell: ({ figures }) => formatNumber(figures.p5), isNumber: true },
            { name: conference.median, cell: ({ figures }) => formatNumber(figures.p50), isNumber: true },
            { name: conference.p95, cell: ({ figures }) => formatNumber(figures.p95), isNumber: true },
            { name: conference.beyond, cell: ({ figures }) => figures.beyondMs === null ? '–' : formatDuration(figures.beyondMs), isNumber: true }
        ]} />
    </>;
}

function Issues({ session: { issues } }: { session: SessionReply }) {
    const { conference } = words();
    if (issues.length === 0) return <p class="soft">{conference.noIssues}</p>;
    return <ol class="issue-list">
        {issues.map((issue, place) => <li key={place}>
            <span class="soft number">{formatTimeWithSeconds(issue.from)}</span> <IssueMark code={issue.code} severity={issue.severity} />
            <p>{issue.text}</p>
        </li>)}
    </ol>;
}

function Events({ events }: { events: readonly CallEvent[] }) {
    const { conference } = words();
    if (events.length === 0) return <p class="soft">{conference.noEvents}</p>;
    return <div class="event-list"><DataTable caption={conference.eventsList} rows={events} keyOf={(_, place) => place} columns={[
        { name: conference.when, cell: ({ at }) => formatTimeWithSeconds(at), isNumber: true },
        { name: conference.what, cell: (event) => tellEvent(event), isHead: true }
    ]} /></div>;
}
