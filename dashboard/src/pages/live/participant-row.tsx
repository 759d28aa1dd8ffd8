import type { LiveParticipant, TrendDirection, TrendFigure } from '../../../../schemas/live.js';
import { IssueMark } from '../../components/issue-mark.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatDuration, formatNumber } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';
import { heightOf, lossDown, lossUp, roundTripOf } from './figures.js';
import type { Point } from './live-state.js';
import { onlyWhenChanged } from './only-when-changed.js';
import { Sparkline } from './sparkline.js';
import { Since } from './ticking.js';

const ARROWS: Readonly<Record<TrendDirection, string>> = { better: '↗', steady: '→', worse: '↘' };
const FIGURES: readonly TrendFigure[] = ['packetLoss', 'roundTripTime', 'bitrate', 'connectionQuality'];

interface Props { participant: LiveParticipant; points: readonly Point[]; name: string }

/** One participant: how it is for them now, where it is going, and why. */
export const ParticipantRow = onlyWhenChanged<Props>(({ participant, points, name }) => {
    const { live } = words();
    const { verdict, presence, trend, issues, userId, observedBy, browser, os } = participant;
    return <li class={`live-person ${verdict}`}>
        <div class="live-person-head">
            <VerdictMark verdict={verdict} />
            {userId === null ? <strong>{name}</strong> : <a href={href(`/participants/${encodeURIComponent(userId)}`)}><strong>{name}</strong></a>}
            <span class="soft small">{[browser.name, os.name].filter((part) => part !== null).join(' · ')}</span>
            {presence !== 'there' && <span class={`tag ${presence}`}>{live.presences[presence]}</span>}
            {observedBy !== null && <span class="tag">{live.observed}</span>}
            <Marks participant={participant} />
            <Sparkline points={points} />
        </div>
        {trend !== null && <p class={`trend ${trend.direction}`}>
            <span aria-hidden="true">{ARROWS[trend.direction]}</span> {live.trends[trend.direction]}
            {FIGURES.map((figure) => {
                const told = trend[figure];
                return told === null || told.direction === 'steady' ? null
                    : <span key={figure} class="soft"> · {live.trendOf(figure, formatNumber(told.recent), formatNumber(told.before))}</span>;
            })}
        </p>}
        <LastState participant={participant} />
        {issues.length > 0 && <ul class="live-issues">
            {issues.map(({ code, severity, from, text }) => <li key={`${code}${String(from)}`}><IssueMark code={code} severity={severity} /> <span>{text}</span></li>)}
        </ul>}
    </li>;
});

function Marks({ participant }: { participant: LiveParticipant }) {
    const { marks } = words().live;
    const { audioMuted, videoMuted, screenSharing, recording, hidden, interruptedSince } = participant;
    const told = [
        [interruptedSince !== null, marks.interrupted, 'poor'], [audioMuted, marks.audioMuted, ''], [videoMuted, marks.videoMuted, ''],
        [screenSharing, marks.screenSharing, ''], [recording, marks.recording, ''], [hidden, marks.hidden, '']
    ] as const;
    return <>{told.filter(([is]) => is === true).map(([, word, kind]) => <span key={word} class={`tag ${kind}`}>{word}
        {kind === 'poor' && interruptedSince !== null && <> <Since at={interruptedSince} format={formatDuration} /></>}</span>)}</>;
}

const pair = (up: number | null | undefined, down: number | null | undefined): string => `↑ ${formatNumber(up)} ↓ ${formatNumber(down)}`;

function LastState({ participant: { state, stateAt, p2p } }: { participant: LiveParticipant }) {
    const { figures, ways, age } = words().live;
    if (state === null || stateAt === null) return <p class="soft small">{figures.none}</p>;
    const told: readonly (readonly [string, string])[] = [
        [figures.loss, `${pair(lossUp(state), lossDown(state))} %`],
        [figures.roundTrip, `${formatNumber(roundTripOf(state))} ms`],
        [figures.bitrate, `${pair(state.bitrate?.upload, state.bitrate?.download)} kbit/s`],
        [figures.picture, heightOf(state) === null ? '–' : `${formatNumber(heightOf(state))} p`],
        [figures.quality, `${formatNumber(state.connectionQuality)} %`],
        [figures.way, p2p === null ? '–' : p2p ? ways.p2p : ways.bridge]
    ];
    return <dl class="live-figures">
        {told.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}
        <div><dt>{figures.age}</dt><dd><Since at={stateAt} format={age} /></dd></div>
    </dl>;
}
