import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { pickLanguage } from '../../src/routes/page-words.js';
import { buildTestApp, DASHBOARD_TOKEN, READER } from '../build-test-app.js';

const HOST = 'quality.example.org';
const FORM = { 'content-type': 'application/x-www-form-urlencoded', host: HOST, origin: `http://${HOST}` };

const form = (app: FastifyInstance, fields: Record<string, string>, headers: Record<string, string> = {}, prefix = '') =>
    app.inject({ method: 'POST', url: `${prefix}/login`, headers: { ...FORM, ...headers }, payload: new URLSearchParams(fields).toString() });

/** What a browser sends after it: every cookie that was set. */
const cookieOf = (answer: { headers: Record<string, unknown> }): string => String(answer.headers['set-cookie']).split(';', 1)[0]!;

t.test('the form logs in, and leads on to where one was going', async (t) => {
    const app = await buildTestApp(t);
    const asked = await app.inject({ url: '/login?next=v1%2Fsessions%3Flimit%3D5' });
    t.equal(asked.statusCode, 200);
    t.match(asked.body, /<form method="post" action="login">[^]*type="password"[^]*name="next" value="v1\/sessions\?limit=5"/);
    const answer = await form(app, { token: DASHBOARD_TOKEN, next: 'v1/sessions?limit=5' });
    t.match([answer.statusCode, answer.headers.location, answer.body], [303, './v1/sessions?limit=5', '']);
    t.match(answer.headers['set-cookie'], /^confmeter=[^;]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    const cookie = cookieOf(answer);
    t.equal((await app.inject({ url: '/v1/sessions', headers: { cookie } })).statusCode, 200);
    const again = await app.inject({ url: '/login?next=v1%2Fsessions', headers: { cookie } });
    t.match([again.statusCode, again.headers.location], [303, './v1/sessions'], 'who is logged in already goes on at once');
    t.equal((await form(app, { token: DASHBOARD_TOKEN, next: '//evil.example' })).headers.location, './');
});

t.test('a program logs in with JSON', async (t) => {
    const app = await buildTestApp(t, { LOGIN_DURATION: '600' });
    const answer = await app.inject({ method: 'POST', url: '/login', payload: { token: DASHBOARD_TOKEN } });
    t.match([answer.statusCode, answer.headers['set-cookie']], [204, /; Max-Age=600; /]);
    const wrong = await app.inject({ method: 'POST', url: '/login', payload: { token: 'wrong' } });
    t.match([wrong.statusCode, wrong.json(), wrong.headers['set-cookie']], [401, { code: 'unauthorized' }, undefined]);
    const without = await app.inject({ method: 'POST', url: '/login', payload: {} });
    t.match([without.statusCode, without.json()], [400, { code: 'bad_request' }]);
});

t.test('a wrong token is told on the page, as is that there were too many', async (t) => {
    const app = await buildTestApp(t, { LOGIN_ATTEMPTS: '2' });
    for (const token of ['<b>', 'wrong']) {
        const answer = await form(app, { token, next: '"><script>' });
        t.match([answer.statusCode, answer.headers['content-type']], [401, /^text\/html/]);
        t.match(answer.body, /role="alert" id="fault">This is not the token\./);
        t.match(answer.body, /value="&quot;&gt;&lt;script&gt;"/);
        t.notOk(answer.body.includes(token === 'wrong' ? 'value="wrong' : token), 'what was typed is not shown');
        t.equal(answer.headers['set-cookie'], undefined);
    }
    const refused = await form(app, { token: DASHBOARD_TOKEN }, { 'accept-language': 'fr' });
    t.match([refused.statusCode, refused.headers['retry-after']], [429, /^\d+$/]);
    t.match(refused.body, /Trop de mauvais jetons/);
    const json = await app.inject({ method: 'POST', url: '/login', payload: { token: DASHBOARD_TOKEN } });
    t.match([json.statusCode, json.json()], [429, { code: 'rate_limited' }]);
});

t.test('other pages, of the same host on another port and of CORS_ORIGINS too, neither log in or out nor read or delete with a login', async (t) => {
    const app = await buildTestApp(t, { CORS_ORIGINS: 'https://meet.example.org' });
    const cookie = app.login.cookie.write(false).split(';', 1)[0]!;
    for (const origin of [`http://${HOST}:8443`, 'https://meet.example.org']) {
        const login = await form(app, { token: DASHBOARD_TOKEN }, { origin });
        t.match([login.statusCode, login.json(), login.headers['set-cookie']], [403, { code: 'origin_not_allowed' }, undefined], origin);
        t.equal((await app.inject({ method: 'POST', url: '/logout', headers: { ...FORM, origin, cookie } })).statusCode, 403);
        const read = await app.inject({ url: '/v1/sessions', headers: { host: HOST, origin, cookie } });
        t.match([read.statusCode, read.headers['access-control-allow-credentials']], [401, undefined]);
        t.equal((await app.inject({ method: 'DELETE', url: '/v1/users/marie', headers: { host: HOST, origin, cookie } })).statusCode, 401);
        t.equal((await app.inject({ url: '/v1/sessions', headers: { host: HOST, origin, ...READER } })).statusCode, 200, 'with the token it may');
    }
    t.equal((await app.inject({ method: 'DELETE', url: '/v1/users/marie', headers: { host: HOST, origin: FORM.origin, cookie } })).statusCode, 200);
});

t.test('the logout makes the browser forget it', async (t) => {
    const app = await buildTestApp(t);
    const cookie = cookieOf(await form(app, { token: DASHBOARD_TOKEN }));
    const answer = await app.inject({ method: 'POST', url: '/logout', headers: { ...FORM, cookie }, payload: '' });
    t.match([answer.statusCode, answer.headers.location], [303, './']);
    t.match(answer.headers['set-cookie'], /^confmeter=; Path=\/; Max-Age=0; /);
    const program = await app.inject({ method: 'POST', url: '/logout' });
    t.match([program.statusCode, program.headers['set-cookie']], [204, /Max-Age=0/]);
});

t.test('behind a proxy with TLS the cookie is Secure and has its prefix, at the root or below a path', async (t) => {
    const expectations = [
        ['', /^__Host-confmeter=[^;]+; Path=\/; .*; Secure$/], ['/quality', /^__Secure-confmeter=[^;]+; Path=\/quality; .*; Secure$/]
    ] as const;
    for (const [prefix, expected] of expectations) {
        const app = await buildTestApp(t, { TRUST_PROXY: 'loopback', BASE_PATH: prefix });
        const proxied = { 'x-forwarded-proto': 'https', origin: `https://${HOST}` };
        const answer = await form(app, { token: DASHBOARD_TOKEN, next: 'v1/sessions' }, proxied, prefix);
        t.match([answer.statusCode, answer.headers.location, answer.headers['set-cookie']], [303, './v1/sessions', expected]);
        const ask = async (headers: Record<string, string>) => (await app.inject({ url: `${prefix}/v1/sessions`, headers })).statusCode;
        t.equal(await ask({ ...proxied, host: HOST, cookie: cookieOf(answer) }), 200);
        t.equal(await ask({ host: HOST, cookie: cookieOf(answer) }), 401, 'by http it is no login');
    }
});

t.test('the page lets in nothing that is not of itself, and tells no address', async (t) => {
    const app = await buildTestApp(t);
    const { headers, body } = await app.inject('/login');
    const policy = String(headers['content-security-policy']);
    t.match(policy, /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';.*frame-ancestors 'none'/);
    t.notMatch(policy, /unsafe|http|\*/);
    t.match(headers, { 'referrer-policy': 'same-origin', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    t.notMatch(body, /(?:src|href|action)="(?:https?:)?\//, 'all links are relative');
});

t.test('speaks French to those who like it better', async (t) => {
    const french = ['fr', 'fr-CH, en;q=0.9', 'de, fr;q=0.5', 'en;q=0.3,fr-FR;q=0.4', 'fr;q=0.5,en;q=0.5'];
    for (const header of french) t.equal(pickLanguage(header), 'fr', header);
    for (const header of ['', 'de', 'en, fr;q=0.9', 'fr;q=0', 'fr;q=x', 'frr', '*']) t.equal(pickLanguage(header), 'en', header);
    t.equal(pickLanguage(undefined), 'en');
    const app = await buildTestApp(t);
    const { body, headers } = await app.inject({ url: '/login', headers: { 'accept-language': 'fr-FR' } });
    t.match(body, /<html lang="fr">[^]*Se connecter/);
    t.equal(headers['content-language'], 'fr');
});
