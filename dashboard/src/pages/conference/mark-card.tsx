import { formatDuration, formatTimeWithSeconds } from '../../formats.js';
import { words } from '../../words.js';
import type { ShownMark } from './lane.js';
import type { Scale } from './scale.js';
import { nameOf } from './session-names.js';

/** What the mark that is pointed at says, beside it and never over the pointer. */
export function MarkCard({ shown, scale }: { shown: ShownMark | null; scale: Scale }) {
    if (shown === null) return null;
    const { session, mark: { at, to, kind, title, text } } = shown;
    const x = scale.xOf(at);
    const isRight = x > scale.width / 2;
    return <div class={`mark-card ${kind}`} aria-hidden="true" style={isRight ? { right: `${String(Math.max(0, scale.width - x + 12))}px` } : { left: `${String(x + 12)}px` }}>
        <p class="mark-card-head"><strong>{title}</strong> · {nameOf(session)}</p>
        <p class="mark-card-time">
            {formatTimeWithSeconds(at)}{to !== undefined && to !== at && <> – {to === null ? words().conference.goesOn : `${formatTimeWithSeconds(to)} (${formatDuration(to - at)})`}</>}
        </p>
        {text !== title && <p>{text}</p>}
    </div>;
}
