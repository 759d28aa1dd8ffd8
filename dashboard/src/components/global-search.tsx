import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SearchReply } from '../../../schemas/search.js';
import { useRead } from '../api.js';
import { formatMoment } from '../formats.js';
import { navigate } from '../router.js';
import { words } from '../words.js';

const REST_MS = 200;
const SHORTEST = 2;

interface Hit { key: string; path: string; name: string; more: string }

const isTyping = ({ target }: Event): boolean =>
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

/** Leads from a name, an id or a part of one to the conference or the person; `/` leads here. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function GlobalSearch() {
    const id = useId();
    const told = words().common.search;
    const field = useRef<HTMLInputElement>(null);
    const [typed, setTyped] = useState('');
    const [asked, setAsked] = useState('');
    const [isOpen, setOpen] = useState(false);
    const [place, setPlace] = useState(-1);
    useEffect(() => {
        const timer = setTimeout(() => { setAsked(typed.trim()); }, REST_MS);
        return () => { clearTimeout(timer); };
    }, [typed]);
    useEffect(() => {
        const focus = (event: KeyboardEvent): void => {
            if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
            event.preventDefault();
            field.current?.focus();
        };
        addEventListener('keydown', focus);
        return () => { removeEventListener('keydown', focus); };
    }, []);
    const { data, loading } = useRead<SearchReply>(asked.length < SHORTEST ? null : '/v1/search', { q: asked });
    const hits = asked.length < SHORTEST || data === undefined ? [] : hitsOf(data);
    const isShown = isOpen && typed.trim().length >= SHORTEST;
    const close = (): void => { setOpen(false); setPlace(-1); };
    const go = (hit: Hit | undefined): void => {
        close();
        if (hit === undefined) { if (typed.trim() !== '') navigate('/conferences', { q: typed.trim() }); } else navigate(hit.path);
        setTyped('');
        field.current?.blur();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === 'Escape') { if (isShown) close(); else setTyped(''); return; }
        if (event.key === 'Enter') { event.preventDefault(); go(hits[place]); return; }
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step === undefined || hits.length === 0) return;
        event.preventDefault();
        setOpen(true);
        setPlace((place + step + hits.length + (place < 0 && step < 0 ? 1 : 0)) % hits.length);
    };
    return <search class="global-search">
        <input ref={field} type="search" role="combobox" list={undefined} aria-label={told.label} title={told.hint} placeholder={told.label}
            autocomplete="off" maxLength={256} aria-expanded={isShown} aria-controls={`${id}hits`} aria-autocomplete="list" aria-keyshortcuts="/"
            aria-activedescendant={isShown && place >= 0 ? `${id}hit${String(place)}` : undefined} value={typed}
            onInput={({ currentTarget }) => { setTyped(currentTarget.value); setPlace(-1); setOpen(true); }}
            onKeyDown={onKeyDown} onFocus={() => { setOpen(true); }} onBlur={close} />
        <ul id={`${id}hits`} role="listbox" aria-label={told.found} class="search-hits" hidden={!isShown || hits.length === 0}>
            {hits.map((hit, index) => <li key={hit.key} id={`${id}hit${String(index)}`} role="option" aria-selected={index === place}
                // before the field loses its focus, and the list is closed
                onMouseDown={(event) => { event.preventDefault(); go(hit); }}>
                <span class="hit-name">{hit.name}</span> <span class="soft small">{hit.more}</span>
            </li>)}
        </ul>
        <p role="status" class={isShown && hits.length === 0 && !loading && asked.length >= SHORTEST ? 'search-hits nothing' : 'unseen'}>
            {!isShown || loading || asked.length < SHORTEST ? '' : hits.length === 0 ? told.nothing : told.count(hits.length)}
        </p>
    </search>;
}

function hitsOf({ conferences, participants }: SearchReply): Hit[] {
    const told = words().common.search;
    return [
        ...conferences.map(({ conferenceId, conferenceName, startedAt, endedAt }) => ({
            key: conferenceId, path: `/conferences/${conferenceId}`, name: conferenceName,
            more: endedAt === null ? told.onNow : told.conference(formatMoment(startedAt))
        })),
        ...participants.map(({ sessionId, userId, displayName, endpointId, conferenceId, conferenceName }) => ({
            key: sessionId, name: displayName ?? userId ?? endpointId ?? sessionId, more: told.participant(conferenceName),
            path: userId === null ? `/conferences/${conferenceId}` : `/participants/${encodeURIComponent(userId)}`
        }))
    ];
}
