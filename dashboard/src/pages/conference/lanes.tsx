import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import type { SharedCursor } from '../../charts/shared-cursor.js';
import { select, type Stretch } from './conference-query.js';
import { LANE_HEIGHT } from './lane-drawing.js';
import { Lane, type ShownMark } from './lane.js';
import { MarkCard } from './mark-card.js';
import { createScale, type Scale } from './scale.js';
import { RULER_HEIGHT, TimeRuler } from './time-ruler.js';

interface Props {
    label: string;
    /** In the order of the lanes. */
    sessions: readonly TimelineSession[];
    colours: ReadonlyMap<string, string>;
    whole: Stretch;
    /** What the lanes show of it. */
    view: Stretch;
    selection: Stretch | null;
    highlighted: ReadonlySet<string>;
    participant: string | null;
    cursor: SharedCursor;
}

/** Lanes drawn beyond those in view, so that scrolling and tabbing find them there. */
const SPARE = 6;
/** Less is a click, px. */
const LEAST_DRAG = 4;

/** All lanes on one time axis. Of many only those in view are drawn; pointing and dragging draw none of them anew. */
export function Lanes({ label, sessions, colours, whole, view, selection, highlighted, participant, cursor }: Props) {
    const field = useRef<HTMLDivElement>(null);
    const scroller = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(0);
    const [inView, setInView] = useState({ first: 0, last: 20 });
    const [shown, setShown] = useState<ShownMark | null>(null);
    const scale = useMemo(() => createScale(view, width), [view.from, view.to, width]);

    useLayoutEffect(() => {
        const { current } = field;
        if (current === null) return undefined;
        const observer = new ResizeObserver(() => { setWidth(Math.floor(current.clientWidth)); });
        observer.observe(current);
        setWidth(Math.floor(current.clientWidth));
        return () => { observer.disconnect(); };
    }, []);
    const look = () => {
        const { current } = scroller;
        if (current === null) return;
        const first = Math.max(0, Math.floor(current.scrollTop / LANE_HEIGHT) - SPARE);
        const last = Math.ceil((current.scrollTop + current.clientHeight) / LANE_HEIGHT) + SPARE;
        setInView((before) => before.first === first && before.last === last ? before : { first, last });
    };
    useLayoutEffect(look, [sessions.length, width]);

    const chosen = participant ?? sessions.find(({ sessionId }) => highlighted.has(sessionId))?.sessionId;
    useEffect(() => {
        const place = sessions.findIndex(({ sessionId }) => sessionId === chosen);
        const { current } = scroller;
        if (place < 0 || current === null) return;
        const top = place * LANE_HEIGHT;
        if (top < current.scrollTop || top + LANE_HEIGHT > current.scrollTop + current.clientHeight) current.scrollTop = top - LANE_HEIGHT;
    }, [chosen]);

    const cardTop = () => {
        const place = sessions.findIndex(({ sessionId }) => sessionId === shown?.session.sessionId);
        return RULER_HEIGHT + (place + 1) * LANE_HEIGHT - (scroller.current?.scrollTop ?? 0);
    };
    return <div class="lanes">
        <div class="lanes-axis"><div class="lane-head" /><div class="lanes-field" ref={field}>
            {width > 0 && <TimeRuler scale={scale} whole={whole} selection={selection} cursor={cursor} />}
        </div></div>
        <div class="lanes-scroll" ref={scroller} onScroll={look}>
            <ul class="lanes-list" aria-label={label} style={{ height: `${String(sessions.length * LANE_HEIGHT)}px` }}>
                {width > 0 && sessions.slice(inView.first, inView.last).map((session, index) => <Lane key={session.sessionId} session={session}
                    scale={scale} colour={colours.get(session.sessionId) ?? ''} place={inView.first + index + 1} count={sessions.length}
                    isHighlighted={highlighted.has(session.sessionId)} isOpen={session.sessionId === participant} onShow={setShown} />)}
            </ul>
        </div>
        {width > 0 && <Overlay scale={scale} selection={selection} cursor={cursor} field={field} />}
        {width > 0 && <div class="lanes-cards"><MarkCard shown={shown} scale={scale} top={cardTop()} /></div>}
    </div>;
}

