import { watchAudience } from './watch-audience.js';

/** What `/audience.js` gives to a page. */
declare global { interface Window { watchAudience: typeof watchAudience } }

window.watchAudience = watchAudience;

/** `<script src="…/audience.js" data-namespace="slide-4" data-target="#count">` shows the count in the page, with no further code. */
function showIn(namespace: string, selector: string | undefined): void {
    watchAudience(namespace, {
        onCount(count) {
            // anew each time: pages change
            const target = selector && document.querySelector(selector);
            if (target) target.textContent = String(count);
        }
    });
}

const { namespace, target } = (document.currentScript as HTMLScriptElement | null)?.dataset ?? {};
if (namespace) showIn(namespace, target);
