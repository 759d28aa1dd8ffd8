import { useEffect, useState } from 'preact/hooks';
import type { LiveKnowledge, LiveTotals } from '../../../../schemas/live.js';
import { VerdictMark, JUDGED } from '../../components/verdict-mark.js';
import { formatCount, formatTimeWithSeconds } from '../../formats.js';
import { words } from '../../words.js';
import { nameOf } from '../conference/session-names.js';
import type { News } from './live-state.js';
import type { Connection } from './live-stream.js';

/** Whether what is shown is of this moment; told aloud when that changes. */
export function ConnectionMark({ connection }: { connection: Connection }) {
    const { connections } = words().live;
    const told = 'since' in connection ? connections[connection.state](formatTimeWithSeconds(connection.since)) : connections[connection.state];
    return <p class={`live-connection ${connection.state}`} role="status"><span class="lamp" aria-hidden="true" />{told}</p>;
}

/** All conferences together, as the service adds them up. */
export function Totals({ totals: { conferences, participantCount, presences, verdicts } }: { totals: LiveTotals }) {
    const { live } = words();
    return <dl class="live-totals">
        <div class="large"><dt>{live.totals.conferences}</dt><dd>{formatCount(conferences)}</dd></div>
        <div class="large"><dt>{live.totals.participants}</dt><dd>{formatCount(participantCount)}</dd></div>
        {JUDGED.map((judged) => <div key={judged}><dt><VerdictMark verdict={judged} /></dt><dd>{formatCount(verdicts[judged])}</dd></div>)}
        <div><dt>{live.totals.joining}</dt><dd>{formatCount(presences.joining)}</dd></div>
        <div><dt>{live.totals.fading}</dt><dd>{formatCount(presences.fading)}</dd></div>
    </dl>;
}

/** What the service does not know, in words; nothing when it knows all. */
export function KnowledgeNotes({ knowledge: { catchingUp, forgotten, unheardSince } }: { knowledge: LiveKnowledge }) {
    const { knowledge } = words().live;
    const notes = [
        ...catchingUp > 0 ? [knowledge.catchingUp(formatCount(catchingUp))] : [],
        ...forgotten > 0 ? [knowledge.forgotten(formatCount(forgotten))] : [],
        ...unheardSince !== null ? [knowledge.unheard(formatTimeWithSeconds(unheardSince))] : []
    ];
    return notes.length === 0 ? null : <ul class="live-knowledge">{notes.map((note) => <li key={note}>{note}</li>)}</ul>;
}

/** Sentences that are said at a time. */
const SAID = 3;

/** Says what matters to who cannot watch the page: no number that changes, no figure. */
export function Announcer({ news }: { news: readonly News[] }) {
    const { announcements } = words().live;
    const [text, setText] = useState('');
    useEffect(() => {
        if (news.length === 0) return;
        const told = news.slice(0, SAID)
            .map((one) => one.kind === 'poor' ? announcements.poor(nameOf(one.participant)) : announcements[one.kind](one.conferenceName));
        setText([...told, ...news.length > SAID ? [announcements.more(formatCount(news.length - SAID))] : []].join(' '));
    }, [news]);
    return <p class="unseen" role="status" aria-live="polite" data-announcer>{text}</p>;
}
