import type { ConferenceReply } from '../../../../schemas/conference.js';
import type { ConferenceSort } from '../../../../schemas/conference-sort.js';
import { ShareBar } from '../../components/share-bar.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatMoment } from '../../formats.js';
import { useListing } from '../../listing.js';
import { href, type Query } from '../../root.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { IssueMarks } from './issue-marks.js';
import { ListStates } from './list-states.js';
import { SortableTable, type ListColumn, type Sorting } from './sortable-table.js';

const ROWS = 30;
const SORTS: Readonly<Record<ConferenceSort, true>> = { startedAt: true, duration: true, participants: true, trouble: true };

/** What the query of the page asks for; the API's own standard otherwise. */
function sortingOf({ sort = '', order }: Readonly<Record<string, string>>): Sorting {
    return { sort: Object.hasOwn(SORTS, sort) ? sort : 'startedAt', order: order === 'asc' ? 'asc' : 'desc' };
}

/** Each conference with what tells at a glance whether it was well. */
export function ConferenceList({ asked }: { asked: Query }) {
    const told = words().conferences;
    const sorting = sortingOf(useQuery());
    const listing = useListing<ConferenceReply>('/v1/conferences', { ...asked, ...sorting, limit: ROWS }, 'conferences');
    return <ListStates listing={listing} count={(shown) => told.shownConferences(shown, listing.hasMore)}>
        <SortableTable caption={told.lists.conferences} columns={columns()} rows={listing.items} keyOf={({ conferenceId }) => conferenceId}
            sorting={sorting} onSort={({ sort, order }) => {
                setQuery({ sort: sort === 'startedAt' ? undefined : sort, order: order === 'desc' ? undefined : order });
            }} />
    </ListStates>;
}

function columns(): ListColumn<ConferenceReply>[] {
    const { columns: told, ...more } = words().conferences;
    const { connections } = words().common.filters;
    return [
        {
            name: told.name, isHead: true,
            cell: ({ conferenceId, conferenceName, tenant }) => <>
                <a href={href(`/conferences/${conferenceId}`)}>{conferenceName}</a>
                {tenant !== null && <span class="soft small"> {tenant}</span>}
            </>
        },
        { name: told.when, sort: 'startedAt', cell: ({ startedAt }) => <span class="moment">{formatMoment(startedAt)}</span> },
        {
            name: told.duration, sort: 'duration', isNumber: true,
            cell: ({ startedAt, endedAt }) => endedAt === null
                ? <a class="on-now" href={href('/live')}>{more.onNow}</a>
                : <span class="moment">{formatDuration(endedAt - startedAt)}</span>
        },
        {
            name: told.participants, sort: 'participants', isNumber: true, title: more.participantsTitle,
            cell: ({ participants, summary }) => <>{formatCount(participants)}
                {summary !== null && summary.peakParticipants !== participants
                    && <span class="soft small"> {more.atOnce(formatCount(summary.peakParticipants))}</span>}</>
        },
        {
            name: told.verdicts, sort: 'trouble', title: more.troubleTitle,
            cell: ({ summary }) => summary === null ? <VerdictMark verdict={null} /> : <span class="judged">
                <VerdictMark verdict={JUDGED.find((judged) => summary.verdicts[judged] > 0) ?? null} bare />
                <ShareBar verdicts={summary.verdicts} />
            </span>
        },
        { name: told.issues, cell: ({ summary }) => <IssueMarks issues={summary?.issues ?? []} /> },
        {
            name: told.connection,
            cell: ({ sessions }) => {
                const kinds = new Set(sessions.map(({ connectionKind }) => connectionKind).filter((kind) => kind !== null));
                return kinds.size === 0 ? '–' : [...kinds].map((kind) => connections[kind]).join(', ');
            }
        }
    ];
}
