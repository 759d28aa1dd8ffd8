import { useEffect, useId, useState } from 'preact/hooks';
import type { SearchReply } from '../../../../schemas/search.js';
import { useRead } from '../../api.js';
import { setQuery } from '../../router.js';
import { words } from '../../words.js';

const REST_MS = 300;
const SHORTEST = 2;

/** Narrows the lists down to rooms whose names begin so, while somebody types; and offers the people and rooms that it may mean besides. */
export function ListSearch({ text }: { text: string }) {
    const id = useId();
    const told = words().conferences.search;
    const [typed, setTyped] = useState(text);
    useEffect(() => { setTyped(text); }, [text]);
    useEffect(() => {
        if (typed === text) return undefined;
        const timer = setTimeout(() => { setQuery({ q: typed.trim() === '' ? undefined : typed }, { replace: true }); }, REST_MS);
        return () => { clearTimeout(timer); };
    }, [typed]);
    const found = useRead<SearchReply>(text.trim().length < SHORTEST ? null : '/v1/search', { q: text.trim() }).data;
    const begin = text.trim().toLowerCase();
    // rooms that begin so are in the list
    const rooms = new Set(found?.conferences.map(({ conferenceName }) => conferenceName).filter((name) => !name.toLowerCase().startsWith(begin)));
    return <search class="list-search">
        <label for={id} class="unseen">{told.label}</label>
        <input id={id} type="search" maxLength={256} autocomplete="off" placeholder={told.label} value={typed}
            onInput={({ currentTarget }) => { setTyped(currentTarget.value); }} />
        {text.trim().length >= SHORTEST && found !== undefined && found.participants.length + rooms.size > 0 && <p class="search-hints">
            <span class="soft">{told.maybe}</span>
            {found.participants.map(({ sessionId, userId, displayName, endpointId }) => {
                const participant = userId ?? endpointId ?? displayName ?? '';
                return <button key={sessionId} type="button" class="chip" onClick={() => { setQuery({ participant, q: undefined }); }}>
                    {told.person(displayName ?? participant)}</button>;
            })}
            {[...rooms].map((conferenceName) => <button key={conferenceName} type="button" class="chip"
                onClick={() => { setQuery({ conferenceName, q: undefined }); }}>{told.room(conferenceName)}</button>)}
        </p>}
    </search>;
}
