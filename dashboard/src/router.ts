import { useEffect, useState } from 'preact/hooks';
import { href, ROOT, type Query } from './root.js';

/** Where the page is: its path as the service has it (`/conferences/abc`), and what the query says. */
export interface Place { path: string; query: Readonly<Record<string, string>> }

const listeners = new Set<() => void>();

export function currentPlace(): Place {
    const { pathname, search } = location;
    return { path: `/${pathname.slice(ROOT.pathname.length)}`, query: Object.fromEntries(new URLSearchParams(search)) };
}

function move(url: string, { replace = false } = {}): void {
    if (replace) history.replaceState(history.state, '', url);
    else history.pushState(null, '', url);
    for (const listener of listeners) listener();
}

/** Goes to another page, from its top. */
export function navigate(path: string, query: Query = {}, options: { replace?: boolean } = {}): void {
    move(href(path, query), options);
    if (options.replace !== true) scrollTo(0, 0);
}

/**
 * Changes a part of the query and stays: undefined or '' takes a member away. With `replace` the former state is no step of the history, as for
 * what changes while somebody types or drags.
 */
export function setQuery(patch: Query, { replace = false } = {}): void {
    const { path, query } = currentPlace();
    const url = href(path, { ...query, ...patch });
    if (url !== `${location.pathname}${location.search}`) move(url, { replace });
}

/** Draws anew whenever the place changes. */
export function usePlace(): Place {
    const [place, setPlace] = useState(currentPlace);
    useEffect(() => {
        const follow = (): void => { setPlace(currentPlace()); };
        listeners.add(follow);
        // what changed between drawing and now
        follow();
        return () => { listeners.delete(follow); };
    }, []);
    return place;
}

export const useQuery = (): Place['query'] => usePlace().query;

/** Links to our own pages are followed without loading anew; all others, and those that are to open elsewhere, are left to the browser. */
export function followLinks(isOurs: (path: string) => boolean): void {
    addEventListener('popstate', () => { for (const listener of listeners) listener(); });
    addEventListener('click', (event) => {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = event.target instanceof Element ? event.target.closest('a') : null;
        if (link === null || link.target !== '' || link.hasAttribute('download') || link.origin !== location.origin) return;
        if (!link.pathname.startsWith(ROOT.pathname) || !isOurs(`/${link.pathname.slice(ROOT.pathname.length)}`)) return;
        // a part of this very page
        if (link.hash !== '' && link.pathname === location.pathname && link.search === location.search) return;
        event.preventDefault();
        if (link.href === location.href) return;
        move(`${link.pathname}${link.search}${link.hash}`);
        scrollTo(0, 0);
    });
}