interface OverlayProps { scale: Scale; selection: Stretch | null; cursor: SharedCursor; field: { current: HTMLElement | null } }

/** The selected stretch and the line at the cursor, over all lanes; takes drags of whatever lies below it. */
function Overlay({ scale, selection, cursor, field }: OverlayProps) {
    const line = useRef<HTMLDivElement>(null);
    const draft = useRef<HTMLDivElement>(null);

    useEffect(() => cursor.listen((at) => {
        const { current } = line;
        if (current === null) return;
        current.hidden = at === null || at < scale.from || at > scale.to;
        if (at !== null) current.style.transform = `translateX(${String(scale.xOf(at))}px)`;
    }), [cursor, scale]);

    useEffect(() => {
        const lanes = field.current?.closest<HTMLElement>('.lanes');
        if (lanes === null || lanes === undefined) return undefined;
        let from: number | undefined;
        const xOf = ({ clientX }: PointerEvent) => clientX - (field.current?.getBoundingClientRect().left ?? 0);
        const isOnField = ({ target }: PointerEvent) => target instanceof Element && target.closest('.lane-field, .ruler') !== null;
        const drawDraft = (to: number) => {
            const { current } = draft;
            if (current === null || from === undefined) return;
            const [left, right] = [Math.max(0, Math.min(from, to)), Math.min(scale.width, Math.max(from, to))];
            current.hidden = Math.abs(to - from) < LEAST_DRAG;
            current.style.left = `${String(left)}px`;
            current.style.width = `${String(right - left)}px`;
        };
        const down = (event: PointerEvent) => {
            if (event.button === 0 && isOnField(event)) from = xOf(event);
        };
        const move = (event: PointerEvent) => {
            const x = xOf(event);
            cursor.set(from !== undefined || isOnField(event) ? scale.atOf(x) : null);
            if (from === undefined) return;
            drawDraft(x);
            // from here on no text is selected and no lane takes the pointer's moves
            if (Math.abs(x - from) >= LEAST_DRAG && !lanes.hasPointerCapture(event.pointerId)) lanes.setPointerCapture(event.pointerId);
        };
        const up = (event: PointerEvent) => {
            if (from !== undefined && Math.abs(xOf(event) - from) >= LEAST_DRAG) {
                const [a, b] = [scale.atOf(from), scale.atOf(xOf(event))];
                if (Math.abs(b - a) >= 1000) select({ from: Math.min(a, b), to: Math.max(a, b) });
            }
            cancel();
        };
        const cancel = () => {
            from = undefined;
            if (draft.current !== null) draft.current.hidden = true;
        };
        const leave = () => { if (from === undefined) cursor.set(null); };
        const events = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: cancel, pointerleave: leave };
        for (const [type, listener] of Object.entries(events)) lanes.addEventListener(type, listener as EventListener);
        return () => { for (const [type, listener] of Object.entries(events)) lanes.removeEventListener(type, listener as EventListener); };
    }, [cursor, scale, field]);

    const isInView = selection !== null && selection.to > scale.from && selection.from < scale.to;
    const isPart = isInView && (selection.from > scale.from || selection.to < scale.to);
    const left = selection === null ? 0 : scale.xOf(selection.from);
    const right = selection === null ? 0 : scale.xOf(selection.to);
    return <div class="lanes-overlay" aria-hidden="true">
        {isPart && <div class="selected-stretch" style={{ left: `${String(left)}px`, width: `${String(right - left)}px` }} />}
        <div class="selected-stretch draft" ref={draft} hidden />
        <div class="cursor-line" ref={line} hidden />
    </div>;
}
