import { memo } from 'preact/compat';
import { useMemo, useState } from 'preact/hooks';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import { Icon } from '../../components/icon.js';
import { VerdictMark } from '../../components/verdict-mark.js';
import { formatTimeWithSeconds } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';
import { openParticipant } from './conference-query.js';
import { worstOf } from './lane-selection.js';
import { LaneDrawing, LANE_HEIGHT } from './lane-drawing.js';
import { marksOf, placeMarks, type PlacedMark } from './lane-marks.js';
import type { Scale } from './scale.js';
import { nameOf } from './session-names.js';

export interface ShownMark extends PlacedMark { session: TimelineSession }

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
    const all = useMemo(() => marksOf(session), [session]);
    const marks = useMemo(() => placeMarks(all, scale), [all, scale]);
    const [current, setCurrent] = useState<number | null>(null);
    const told = current === null ? undefined : marks[current]?.mark;

    const show = (index: number | null) => {
        setCurrent(index);
        const placed = index === null ? undefined : marks[index];
        onShow(placed === undefined ? null : { session, ...placed });
    };
    const nearest = (x: number): number | null => {
        let best: number | null = null;
        let distance = NEAR;
        for (const [index, placed] of marks.entries()) {
            const away = Math.abs(placed.x - x);
            if (away <= distance) [best, distance] = [index, away];
        }
        return best;
    };
    const left = session.marksLeftOut === 0 ? '' : `, ${conference.leftOut(session.marksLeftOut)}`;
    const states = [...isHighlighted ? ['highlighted'] : [], ...isOpen ? ['open'] : []];
    return <li class={['lane', ...states].join(' ')} style={{ height: `${String(LANE_HEIGHT)}px`, top: `${String((place - 1) * LANE_HEIGHT)}px` }}
        aria-posinset={place} aria-setsize={count} data-session={session.sessionId}>
        <LaneHead session={session} name={name} colour={colour} isOpen={isOpen} />
        <div class="lane-field" role="group" tabIndex={0} aria-label={`${conference.laneOf(name)} (${conference.marksOn(marks.length)}${left})`}
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

function LaneHead({ session, name, colour, isOpen }: Pick<Props, 'session' | 'colour' | 'isOpen'> & { name: string }) {
    const { conference } = words();
    const { sessionId, userId } = session;
    return <div class="lane-head">
        <span class="lane-colour" style={{ backgroundColor: colour }} />
        <VerdictMark verdict={worstOf(session)} bare />
        {userId === null ? <span class="lane-name" title={name}>{name}</span>
            : <a class="lane-name" href={href(`/participants/${encodeURIComponent(userId)}`)}
                title={`${name} – ${conference.sessionsOfPerson}`}>{name}</a>}
        <button type="button" class="quiet lane-details" aria-expanded={isOpen} title={conference.detailsOf(name)}
            aria-label={conference.detailsOf(name)} onClick={() => { openParticipant(isOpen ? null : sessionId); }}>
            <Icon name={isOpen ? 'close' : 'info'} />
        </button>
    </div>;
}
