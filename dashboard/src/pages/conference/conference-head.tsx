import { useState } from 'preact/hooks';
import type { ConferenceReply } from '../../../../schemas/conference.js';
import { copyText } from '../../copy-text.js';
import { Icon } from '../../components/icon.js';
import { PageHead } from '../../components/page-head.js';
import { ShareBar } from '../../components/share-bar.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDate, formatDuration, formatMoment, formatTime } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';

const KINDS = ['sessions', 'metrics', 'events'] as const;
const FORMATS = ['csv', 'ndjson'] as const;

/** Of the same day the time alone. */
const formatEnd = (from: number, to: number): string => formatDate(from) === formatDate(to) ? formatTime(to) : formatMoment(to);

/** Which conference it is, and what can be done with it. */
export function ConferenceHead({ conference, until }: { conference: ConferenceReply; until: number }) {
    const { conferenceName, tenant, startedAt, endedAt, participants, summary } = conference;
    const told = words().conference;
    const isOngoing = endedAt === null;
    return <>
        <PageHead title={conferenceName} lead={<>
            {formatMoment(startedAt)} – {isOngoing ? '…' : formatEnd(startedAt, endedAt)}
            {' · '}{formatDuration(until - startedAt)}{' · '}{told.participants(participants)}
            {tenant !== null && <> · {told.tenant(tenant)}</>}
        </>}>
            <a class="button" href={href('/conferences', { conferenceName })}>{told.allOfName}</a>
            <CopyLink />
            <Exports conferenceId={conference.conferenceId} />
        </PageHead>
        {isOngoing && <p class="ongoing"><span class="ongoing-dot" aria-hidden="true" />{told.ongoing}</p>}
        {summary !== null && <div class="conference-verdicts">
            {JUDGED.filter((judged) => summary.verdicts[judged] > 0).map((judged) => <span key={judged}>
                <VerdictMark verdict={judged} /> {formatCount(summary.verdicts[judged])}
            </span>)}
            <ShareBar verdicts={summary.verdicts} />
        </div>}
    </>;
}

function CopyLink() {
    const { conference } = words();
    const [isCopied, setCopied] = useState(false);
    return <button type="button" onClick={() => {
        void copyText(location.href).then((isThere) => {
            setCopied(isThere);
            if (!isThere) prompt(conference.copyLink, location.href);
        });
    }}><Icon name={isCopied ? 'check' : 'link'} /> <span aria-live="polite">{isCopied ? conference.copied : conference.copyLink}</span></button>;
}

/** Of the conference's own sessions, samples and events. */
function Exports({ conferenceId }: { conferenceId: string }) {
    const { conference } = words();
    return <details class="exports">
        <summary class="button"><Icon name="download" /> {conference.exports}</summary>
        <ul>
            {KINDS.flatMap((kind) => FORMATS.map((format) => <li key={`${kind}${format}`}>
                <a href={href(`/v1/export/${kind}`, { conferenceId, format })} download>{conference.exportOf[kind]} – {format.toUpperCase()}</a>
            </li>))}
        </ul>
    </details>;
}
