import type { SessionMetricName } from '../../../../schemas/session-metrics.js';
import type { SessionReply } from '../../../../schemas/session.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatDuration, formatMoment, formatNumber } from '../../formats.js';
import { useListing } from '../../listing.js';
import { href, type Query } from '../../root.js';
import { words } from '../../words.js';
import { IssueMarks } from './issue-marks.js';
import { ListStates } from './list-states.js';
import { SortableTable, type ListColumn } from './sortable-table.js';

const ROWS = 30;

/** Each participant's stay, as who helps a person looks for it. */
export function SessionList({ asked }: { asked: Query }) {
    const told = words().conferences;
    const listing = useListing<SessionReply>('/v1/sessions', { ...asked, limit: ROWS }, 'sessions');
    return <ListStates listing={listing} count={(shown) => told.shownSessions(shown, listing.hasMore)}>
        <SortableTable caption={told.lists.sessions} columns={columns()} rows={listing.items} keyOf={({ sessionId }) => sessionId} />
    </ListStates>;
}

function columns(): ListColumn<SessionReply>[] {
    const { columns: told, ...more } = words().conferences;
    const medianOf = ({ summary }: SessionReply, metric: SessionMetricName) => summary?.metrics[metric]?.p50;
    return [
        { name: told.participant, isHead: true, cell: (session) => <Participant session={session} /> },
        {
            name: told.name,
            cell: ({ conferenceId, conferenceName }) => conferenceId === null ? conferenceName
                : <a href={href(`/conferences/${conferenceId}`)}>{conferenceName}</a>
        },
        { name: told.when, cell: ({ startedAt }) => <span class="moment">{formatMoment(startedAt)}</span> },
        {
            name: told.duration, isNumber: true,
            cell: ({ startedAt, endedAt }) => endedAt === null ? <a class="on-now" href={href('/live')}>{more.onNow}</a>
                : <span class="moment">{formatDuration(endedAt - startedAt)}</span>
        },
        { name: told.verdict, cell: ({ summary }) => <VerdictMark verdict={summary?.verdict ?? null} /> },
        { name: told.reasons, cell: ({ summary }) => <IssueMarks issues={summary?.reasons ?? []} /> },
        { name: told.lossUp, isNumber: true, title: more.medianTitle, cell: (session) => formatNumber(medianOf(session, 'packetLossUpload')) },
        { name: told.lossDown, isNumber: true, title: more.medianTitle, cell: (session) => formatNumber(medianOf(session, 'packetLossDownload')) },
        { name: told.roundTrip, isNumber: true, title: more.medianTitle, cell: (session) => formatNumber(medianOf(session, 'roundTripTime')) },
        { name: told.mos, isNumber: true, title: more.medianTitle, cell: (session) => formatNumber(medianOf(session, 'audioMosDownload')) }
    ];
}

/** By the best name that there is; to the page of the person where one can be told from the others. */
function Participant({ session: { userId, displayName, endpointId, sessionId, browser, os } }: { session: SessionReply }) {
    const name = displayName ?? userId ?? endpointId ?? sessionId.slice(0, 8);
    return <>
        {userId === null ? name : <a href={href(`/participants/${encodeURIComponent(userId)}`)}>{name}</a>}
        <span class="soft small block">{[browser.name, os.name].filter((part) => part !== null).join(' · ')}</span>
    </>;
}
