import type { Environment, Undo } from './environment.js';

/**
 * Tells what becomes of the page. Hidden may be the last that is heard of it: a phone's browser kills pages without a word. A page that
 * is left can return, from the back/forward cache; whether it will cannot be known: Chromium 156 says `persisted` of a page with a call,
 * which it then does not keep. Not `unload` nor `beforeunload`: they keep a page out of that cache and do not come on phones.
 * https://developer.chrome.com/docs/web-platform/page-lifecycle-api
 */
export function watchPage(environment: Environment, onVisibility: (hidden: boolean) => void, onLeave: () => void, onReturn: () => void): Undo {
    const undos = [
        environment.listen('visibilitychange', () => { onVisibility(environment.isHidden()); }),
        environment.listen('pagehide', onLeave),
        environment.listen('pageshow', (persisted) => { if (persisted) onReturn(); })
    ];
    return () => { undos.forEach((undo) => { undo(); }); };
}
