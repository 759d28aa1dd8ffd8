import { useCallback, useMemo, useState } from 'preact/hooks';
import type { SetupReply } from '../../../../schemas/setup.js';
import { useRead } from '../../api.js';
import { Icon } from '../../components/icon.js';
import { PageHead } from '../../components/page-head.js';
import { Empty, Loading } from '../../components/states.js';
import { formatCount } from '../../formats.js';
import { href } from '../../root.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { AudiencePanel } from './audience-panel.js';
import { ConferenceItem } from './conference-item.js';
import { matches, namesOf, sortConferences, SORTS, type Sort } from './figures.js';
import { Announcer, ConnectionMark, KnowledgeNotes, Totals } from './live-head.js';
import { Clock } from './ticking.js';
import { useLive, type Live } from './use-live.js';

/** Conferences that are drawn at a time. */
const SHOWN = 100;

/** What is happening at this moment, as it happens. */
export function LivePage() {
    const { live: told } = words();
    const [isPaused, setPaused] = useState(false);
    const live = useLive(isPaused);
    const { state, connection, isLoaded, news } = live;
    const setup = useRead<SetupReply>('/v1/setup');
    const clock = useMemo(() => ({ now: state.now, isRunning: !isPaused }), [isPaused]);
    return <Clock.Provider value={clock}>
        <PageHead title={told.name} lead={told.lead}>
            <ConnectionMark connection={connection} />
            <button type="button" aria-pressed={isPaused} onClick={() => { setPaused(!isPaused); }}>
                <Icon name={isPaused ? 'play' : 'pause'} /> {isPaused ? told.resume : told.pause}
            </button>
        </PageHead>
        <Announcer news={news} />
        {!isLoaded ? <Loading height={240} /> : <>
            {state.knowledge !== undefined && <KnowledgeNotes knowledge={state.knowledge} />}
            {state.totals !== undefined && <Totals totals={state.totals} />}
            <div class="live-columns">
                <Conferences live={live} hasEver={setup.data === undefined || setup.data.latest !== null} />
                {setup.data?.settings.audience === true && <AudiencePanel isPaused={isPaused} />}
            </div>
        </>}
    </Clock.Provider>;
}

function Conferences({ live: { state }, hasEver }: { live: Live; hasEver: boolean }) {
    const { live: told } = words();
    const { search = '', sort: wanted, open: opened, closed } = useQuery();
    const [limit, setLimit] = useState(SHOWN);
    const sort: Sort = SORTS.find((name) => name === wanted) ?? 'worst';
    const all = [...state.conferences.values()];
    const found = search === '' ? all : all.filter(({ conferenceId, conferenceName, tenant }) => matches(search, conferenceName, tenant)
        || state.participantsOf(conferenceId).some((participant) => matches(search, ...namesOf(participant))));
    // one alone needs not be opened
    const open = new Set(opened?.split(',') ?? (all.length === 1 && closed === undefined ? all.map(({ conferenceId }) => conferenceId) : []));
    const key = [...open].join();
    const toggle = useCallback((conferenceId: string, isOpen: boolean) => {
        const others = key.split(',').filter((id) => id !== '' && id !== conferenceId);
        const next = isOpen ? [...others, conferenceId] : others;
        setQuery({ open: next.join(), closed: next.length === 0 ? 1 : undefined }, { replace: true });
    }, [key]);
    return <section class="live-list" aria-labelledby="live-list">
        <h2 id="live-list" class="unseen">{told.conferences}</h2>
        {all.length === 0 ? <div class="panel"><Empty title={told.nobody}>
            {hasEver ? <p>{told.nobodyText} <a href={href('/conferences')}>{told.toConferences}</a></p>
                : <p>{told.neverText} <a href={href('/setup')}>{told.toSetup}</a></p>}
        </Empty></div> : <>
            <div class="live-tools">
                <label>{told.search} <input type="search" value={search}
                    onInput={({ currentTarget }) => { setQuery({ search: currentTarget.value }, { replace: true }); }} /></label>
                <label>{told.sort} <select value={sort}
                    onChange={({ currentTarget }) => { setQuery({ sort: currentTarget.value }, { replace: true }); }}>
                    {SORTS.map((name) => <option key={name} value={name}>{told.sorts[name]}</option>)}
                </select></label>
            </div>
            {found.length === 0 && <div class="panel"><Empty title={told.noneFound} /></div>}
            <ul class="live-conferences">
                {sortConferences(found, sort).slice(0, limit).map((conference) => <ConferenceItem key={conference.conferenceId}
                    conference={conference} isOpen={open.has(conference.conferenceId)} onToggle={toggle} search={search}
                    participantsOf={state.participantsOf} pointsOf={state.pointsOf} />)}
            </ul>
            {found.length > limit && <button type="button" onClick={() => { setLimit(limit + SHOWN); }}>
                {told.showMore(formatCount(limit), formatCount(found.length))}</button>}
        </>}
    </section>;
}
