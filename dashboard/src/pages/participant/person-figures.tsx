import type { UserReply } from '../../../../schemas/user.js';
import { Panel } from '../../components/panel.js';
import { ShareBar } from '../../components/share-bar.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatMoment, formatNumber } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';

/** The few numbers that say who this is, and how the calls were in all. */
export function PersonFigures({ user }: { user: UserReply }) {
    const { figures } = words().participant;
    const ongoing = user.history.filter(({ endedAt }) => endedAt === null);
    return <Panel title={figures.title} wide>
        <dl class="figures">
            <div><dt>{figures.sessions}</dt><dd data-figure="sessions">{formatCount(user.sessions)}</dd></div>
            <div><dt>{figures.conferences}</dt><dd data-figure="conferences">{formatCount(user.conferences)}</dd></div>
            <div><dt>{figures.time}</dt><dd data-figure="participantMs">{formatDuration(user.participantMs)}</dd></div>
            <div><dt>{figures.firstSeen}</dt><dd class="moment">{formatMoment(user.firstSeenAt)}</dd></div>
            <div><dt>{figures.lastSeen}</dt><dd class="moment">{formatMoment(user.lastSeenAt)}</dd></div>
            {user.rating !== null && <div><dt>{figures.rating}</dt>
                <dd>{formatNumber(user.rating.mean)} <span class="soft small">{figures.ratings(formatCount(user.rating.count))}</span></dd></div>}
        </dl>
        <div class="person-verdicts">
            <span class="soft small">{figures.verdicts}</span>
            <ShareBar verdicts={user.verdicts} />
            <ul>{JUDGED.filter((judged) => user.verdicts[judged] > 0).map((judged) =>
                <li key={judged}><VerdictMark verdict={judged} /> {formatCount(user.verdicts[judged])}</li>)}</ul>
        </div>
        {user.displayNames.length > 1 && <p class="small"><span class="soft">{figures.names}</span> {user.displayNames.join(', ')}</p>}
        {ongoing.length > 0 && <p class="small"><span class="soft">{figures.ongoing}</span>{' '}
            {ongoing.map(({ sessionId, conferenceId, conferenceName }, place) => <span key={sessionId}>
                {place > 0 && ', '}<a href={href(`/conferences/${conferenceId}`)}>{conferenceName}</a>
            </span>)}</p>}
    </Panel>;
}
