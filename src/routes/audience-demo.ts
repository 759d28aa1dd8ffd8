import { createHash } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CLIENT_SCRIPT_REPLIES, sendScript } from './client-script.js';

/** GET /audience-demo and its script (AUDIENCE_DEMO): a page that joins a namespace, to see the count move and messages come. */
export async function audienceDemoRoutes(app: FastifyInstance): Promise<void> {
    app.get('/audience-demo', { schema: { response: { 200: Type.String({ description: 'text/html' }) } } }, getAudienceDemo);
    app.get('/audience-demo.js', { config: { cors: false }, schema: { response: CLIENT_SCRIPT_REPLIES } },
        (request, reply) => sendScript(request, reply, app.audienceScripts['/audience-demo.js']));
}

/** GET /audience.js: what a page loads that wants to show how many are there. */
export async function audienceScriptRoutes(app: FastifyInstance): Promise<void> {
    app.get('/audience.js', { config: { cors: false }, schema: { response: CLIENT_SCRIPT_REPLIES } },
        (request, reply) => sendScript(request, reply, app.audienceScripts['/audience.js']));
}

const STYLE = `
:root { color-scheme: light dark; --edge: color-mix(in srgb, currentColor 30%, transparent) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em }
form { display: flex; flex-wrap: wrap; gap: .5em; align-items: end }
label { flex: 1 1 12em }
input, button { font: inherit; box-sizing: border-box; min-height: 2.75em; padding: .4em .8em; border: 1px solid var(--edge); border-radius: .4em }
input { display: block; width: 100% }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px }
#count { display: block; font-size: 5em; line-height: 1.2; font-variant-numeric: tabular-nums }
pre { overflow-x: auto; padding: .8em; border: 1px solid var(--edge); border-radius: .4em }
ul { padding: 0; list-style: none; overflow-wrap: anywhere }
time { opacity: .7; font-variant-numeric: tabular-nums }
`;

/** Nothing but what is ours runs, loads or is asked; no other page may show this one. */
const HEADERS = {
    'content-security-policy': [
        'default-src \'none\'', 'script-src \'self\'', 'connect-src \'self\'', `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
        'base-uri \'none\'', 'form-action \'none\'', 'frame-ancestors \'none\''
    ].join('; ')
};

function getAudienceDemo(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return reply.headers(HEADERS).type('text/html; charset=utf-8').send(PAGE);
}

/** Addresses are relative, so that it works under BASE_PATH, and behind a proxy that strips it. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who is there now – confmeter</title>
<style>${STYLE}</style>
<script src="audience.js" defer></script>
<script src="audience-demo.js" defer></script>
</head>
<body>
<main>
<h1>Who is there now</h1>
<form id="join">
<label>Namespace <input id="namespace" required maxlength="255" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder="slide-4"></label>
<button>Join</button>
<button id="leave" type="button" disabled>Leave</button>
</form>
<p role="status"><span id="count">–</span> <span id="state">Not in any namespace.</span></p>
<noscript><p>This page needs JavaScript.</p></noscript>
<p>Open it once more, here or elsewhere, and the count moves.</p>
<h2>Messages</h2>
<ul id="messages" role="log" aria-label="Messages" tabindex="0"></ul>
<h2>In a page of your own</h2>
<pre tabindex="0" aria-label="What to put into a page"><code id="snippet">Join a namespace to see what to put into a page.</code></pre>
</main>
</body>
</html>
`;
