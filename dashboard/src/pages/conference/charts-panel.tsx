import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { createSharedCursor, type SharedCursor } from '../../charts/shared-cursor.js';
import type { Stretch } from '../../charts/chart-lines.js';
import { Panel } from '../../components/panel.js';
import { formatDuration, formatTime, formatTimeWithSeconds } from '../../formats.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { CHART_GROUPS } from './chart-list.js';
import { ChartGroup } from './chart-group.js';
import type { ChartedSession } from './use-chart-series.js';

interface Props {
    conferenceId: string;
    /** From the begin of the conference to its end, or now; epoch ms. */
    whole: Stretch;
    selection: Stretch | null;
    onSelect: (selection: Stretch | null) => void;
    /** Those whom the lanes show. */
    sessions: readonly ChartedSession[];
    /** How many the conference has. */
    total: number;
    /** Whose line stands out. */
    highlighted: string | null;
    cursor: SharedCursor;
}

/**
 * What was measured, by participant, over the time of the lanes above or since each one's join. `only` and `axis` of the query say whose values are
 * shown and by which time.
 */
export function ChartsPanel({ conferenceId, whole, selection, onSelect, sessions, total, highlighted, cursor }: Props) {
    const { charts } = words();
    const query = useQuery();
    const sinceJoin = query['axis'] === 'join';
    const only = sessions.some(({ sessionId }) => sessionId === query['only']) ? query['only'] ?? null : null;
    const shown = useMemo(() => only === null ? sessions : sessions.filter(({ sessionId }) => sessionId === only), [sessions, only]);
    const [pointed, point] = useState<string | null>(null);
    // a stretch since the join is none of the lanes: each lane would have another
    const [ownStretch, setOwnStretch] = useState<Stretch | null>(null);
    const ownCursor = useMemo(createSharedCursor, []);
    const wholeStay = useMemo((): Stretch => ({
        from: 0, to: Math.max(1000, ...sessions.map(({ joinedAt }) => whole.to - (joinedAt ?? whole.from)))
    }), [sessions, whole]);
    const all = sinceJoin ? wholeStay : whole;
    const stretch = (sinceJoin ? ownStretch : selection) ?? all;
    const change = sinceJoin ? setOwnStretch : onSelect;
    const tellX = useCallback((at: number, isFine: boolean) => sinceJoin ? at < 1000 ? '0' : formatDuration(at)
        : isFine ? formatTimeWithSeconds(at) : formatTime(at), [sinceJoin]);

    return <Panel wide title={charts.name} note={charts.note}>
        <div class="charts-tools">
            <label>{charts.whose} <select value={only ?? ''} onChange={({ currentTarget }) => { setQuery({ only: currentTarget.value }); }}>
                <option value="">{charts.all(sessions.length)}</option>
                {sessions.map(({ sessionId, label }) => <option key={sessionId} value={sessionId}>{label}</option>)}
            </select></label>
            <div class="segments" role="group" aria-label={charts.axis}>
                <button type="button" aria-pressed={!sinceJoin} onClick={() => { setQuery({ axis: undefined }); }}>{charts.clock}</button>
                <button type="button" aria-pressed={sinceJoin} onClick={() => { setQuery({ axis: 'join' }); }}>{charts.sinceJoin}</button>
            </div>
            <button type="button" disabled={stretch === all} onClick={() => { change(null); }}>{charts.showAll}</button>
            {stretch !== all && <span class="small soft" role="status">{charts.shows(tellX(stretch.from, true), tellX(stretch.to, true))}</span>}
        </div>
        {CHART_GROUPS.map((group) => <WhenSeen key={group.name}>{(isSeen) =>
            <ChartGroup {...{ group, conferenceId, only, total, shown, stretch, sinceJoin, isSeen, tellX }} whole={all} onStretch={change}
                highlighted={pointed ?? highlighted} onHighlight={point} cursor={sinceJoin ? ownCursor : cursor} />}</WhenSeen>)}
    </Panel>;
}

/** px below the window from which a part is made ready. */
const AHEAD = 300;

/** Says when a part comes near the window for the first time. */
function WhenSeen({ children }: { children: (isSeen: boolean) => preact.ComponentChildren }) {
    const place = useRef<HTMLDivElement>(null);
    const [isSeen, setSeen] = useState(false);
    useEffect(() => {
        if (place.current === null || isSeen) return undefined;
        const watch = new IntersectionObserver((entries) => { if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true); },
            { rootMargin: `${String(AHEAD)}px 0px` });
        watch.observe(place.current);
        return () => { watch.disconnect(); };
    }, [isSeen]);
    return <div ref={place} class="charts-group">{children(isSeen)}</div>;
}
