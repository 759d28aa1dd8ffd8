import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { buildTestApp } from '../build-test-app.js';

const PAGES = ['/', '/live', '/conferences', '/conferences/abc', '/participants/5f0c%2F9f', '/setup'];

async function buildLoggedIn(t: Test, settings: Record<string, string> = {}) {
    const app = await buildTestApp(t, settings);
    const cookie = app.login.cookie.write(false).split(';', 1)[0]!;
    const get = (url: string, headers: Record<string, string> = {}) =>
        app.inject({ url, headers: { ...headers, cookie: [cookie, headers.cookie].filter(Boolean).join('; ') } });
    return { app, get };
}

for (const prefix of ['', '/quality'])
    t.test(`every page is one shell whose links lead to what is there, below "${prefix}"`, async (t) => {
        const { app, get } = await buildLoggedIn(t, { BASE_PATH: prefix });
        for (const path of PAGES) {
            const { statusCode, headers, body } = await get(`${prefix}${path}`);
            t.equal(statusCode, 200, path);
            t.match(headers['content-type'], 'text/html');
            const [, base = ''] = /<base href="([^"]+)">/.exec(body) ?? [];
            t.notMatch(base, /^\//, 'a proxy may show the service under another path');
            const root = new URL(base, `http://host${prefix}${path}`);
            t.equal(root.pathname, `${prefix}/`, path);
            const files = [...body.matchAll(/(?:href|src)="(assets\/[^"]+)"/g)].map(([, file]) => file!);
            t.ok(files.length >= 4, 'styles, script, words and page');
            for (const file of files) t.equal((await app.inject(new URL(file, root).pathname)).statusCode, 200, file);
        }
    });

t.test('the shell lets run, load and ask nothing but what is served here, and is kept by nobody', async (t) => {
    const { app, get } = await buildLoggedIn(t, { TRUST_PROXY: 'loopback' });
    const { headers, body } = await get('/conferences/abc');
    t.match(headers, { 'cache-control': 'no-store', 'referrer-policy': 'same-origin', 'x-content-type-options': 'nosniff' });
    t.notOk(headers['cross-origin-opener-policy'], 'by http browsers complain of it');
    const proxied = { 'x-forwarded-proto': 'https', cookie: app.login.cookie.write(true).split(';', 1)[0]! };
    t.match((await app.inject({ url: '/live', headers: proxied })).headers, { 'cross-origin-opener-policy': 'same-origin' });
    const policy = String(headers['content-security-policy']);
    t.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';.*frame-ancestors 'none'$/);
    t.notMatch(policy, /unsafe|http|\*/);
    t.notMatch(body, /<style|style="|<script(?! type="module" src=)/, 'nothing inline');
});

t.test('who is not logged in is led to the login, and from there back', async (t) => {
    const app = await buildTestApp(t);
    for (const [path, location] of [
        ['/', './login'], ['/live?a=1', './login?next=live%3Fa%3D1'], ['/conferences/abc', './../login?next=conferences%2Fabc']
    ] as const) {
        const { statusCode, headers } = await app.inject(path);
        t.equal(statusCode, 302, path);
        t.equal(headers.location, location);
    }
});

t.test('below a path the address without its last slash is closed, whatever the proxy calls it', async (t) => {
    const { get } = await buildLoggedIn(t, { BASE_PATH: '/a/quality' });
    const { statusCode, headers } = await get('/a/quality?x=1');
    t.equal(statusCode, 308);
    t.equal(new URL(String(headers.location), 'http://host/a/quality?x=1').href, 'http://host/a/quality/?x=1');
});

t.test('files are sent as the browser takes them, to be kept for ever, and nothing else is sent', async (t) => {
    const app = await buildTestApp(t);
    const { script } = app.dashboardSite;
    const plain = await app.inject(`/${script}`);
    t.match(plain.headers, { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': /javascript/ });
    for (const [coding, decode] of [['br', brotliDecompressSync], ['gzip', gunzipSync]] as const) {
        const { headers, rawPayload } = await app.inject({ url: `/${script}`, headers: { 'accept-encoding': coding } });
        t.equal(headers['content-encoding'], coding);
        t.match(headers.vary, /accept-encoding/i);
        t.same(decode(rawPayload), plain.rawPayload);
    }
    for (const url of ['/assets/', '/assets/none.js', '/assets/..%2fsite.json', '/assets/../site.json', '/assets/%2e%2e/%2e%2e/src/server.js'])
        t.ok([400, 404].includes((await app.inject(url)).statusCode), url);
});

t.test('language and colours are those that the reader chose, else those of the browser', async (t) => {
    const { get } = await buildLoggedIn(t);
    const shown = async (headers: Record<string, string>) => /<html lang="(\w+)" data-theme="(\w+)">/.exec((await get('/', headers)).body)?.slice(1);
    t.same(await shown({}), ['en', 'auto']);
    t.same(await shown({ 'accept-language': 'fr' }), ['fr', 'auto']);
    t.same(await shown({ 'accept-language': 'fr', cookie: 'confmeter-language=en; confmeter-theme=dark' }), ['en', 'dark']);
    t.same(await shown({ cookie: 'confmeter-language=<b>; confmeter-theme="><script>' }), ['en', 'auto']);
});
