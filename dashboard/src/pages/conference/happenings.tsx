import { useState } from 'preact/hooks';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import { DataTable } from '../../components/data-table.js';
import { formatDuration, formatTimeWithSeconds } from '../../formats.js';
import { words } from '../../words.js';
import type { Stretch } from './conference-query.js';
import { marksOf } from './lane-marks.js';
import { nameOf } from './session-names.js';

interface Happening { at: number; lasted: string; who: string; what: string }

/** Rows that are shown at first, and more with each asking: a long conference has thousands. */
const ROWS = 100;

/** The lanes as a table, to be read aloud and copied: all that happened in the stretch, in order of time. */
export function Happenings({ sessions, stretch, until }: { sessions: readonly TimelineSession[]; stretch: Stretch; until: number }) {
    const { conference } = words();
    const [count, setCount] = useState(ROWS);
    const rows = sessions.flatMap((session) => happeningsOf(session, until))
        .filter(({ at }) => at >= stretch.from && at <= stretch.to).sort((a, b) => a.at - b.at);
    if (rows.length === 0) return <p class="soft">{conference.nothingHappened}</p>;
    return <>
        <DataTable caption={conference.happenings} rows={rows.slice(0, count)} keyOf={(_, place) => place} columns={[
            { name: conference.when, cell: ({ at }) => formatTimeWithSeconds(at), isNumber: true },
            { name: conference.who, cell: ({ who }) => who, isHead: true },
            { name: conference.what, cell: ({ what }) => what },
            { name: conference.lasted, cell: ({ lasted }) => lasted, isNumber: true }
        ]} />
        {rows.length > count && <button type="button" onClick={() => { setCount(count + ROWS); }}>
            {conference.more(Math.min(ROWS, rows.length - count))}
        </button>}
    </>;
}

function happeningsOf(session: TimelineSession, until: number): Happening[] {
    const { conference } = words();
    const who = nameOf(session);
    const marks = marksOf(session).map(({ at, to, title, text }): Happening => ({
        at, who, what: text === title ? title : `${title}: ${text}`,
        lasted: to === undefined || to === at ? '' : to === null ? conference.goesOn : formatDuration(to - at)
    }));
    const told = (spans: readonly Stretch[], what: string): Happening[] => spans.map(({ from, to }) =>
        ({ at: from, who, what, lasted: to >= until && session.endedAt === null ? conference.goesOn : formatDuration(to - from) }));
    return [
        ...marks, ...told(session.interruptions, conference.interruption), ...told(session.gaps, conference.gap),
        ...told(session.muted.audio, conference.muted), ...told(session.muted.video, conference.cameraOff),
        ...told(session.hidden, conference.hiddenPage)
    ];
}
