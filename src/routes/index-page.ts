import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendPage } from './html-page.js';
import { PAGE_WORDS, pickLanguage } from './page-words.js';

/** What can be looked at in a browser, by the names of its words; what is not served here is not linked. */
const PLACES = {
    live: 'v1/live', conferences: 'v1/conferences', sessions: 'v1/sessions', summary: 'v1/summary', usage: 'v1/reports/usage', audience: 'audience'
} as const;

/** GET /: says what runs here to whoever opens the address in a browser, and leads to all there is. */
export async function indexPageRoutes(app: FastifyInstance): Promise<void> {
    app.get('/', { schema: { response: { 200: Type.String({ description: 'text/html' }) } } }, getIndexPage);
}

function getIndexPage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { server, headers, url } = request;
    const { BASE_PATH } = server.config;
    // links are relative, as a proxy may show the service under a path that it does not know
    const [path = '', query] = url.split('?', 2);
    if (!path.endsWith('/')) return reply.redirect(`./${BASE_PATH.slice(BASE_PATH.lastIndexOf('/') + 1)}/${query === undefined ? '' : `?${query}`}`, 308);
    const language = pickLanguage(headers['accept-language']);
    const words = PAGE_WORDS[language];
    const places = Object.entries(PLACES)
        .filter(([, place]) => server.hasRoute({ method: 'GET', url: `${BASE_PATH}/${place}` }))
        .map(([name, place]) => `<li><a href="${place}">${words[name as keyof typeof PLACES]}</a></li>`);
    const login = server.login.isLoggedIn(request)
        ? `<p>${words.loggedIn}</p>
<ul>
${places.join('\n')}
</ul>
<form method="post" action="logout"><button>${words.logOut}</button></form>`
        : `<p>${words.stored}</p>
<p><a href="login">${words.logIn}</a></p>`;
    return sendPage(reply, language, { title: 'confmeter', body: `<p>${words.about}</p>
${login}
<ul>
<li><code>client.js</code> ${words.script}</li>
<li><code>healthz</code>, <code>readyz</code> ${words.health}</li>
</ul>
<p>${words.documentation} <code>README.md</code>, <code>docs/api.md</code>, <code>docs/configuration.md</code>.</p>` });
}
