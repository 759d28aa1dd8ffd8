import t from 'tap';
import { buildTestApp } from '../build-test-app.js';

t.test('the script of the audience is for the pages of any origin, and for those that ask again', async (t) => {
    const app = await buildTestApp(t, { BASE_PATH: '/confmeter' });
    const { statusCode, headers, body } = await app.inject({ url: '/confmeter/audience.js', headers: { origin: 'https://page.example.org' } });
    t.same([statusCode, headers['content-type'], body], [200, 'text/javascript; charset=utf-8', 'globalThis.loaded=\'audience.js\';\n']);
    t.match(headers, { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=300' });
    const again = await app.inject({ url: '/confmeter/audience.js', headers: { 'if-none-match': String(headers.etag) } });
    t.same([again.statusCode, again.body], [304, '']);
    t.equal((await app.inject({ url: '/confmeter/audience.js', headers: { 'accept-encoding': 'br' } })).headers['content-encoding'], 'br');
});

t.test('the demo page is there with AUDIENCE_DEMO=on, runs only its own scripts, and is shown in no other page', async (t) => {
    const app = await buildTestApp(t, { AUDIENCE_DEMO: 'on' });
    const { statusCode, headers, body } = await app.inject('/audience-demo');
    t.equal(statusCode, 200);
    const policy = String(headers['content-security-policy']);
    for (const directive of ['default-src \'none\'', 'script-src \'self\'', 'frame-ancestors \'none\'', 'form-action \'none\'', 'base-uri \'none\''])
        t.ok(policy.includes(directive), directive);
    t.notMatch(policy, /unsafe|\*/);
    t.notMatch(body, /<script(?![^>]* src=)|\son\w+=|\sstyle=/, 'nothing inline');
    t.equal((await app.inject('/audience-demo.js')).body, 'globalThis.loaded=\'audience-demo.js\';\n');
});

t.test('without AUDIENCE there is neither', async (t) => {
    const app = await buildTestApp(t, { AUDIENCE: 'off', AUDIENCE_DEMO: 'on' });
    for (const url of ['/audience.js', '/audience-demo', '/audience-demo.js']) t.equal((await app.inject(url)).statusCode, 404, url);
});
