import { useId, useState } from 'preact/hooks';
import type { LiveConference, LiveParticipant } from '../../../../schemas/live.js';
import { Icon } from '../../components/icon.js';
import { ShareBar } from '../../components/share-bar.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatTime } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';
import { nameOf } from '../conference/session-names.js';
import { matches, namesOf, sortParticipants } from './figures.js';
import type { Point } from './live-state.js';
import { onlyWhenChanged } from './only-when-changed.js';
import { ParticipantRow } from './participant-row.js';
import { Since } from './ticking.js';

/** Participants that are drawn at a time: a webinar of a thousand is asked for page by page. */
const SHOWN = 100;

interface HeadProps { conference: LiveConference; isOpen: boolean; onToggle: (conferenceId: string, isOpen: boolean) => void; listId: string }

const Head = onlyWhenChanged<HeadProps>(({ conference, isOpen, onToggle, listId }) => {
    const { live, common } = words();
    const { conferenceId, conferenceName, tenant, startedAt, participantCount, presences, verdicts, worst } = conference;
    return <div class="live-head">
        <h3><button type="button" class="quiet" aria-expanded={isOpen} aria-controls={listId} onClick={() => { onToggle(conferenceId, !isOpen); }}>
            <Icon name={isOpen ? 'down' : 'right'} /> <span>{conferenceName}</span>
        </button></h3>
        <div class="live-facts">
            <VerdictMark verdict={worst} />
            <span><Icon name="people" /> {live.people(participantCount, formatCount(participantCount))}</span>
            {presences.joining > 0 && <span class="tag joining">{live.joining(formatCount(presences.joining))}</span>}
            {presences.fading > 0 && <span class="tag fading">{live.fading(formatCount(presences.fading))}</span>}
            <span class="soft">{live.since(formatTime(startedAt))} · <Since at={startedAt} format={formatDuration} /></span>
            {tenant !== null && <span class="soft">{tenant}</span>}
        </div>
        <div class="live-share">
            <ShareBar verdicts={verdicts} />
            <span class="small soft">{JUDGED.filter((judged) => verdicts[judged] > 0)
                .map((judged) => `${formatCount(verdicts[judged])} ${common.verdicts[judged].toLocaleLowerCase()}`).join(' · ')}</span>
        </div>
        <a class="live-more" href={href(`/conferences/${conferenceId}`)}>{live.toConference}<span class="unseen"> {conferenceName}</span></a>
    </div>;
});

interface Props {
    conference: LiveConference;
    isOpen: boolean;
    onToggle: (conferenceId: string, isOpen: boolean) => void;
    search: string;
    participantsOf: (conferenceId: string) => LiveParticipant[];
    pointsOf: (sessionId: string) => readonly Point[];
}

/** A conference that goes on; opened it shows who is in it. */
export function ConferenceItem({ conference, isOpen, onToggle, search, participantsOf, pointsOf }: Props) {
    const listId = useId();
    return <li class={`panel live-conference ${conference.worst}`}>
        <Head conference={conference} isOpen={isOpen} onToggle={onToggle} listId={listId} />
        <div id={listId}>{isOpen && <People conference={conference} search={search} participantsOf={participantsOf} pointsOf={pointsOf} />}</div>
    </li>;
}

function People({ conference: { conferenceId, conferenceName }, search, participantsOf, pointsOf }: Omit<Props, 'isOpen' | 'onToggle'>) {
    const { live } = words();
    const [limit, setLimit] = useState(SHOWN);
    const all = sortParticipants(participantsOf(conferenceId));
    const found = matches(search, conferenceName) ? all : all.filter((participant) => matches(search, ...namesOf(participant)));
    return <>
        <ul class="live-people">
            {found.slice(0, limit).map((participant) => <ParticipantRow key={participant.sessionId} participant={participant}
                points={pointsOf(participant.sessionId)} name={nameOf(participant)} />)}
        </ul>
        {found.length > limit && <button type="button" onClick={() => { setLimit(limit + SHOWN); }}>
            {live.showMore(formatCount(limit), formatCount(found.length))}</button>}
    </>;
}
