import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_WORDS, type Language } from './page-words.js';

const STYLE = `
:root { color-scheme: light dark }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem }
form { margin: 1.5rem 0 }
label { display: block }
input, button { font: inherit; box-sizing: border-box; min-height: 2.75rem; padding: .4rem .8rem; border: 1px solid GrayText; border-radius: .3rem }
input { display: block; width: 100%; margin: .3rem 0 1rem }
[hidden] { display: none }
[role=alert] { border-left: .3rem solid; padding: .3rem .8rem; font-weight: 600 }
li { margin: .4rem 0 }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px }
`;

/**
 * Logs in with the token of a link as http://host/#token=…, which a first start prints. The token leaves the address bar and the history's
 * entry before anything else happens; a fragment is in no request, Referer or log of a server.
 */
const SCRIPT = `
const login = async () => {
    const [, token] = /^#token=(.+)$/.exec(location.hash) ?? [];
    if (token === undefined) return;
    history.replaceState(null, '', location.pathname + location.search);
    const answer = await fetch('login', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token })
    }).catch(() => ({ ok: false }));
    if (answer.ok) location.reload();
    else document.getElementById('refused').hidden = false;
};
addEventListener('hashchange', login);
login();
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but what is in the page itself; its forms and its script reach this service alone, and nobody shows it in a frame. */
const POLICY = [
    'default-src \'none\'', `style-src ${hashOf(STYLE)}`, `script-src ${hashOf(SCRIPT)}`, 'connect-src \'self\'', 'form-action \'self\'',
    'base-uri \'none\'', 'frame-ancestors \'none\''
].join('; ');

/** Pages of others that open ours have no hold of it. By http browsers take no such wish, and say so in the console of each page. */
export const isolation = ({ protocol }: FastifyRequest): Record<string, string> =>
    protocol === 'https' ? { 'cross-origin-opener-policy': 'same-origin' } : {};

/** @param body - HTML, in which every text that is not of this program is escaped */
export function sendPage(reply: FastifyReply, language: Language, { title, body }: { title: string; body: string }): FastifyReply {
    return reply
        .headers({
            'content-security-policy': POLICY,
            'content-language': language,
            // With no-referrer a form would come with `Origin: null` (https://fetch.spec.whatwg.org/#append-a-request-origin-header), which is no page of ours
            'referrer-policy': 'same-origin',
            ...isolation(reply.request)
        })
        .type('text/html; charset=utf-8')
        .send(`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
<main>
<h1>${title}</h1>
<p role="alert" id="refused" hidden>${PAGE_WORDS[language].linkRefused}</p>
${body}
</main>
<script>${SCRIPT}</script>
</html>
`);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** For texts and for attributes in quotes. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
