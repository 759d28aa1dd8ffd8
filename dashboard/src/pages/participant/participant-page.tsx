import { useState } from 'preact/hooks';
import type { UserReply } from '../../../../schemas/user.js';
import { useRead } from '../../api.js';
import { PageHead } from '../../components/page-head.js';
import { Answer, Empty } from '../../components/states.js';
import { TimeRangePicker } from '../../components/time-range-picker.js';
import { formatCount } from '../../formats.js';
import type { PageProps } from '../../pages.js';
import { href } from '../../root.js';
import { useTimeRange } from '../../time-range.js';
import { words } from '../../words.js';
import { ErasePerson } from './erase-person.js';
import { Habits } from './habits.js';
import { MetricsPanel } from './metrics-panel.js';
import { PersonFigures } from './person-figures.js';
import { PersonIssues } from './person-issues.js';
import { QualityHistory } from './quality-history.js';
import { SessionList } from './session-list.js';

/** All sessions of one userId: what they have in common, how they were, and how to delete them. */
export function ParticipantPage({ id }: PageProps) {
    const { participant } = words();
    const range = useTimeRange('90d');
    const { from, to } = range;
    const reading = useRead<UserReply>(`/v1/users/${encodeURIComponent(id)}`, { from, to });
    const [isErased, setErased] = useState(false);
    const isThere = !isErased && reading.error?.code !== 'not_found';
    const name = isErased ? undefined : reading.data?.displayNames[0];
    return <>
        <PageHead title={name === undefined ? participant.name : participant.person(name)} lead={<UserId id={id} />}>
            {isThere && <TimeRangePicker range={range} />}
        </PageHead>
        {isThere && <Answer reading={reading} height={480}>{(user) => <Known user={user} />}</Answer>}
        {isThere && <SessionList userId={id} range={range} />}
        {isThere || isErased ? <ErasePerson key="erase" userId={id} onErased={() => { setErased(true); }} /> : <Gone />}
    </>;
}

function Known({ user }: { user: UserReply }) {
    const { participant } = words();
    if (user.sessions === 0) return <div class="panel"><Empty title={participant.none}><p>{participant.noneText}</p></Empty></div>;
    return <>
        {!user.isWhole && <p class="notice" role="status">{participant.notWhole(formatCount(user.sessions))}</p>}
        <div class="panels person">
            <PersonFigures user={user} />
            <QualityHistory history={user.history} />
            <PersonIssues issues={user.issues} />
            <MetricsPanel metrics={user.metrics} />
            <Habits user={user} />
        </div>
    </>;
}

function Gone() {
    const { participant } = words();
    return <div class="panel"><Empty title={participant.gone}>
        <p>{participant.goneText}</p>
        <p><a href={href('/conferences')}>{participant.toConferences}</a></p>
    </Empty></div>;
}

const UserId = ({ id }: { id: string }) => <><span class="unseen">{words().participant.userId}: </span><code>{id}</code></>;
