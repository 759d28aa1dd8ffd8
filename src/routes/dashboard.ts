import { fileURLToPath } from 'node:url';
import serveFiles from '@fastify/static';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { cookieValues } from '../cookie-values.js';
import { loginLocation } from '../login/next-path.js';
import { isolation } from './html-page.js';
import { languageOf } from './page-words.js';

/** The pages of the dashboard by their addresses; the names are those of `dashboard/src/pages/`. */
const PAGES = {
    '/': 'overview', '/live': 'live', '/conferences': 'conferences', '/conferences/:conferenceId': 'conference',
    '/participants/:userId': 'participant', '/setup': 'setup'
} as const;

/**
 * What a page of the dashboard may do: run and load what is served here, ask this service. Styles are set by scripts (CSSOM), which needs no
 * leave; an attribute in HTML would. Nobody shows it in a frame.
 */
const POLICY = [
    'default-src \'none\'', 'script-src \'self\'', 'style-src \'self\'', 'img-src \'self\' data:', 'connect-src \'self\'', 'form-action \'self\'',
    'base-uri \'self\'', 'frame-ancestors \'none\''
].join('; ');

/** The dashboard: one shell for all its pages, to who is logged in, and its files, to everybody: they say nothing of any call. */
export async function dashboardRoutes(app: FastifyInstance): Promise<void> {
    for (const [path, name] of Object.entries(PAGES)) {
        app.get(path, {
            onRequest: path === '/' ? [closePath, leadToLogin] : leadToLogin,
            schema: { response: { 200: Type.String({ description: 'text/html' }), 302: Type.Null(), 308: Type.Null() } }
        }, (request, reply) => sendShell(request, reply, name));
    }
    await app.register(serveFiles, {
        root: fileURLToPath(new URL('assets/', app.dashboardSite.folder)), prefix: '/assets/', decorateReply: false, index: false,
        // the names have digests of what is in them
        preCompressed: true, immutable: true, maxAge: '1y',
        setHeaders: (reply) => { void reply.header('cross-origin-resource-policy', 'same-origin'); }
    });
}

/** Without its last slash, relative addresses would lead elsewhere. A proxy may show the service under a path that it does not know. */
function closePath({ url, server }: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const { BASE_PATH } = server.config;
    const [path = '', query] = url.split('?', 2);
    if (path.endsWith('/')) return done();
    void reply.redirect(`./${BASE_PATH.slice(BASE_PATH.lastIndexOf('/') + 1)}/${query === undefined ? '' : `?${query}`}`, 308);
}

/** What follows `#` in a link that logs in goes along: a redirect keeps it (https://fetch.spec.whatwg.org/#http-redirect-fetch). */
function leadToLogin(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const { login, config } = request.server;
    if (login.isLoggedIn(request)) return done();
    void reply.redirect(loginLocation(request.url, config.BASE_PATH));
}

function sendShell(request: FastifyRequest, reply: FastifyReply, name: string): FastifyReply {
    const { server: { dashboardSite: site, config }, headers, url } = request;
    const language = languageOf(request);
    const theme = cookieValues('confmeter-theme', headers.cookie).find((value) => value === 'light' || value === 'dark') ?? 'auto';
    const depth = (url.split('?', 1)[0] ?? '').slice(config.BASE_PATH.length + 1).split('/').length - 1;
    const modules = [...site.imports, ...site.languages[language] ?? [], ...site.pages[name] ?? []];
    return reply
        .headers({
            'content-security-policy': POLICY,
            'content-language': language,
            vary: 'accept-language, cookie',
            // with no-referrer the form that logs out would come with `Origin: null`
            'referrer-policy': 'same-origin',
            ...isolation(request)
        })
        .type('text/html; charset=utf-8')
        .send(`<!doctype html>
<html lang="${language}" data-theme="${theme}">
<head>
<meta charset="utf-8">
<base href="./${'../'.repeat(depth)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>confmeter</title>
<link rel="stylesheet" href="${site.style}">
<link rel="icon" href="data:image/svg+xml,${ICON}">
${modules.map((file) => `<link rel="modulepreload" href="${file}">`).join('\n')}
<script type="module" src="${site.script}"></script>
</head>
<body>
<div id="app"></div>
<noscript><p>${NO_SCRIPT[language]}</p></noscript>
</body>
</html>
`);
}

const ICON = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1f5fd6" stroke-width="3.5" stroke-linecap="round">'
    + '<path d="M4 19V11M9 19V5M14 19v-6M19 19V8"/></svg>');
const NO_SCRIPT = { en: 'The dashboard needs JavaScript.', fr: 'Le tableau de bord a besoin de JavaScript.' } as const;
