import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ListReply } from '../../schemas/list.js';
import { ApiError, read } from './api.js';
import type { Query } from './root.js';

/** A list as far as it was looked at. */
interface Seen { items: unknown[]; cursor: string | null; query: Query; address: string; scrolled: number }

export interface Listing<T> {
    items: readonly T[];
    /** Whether there may be more. */
    hasMore: boolean;
    loading: boolean;
    error: ApiError | undefined;
    more: () => void;
    reload: () => void;
}

interface State<T> { items: T[]; cursor: string | null; loading: boolean; error?: ApiError }

/** Pages that may be short are asked for until there are some items, but not for ever. */
const PAGES_AT_ONCE = 6;
const ENOUGH = 10;

/** By entry of the browser's history: who goes back finds a list as it was left. */
const seenLists = new Map<string, Seen>();
const MOST_KEPT = 20;
let entries = 0;

const address = (): string => `${location.pathname}${location.search}`;

/** The name of the list in the entry of the history at which the page is, a new one where there is none. */
function entryOf(): string {
    const state = history.state as { list?: string } | null;
    if (state?.list !== undefined) return state.list;
    const list = `${String(Date.now())}-${String(entries += 1)}`;
    history.replaceState({ ...state, list }, '');
    return list;
}

/** Reads a list from its begin, anew whenever path or query change, and page by page when asked for more. `key` tells one list from another. */
export function useListing<T>(path: string, query: Query, key: string): Listing<T> {
    const [state, setState] = useState<State<T>>({ items: [], cursor: null, loading: true });
    const [round, setRound] = useState(0);
    const seen = useRef<Seen | undefined>(undefined);
    const controller = useRef<AbortController | undefined>(undefined);

    const ask = useCallback(async (asked: Query, before: readonly T[], from: string | null) => {
        controller.current?.abort();
        const { signal } = controller.current = new AbortController();
        setState({ items: [...before], cursor: from, loading: true });
        const items = [...before];
        let cursor = from;
        try {
            for (let pages = 0; pages < PAGES_AT_ONCE && items.length - before.length < ENOUGH && (pages === 0 || cursor !== null); pages += 1) {
                const page: ListReply<T> = await read(path, { ...asked, cursor: cursor ?? undefined }, signal);
                items.push(...page.items);
                ({ cursor } = page);
            }
            setState({ items, cursor, loading: false });
            if (seen.current !== undefined) Object.assign(seen.current, { items, cursor });
        } catch (error) {
            if (signal.aborted) return;
            setState({ items, cursor, loading: false, error: error instanceof ApiError ? error : new ApiError(0, 'unreachable', String(error)) });
        }
    }, [path]);

    useEffect(() => {
        const entry = `${entryOf()} ${key}`;
        const kept = round === 0 ? seenLists.get(entry) : undefined;
        const isKept = kept !== undefined && kept.address === address() && kept.items.length > 0;
        seen.current = isKept ? kept : { items: [], cursor: null, query, address: address(), scrolled: 0 };
        seenLists.delete(entry);
        seenLists.set(entry, seen.current);
        for (const old of [...seenLists.keys()].slice(0, -MOST_KEPT)) seenLists.delete(old);
        if (isKept) {
            setState({ items: kept.items as T[], cursor: kept.cursor, loading: false });
        } else {
            void ask(query, [], null);
        }
        const current = seen.current;
        const place = isKept ? kept.scrolled : null;
        // the browser itself scrolls before the list is there again, which is nobody's wish
        let isPlaced = place === null;
        const keepPlace = (): void => { if (isPlaced && address() === current.address) current.scrolled = scrollY; };
        if (place !== null) requestAnimationFrame(() => requestAnimationFrame(() => {
            scrollTo(0, place);
            isPlaced = true;
        }));
        addEventListener('scroll', keepPlace, { passive: true });
        return () => {
            removeEventListener('scroll', keepPlace);
            controller.current?.abort();
        };
    }, [path, key, JSON.stringify(query), round]);

    return {
        items: state.items, hasMore: state.cursor !== null, loading: state.loading, error: state.error,
        more: () => { if (seen.current !== undefined && !state.loading) void ask(seen.current.query, state.items, state.cursor); },
        reload: () => { setRound((count) => count + 1); }
    };
}
