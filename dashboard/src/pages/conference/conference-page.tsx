import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ConferenceReply } from '../../../../schemas/conference.js';
import type { Finding } from '../../../../schemas/explanation.js';
import type { ConferenceTimelineReply } from '../../../../schemas/timeline.js';
import { useRead } from '../../api.js';
import { createSharedCursor } from '../../charts/shared-cursor.js';
import { PageHead } from '../../components/page-head.js';
import { Panel } from '../../components/panel.js';
import { Empty, explain, Failed, Loading } from '../../components/states.js';
import { TableSwitch } from '../../components/table-switch.js';
import { TIME_ZONE } from '../../formats.js';
import type { PageProps } from '../../pages.js';
import { href } from '../../root.js';
import { setQuery } from '../../router.js';
import { LANGUAGE, words } from '../../words.js';
import { ConferenceHead } from './conference-head.js';
import { ChartsPanel } from './charts-panel.js';
import { select, useConferenceQuery, type Stretch } from './conference-query.js';
import { Findings } from './findings.js';
import { Happenings } from './happenings.js';
import { Patterns } from './lane-drawing.js';
import { chooseLanes, stretchOf } from './lane-selection.js';
import { LaneTools } from './lane-tools.js';
import { Lanes } from './lanes.js';
import { Legend } from './legend.js';
import { ParticipantDetails } from './participant-details.js';
import { colourOf, nameOf } from './session-names.js';

/** How often a conference that goes on is asked for again, ms; one that has just ended, until it is explained. */
const FOLLOW_MS = 10_000;

/** One conference: whose trouble it was, and on one time axis all that happened in it. */
export function ConferencePage({ id }: PageProps) {
    const path = `/v1/conferences/${encodeURIComponent(id)}`;
    const conference = useRead<ConferenceReply>(path, { language: LANGUAGE });
    const timeline = useRead<ConferenceTimelineReply>(`${path}/timeline`, { language: LANGUAGE });
    const isMoving = conference.data !== undefined && (conference.data.endedAt === null || conference.data.explanation === null);
    useEffect(() => {
        if (!isMoving) return undefined;
        const timer = setInterval(() => {
            if (document.hidden) return;
            conference.reload();
            timeline.reload();
        }, FOLLOW_MS);
        return () => { clearInterval(timer); };
    }, [isMoving, conference.reload, timeline.reload]);

    const { conference: told } = words();
    const error = conference.error ?? timeline.error;
    if (conference.data === undefined || timeline.data === undefined) {
        if (error !== undefined && (error.code === 'not_found' || error.code === 'bad_request')) return <>
            <PageHead title={told.notFound} />
            <Empty title={told.notFoundText}><p><a href={href('/conferences')}>{told.toList}</a></p></Empty>
        </>;
        return <>
            <PageHead title={told.name} />
            {error === undefined ? <><Loading height={140} /><Loading height={320} /></>
                : <Failed message={explain(error)} onRetry={() => { conference.reload(); timeline.reload(); }} />}
        </>;
    }
    return <>
        {error !== undefined && <Failed message={explain(error)} onRetry={() => { conference.reload(); timeline.reload(); }} />}
        <Shown conference={conference.data} timeline={timeline.data} />
    </>;
}

function Shown({ conference, timeline }: { conference: ConferenceReply; timeline: ConferenceTimelineReply }) {
    const told = words().conference;
    const query = useConferenceQuery();
    const { selection, isZoomed, participant, finding, order, search, onlyTrouble } = query;
    const [isTable, setTable] = useState(false);
    const cursor = useMemo(createSharedCursor, []);
    const lanesPanel = useRef<HTMLDivElement>(null);
    const { sessions } = timeline;

    const whole = useMemo((): Stretch => ({ from: timeline.from, to: Math.max(timeline.to, timeline.from + 1000) }), [timeline.from, timeline.to]);
    const colours = useMemo(() => new Map(sessions.map(({ sessionId }, place) => [sessionId, colourOf(place)])), [sessions]);
    const lanes = useMemo(() => chooseLanes(sessions, { order, search, onlyTrouble }), [sessions, order, search, onlyTrouble]);
    const charted = useMemo(() => lanes.map((session) => ({
        sessionId: session.sessionId, label: nameOf(session), colour: colours.get(session.sessionId) ?? '', joinedAt: session.joinedAt
    })), [lanes, colours]);
    const chosen = finding === null ? undefined : conference.explanation?.findings[finding];
    const highlighted = useMemo(() => new Set(chosen?.sessionIds ?? (participant === null ? [] : [participant])), [chosen, participant]);
    const open = sessions.find(({ sessionId }) => sessionId === participant);

    const showFinding = useCallback((found: Finding, place: number) => {
        const stretch = stretchOf(found, sessions, whole.to);
        setQuery({
            finding: place, participant: undefined, search: undefined, trouble: undefined, zoom: undefined,
            ...stretch !== undefined && { from: Math.round(stretch.from), to: Math.round(stretch.to) }
        });
        lanesPanel.current?.scrollIntoView({ block: 'nearest' });
    }, [sessions, whole.to]);

    return <div class="conference">
        <ConferenceHead conference={conference} until={timeline.to} />
        <Patterns />
        <section class="panel cause" aria-labelledby="cause-head">
            <h2 id="cause-head">{told.cause}</h2>
            <Findings conference={conference} sessions={sessions} chosen={finding} onChoose={showFinding} />
        </section>
        <div ref={lanesPanel}>
            <Panel wide title={told.lanes} note={`${told.lanesNote} ${told.selectionHint} ${told.timesIn(TIME_ZONE)}.`}
                tools={<TableSwitch isTable={isTable} onChange={setTable} of={told.lanes} />}>
                <LaneTools query={query} whole={whole} />
                {lanes.length === 0
                    ? <Empty title={told.noLane}>
                        <button type="button" onClick={() => { setQuery({ search: undefined, trouble: undefined }); }}>{told.showAll}</button>
                    </Empty>
                    : isTable ? <Happenings sessions={lanes} stretch={selection ?? whole} until={timeline.to} />
                        : <Lanes label={told.lanes} sessions={lanes} colours={colours} whole={whole}
                            view={isZoomed && selection !== null ? selection : whole} selection={selection} highlighted={highlighted}
                            participant={participant} cursor={cursor} />}
                {!isTable && <Legend />}
            </Panel>
        </div>
        {open !== undefined && <ParticipantDetails key={open.sessionId} sessionId={open.sessionId} name={nameOf(open)} />}
        <ChartsPanel conferenceId={timeline.conferenceId} whole={whole} selection={selection} onSelect={select} sessions={charted}
            total={sessions.length} highlighted={participant} cursor={cursor} />
    </div>;
}
