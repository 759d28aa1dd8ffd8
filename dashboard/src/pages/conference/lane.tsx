import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import { Icon } from '../../components/icon.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatTimeWithSeconds } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';
import { openParticipant } from './conference-query.js';
import { LaneDrawing, LANE_HEIGHT } from './lane-drawing.js';
import { marksOf, type LaneMark } from './lane-marks.js';
import type { Scale } from './scale.js';
import { nameOf } from './session-names.js';

export interface ShownMark { session: TimelineSession; mark: LaneMark }

interface Props {
    session: TimelineSession;
    colour: string;
    scale: Scale;
    /** From 1, among so many. */
    place: number;
    count: number;
    isHighlighted: boolean;
    isOpen: boolean;
    onShow: (shown: ShownMark | null) => void;
}

/** How near the pointer must be to a mark, px. */
const NEAR = 9;

/** A participant's name, and what happened to them. Drawn anew only when that changes: not when the pointer moves. */
export const Lane = memo(function Lane({ session, colour, scale, place, count, isHighlighted, isOpen, onShow }: Props) {
    const { conference } = words();
    const name = nameOf(session);
    const marks = useMemo(() => marksOf(session), [session]);
    const [current, setCurrent] = useState<number | null>(null);
    const told = current === null ? undefined : marks[current];

    const show = (index: number | null) => {
        setCurrent(index);
        const mark = index === null ? undefined : marks[index];
        onShow(mark === undefined ? null : { session, mark });
    };
    const nearest = (x: number): number | null => {
        let best: number | null = null;
        let distance = NEAR;
        for (const [index, mark] of marks.entries()) {
            const away = Math.abs(scale.xOf(mark.at) - x);
            if (mark.at >= scale.from && mark.at <= scale.to && away <= distance) [best, distance] = [index, away];
        }
        return best;
    };
    return <li class={`lane${isHighlighted ? ' highlighted' : ''}${isOpen ? ' open' : ''}`} style={{ height: `${String(LANE_HEIGHT)}px`, top: `${String((place - 1) * LANE_HEIGHT)}px` }}
        aria-posinset={place} aria-setsize={count} data-session={session.sessionId}>
        <div class="lane-head">
            <span class="lane-colour" style={{ backgroundColor: colour }} />
            <VerdictMark verdict={session.verdict} bare />
            {session.userId === null ? <span class="lane-name" title={name}>{name}</span>
                : <a class="lane-name" href={href(`/participants/${encodeURIComponent(session.userId)}`)} title={`${name} – ${conference.sessionsOfPerson}`}>{name}</a>}
            <button type="button" class="quiet lane-details" aria-expanded={isOpen} title={conference.detailsOf(name)} aria-label={conference.detailsOf(name)}
                onClick={() => { openParticipant(isOpen ? null : session.sessionId); }}><Icon name={isOpen ? 'close' : 'info'} /></button>
        </div>
        <div class="lane-field" role="group" tabIndex={0}
            aria-label={`${conference.laneOf(name)} (${conference.marksOn(marks.length)}${session.marksLeftOut > 0 ? `, ${conference.leftOut(session.marksLeftOut)}` : ''})`}
            onPointerMove={({ offsetX }) => { const index = nearest(offsetX); if (index !== current) show(index); }}
            onPointerLeave={() => { show(null); }} onBlur={() => { show(null); }}
            onKeyDown={(event) => {
                const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
                if (by !== 0 && marks.length > 0) {
                    event.preventDefault();
                    show(Math.max(0, Math.min(marks.length - 1, (current ?? (by > 0 ? -1 : marks.length)) + by)));
                } else if (event.key === 'Escape') show(null);
            }}>
            <LaneDrawing session={session} marks={marks} scale={scale} />
            {session.basis === 'none' && <span class="lane-unread">{conference.unread}</span>}
            <span class="unseen" aria-live="polite">{told === undefined ? '' : `${formatTimeWithSeconds(told.at)}: ${told.text}`}</span>
        </div>
    </li>;
});
