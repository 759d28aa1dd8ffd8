import type { Environment, Undo } from './environment.js';

/**
 * Tells what becomes of the page. Hidden may be the last that is heard of it: a phone's browser kills pages without a word. It is left for
 * good, or (`persisted`) for the back/forward cache, from where it may return. Not `unload` nor `beforeunload`: they keep a page out of
 * that cache and do not come on phones. https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export function watchPage(
    environment: Environment, onVisibility: (hidden: boolean) => void, onLeave: (persisted: boolean) => void, onReturn: () => void
): Undo {
    const undos = [
        environment.listen('visibilitychange', () => { onVisibility(environment.isHidden()); }),
        environment.listen('pagehide', onLeave),
        environment.listen('pageshow', (persisted) => { if (persisted) onReturn(); })
    ];
    return () => { undos.forEach((undo) => { undo(); }); };
}
