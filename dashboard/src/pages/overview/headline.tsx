import type { ComponentChildren } from 'preact';
import type { LiveReply } from '../../../../schemas/live.js';
import type { Figures } from '../../../../schemas/summary-reply.js';
import type { Reading } from '../../api.js';
import { ShareBar } from '../../components/share-bar.js';
import { JUDGED, VerdictMark } from '../../components/verdict-mark.js';
import { formatCount, formatDuration, formatShare, formatSigned } from '../../formats.js';
import { href, type Query } from '../../root.js';
import { words } from '../../words.js';
import { Difference } from './difference.js';

const MINUTE_MS = 60_000;

interface Props {
    total: Figures;
    /** Of the span before; null when nothing is compared. */
    before: Figures | null;
    live: Reading<LiveReply>;
    /** What leads to the list of these conferences. */
    list: Query;
}

/** Of all that have a verdict; null when none has. */
export function goodShare({ conferences: { verdicts: { good, fair, poor } } }: Figures): number | null {
    return good + fair + poor === 0 ? null : good / (good + fair + poor);
}

const minutes = ({ participantMs }: Figures): number => Math.round(participantMs / MINUTE_MS);
const joinFailures = ({ issues }: Figures): number => issues.find(({ code }) => code === 'join_failed')?.sessions ?? 0;

function Card({ name, value, children }: { name: ComponentChildren; value: ComponentChildren; children?: ComponentChildren }) {
    return <div class="card"><dt>{name}</dt><dd><p class="value">{value}</p>{children}</dd></div>;
}

/** The numbers of the span at a glance. */
export function Headline({ total, before, live, list }: Props) {
    const { overview } = words();
    const signed = (format: (amount: number) => string) => (amount: number): string => `${amount > 0 ? '+' : '−'}${format(Math.abs(amount))}`;
    const { verdicts } = total.conferences;
    const unable = joinFailures(total);
    return <dl class="cards">
        <Card name={overview.conferences} value={<a href={href('/conferences', list)}>{formatCount(total.conferences.count)}</a>}>
            <Difference now={total.conferences.count} before={before?.conferences.count} format={signed(formatCount)}
                told={formatCount(before?.conferences.count)} />
        </Card>
        <Card name={overview.participantMinutes} value={formatCount(minutes(total))}>
            <Difference now={minutes(total)} before={before && minutes(before)} format={signed(formatCount)}
                told={formatCount(before && minutes(before))} />
        </Card>
        <Card name={overview.sessions} value={formatCount(total.sessions)}>
            <Difference now={total.sessions} before={before?.sessions} format={signed(formatCount)} told={formatCount(before?.sessions)} />
            {unable > 0 && <p class="small">
                <a href={href('/conferences', { ...list, issue: 'join_failed' })}>{overview.couldNotJoin(unable, formatCount(unable))}</a>
            </p>}
        </Card>
        <Card name={overview.goodConferences} value={formatShare(goodShare(total))}>
            <ShareBar verdicts={verdicts} />
            <ul class="verdict-links">{JUDGED.filter((judged) => verdicts[judged] > 0).map((judged) => <li key={judged}>
                <VerdictMark verdict={judged} bare /> {judged === 'unknown' ? formatCount(verdicts.unknown)
                    : <a href={href('/conferences', { ...list, verdict: judged })}>
                        <span class="unseen">{words().common.verdicts[judged]} </span>{formatCount(verdicts[judged])}
                    </a>}
            </li>)}</ul>
            <Difference now={goodShare(total)} before={before && goodShare(before)} told={formatShare(before && goodShare(before))}
                format={(share) => overview.points(formatSigned(Math.round(share * 1000) / 10))} />
        </Card>
        <Card name={overview.medianSetup} value={formatDuration(total.setupMs?.p50)}>
            <Difference now={total.setupMs?.p50} before={before?.setupMs?.p50} format={signed(formatDuration)}
                told={formatDuration(before?.setupMs?.p50)} />
        </Card>
        <Card name={overview.now} value={<a href={href('/live')}>{formatCount(live.data?.conferences.length)}</a>}>
            <p class="small soft">{live.error !== undefined ? overview.liveFailed
                : overview.participantsNow(formatCount(live.data?.conferences.reduce((sum, { participantCount }) => sum + participantCount, 0)))}</p>
        </Card>
    </dl>;
}
