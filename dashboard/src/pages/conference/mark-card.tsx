import { formatDuration, formatTimeWithSeconds } from '../../formats.js';
import { words } from '../../words.js';
import type { ShownMark } from './lane.js';
import type { Scale } from './scale.js';
import { nameOf } from './session-names.js';

interface Props {
    shown: ShownMark | null;
    scale: Scale;
    /** Where it begins, px below the top of the lanes. */
    top: number;
}

/** What the mark that is pointed at says, below its lane and never over the pointer. */
export function MarkCard({ shown, scale, top }: Props) {
    if (shown === null) return null;
    const { session, x, mark: { at, to, kind, title, text } } = shown;
    const isRight = x > scale.width / 2;
    const side = isRight ? { right: `${String(Math.max(0, scale.width - x - 8))}px` } : { left: `${String(Math.max(0, x - 8))}px` };
    return <div class={`mark-card ${kind}`} aria-hidden="true" style={{ ...side, top: `${String(top)}px` }}>
        <p class="mark-card-head"><strong>{title}</strong> · {nameOf(session)}</p>
        <p class="mark-card-time">
            {formatTimeWithSeconds(at)}
            {to !== undefined && to !== at && ` – ${to === null ? words().conference.goesOn : `${formatTimeWithSeconds(to)} (${formatDuration(to - at)})`}`}
        </p>
        {text !== title && <p>{text}</p>}
    </div>;
}
