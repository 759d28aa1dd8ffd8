import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { authPlugin } from '../../src/plugins/auth.js';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.js';
import { secretsPlugin } from '../../src/plugins/secrets.js';
import { settingsPlugin } from '../../src/plugins/settings.js';
import { siblingsPlugin } from '../../src/plugins/siblings.js';
import Fastify from 'fastify';
import { loadConfig } from '../../src/config.js';
import { DASHBOARD_TOKEN, makeDataDir, READER } from '../build-test-app.js';

const buildGuarded = async (settings: Record<string, string>, now = Date.now): Promise<FastifyInstance> => {
    const app = Fastify();
    await app.register(settingsPlugin, { config: loadConfig(settings) });
    await app.register(siblingsPlugin, { siblings: undefined });
    await app.register(errorHandlerPlugin);
    await app.register(secretsPlugin);
    await app.register(authPlugin, { now });
    app.get('/kept', { onRequest: app.requireReader }, async () => 'shown');
    app.delete('/kept', { onRequest: app.requireReader }, async () => 'deleted');
    return app;
};

t.test('what is kept is shown to who has the token, and to nobody else', async (t) => {
    const app = await buildGuarded({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN });
    t.equal((await app.inject({ url: '/kept', headers: READER })).body, 'shown');
    t.equal((await app.inject({ url: '/kept', headers: { authorization: `bearer  ${DASHBOARD_TOKEN} ` } })).body, 'shown', 'the scheme\'s case does not matter');
    for (const authorization of ['Bearer wrong', `Bearer ${DASHBOARD_TOKEN}x`, 'Bearer ', 'Bearer', `Basic ${DASHBOARD_TOKEN}`, DASHBOARD_TOKEN, 'Bearer \u00e9']) {
        const answer = await app.inject({ url: '/kept', headers: { authorization } });
        t.equal(answer.statusCode, 401, authorization);
        t.match(answer.headers['www-authenticate'], /^Bearer realm="confmeter"/);
        t.match(answer.json(), { code: 'unauthorized', requestId: /.+/ });
    }
    t.equal((await app.inject('/kept')).headers['www-authenticate'], 'Bearer realm="confmeter"');
});

t.test('without a token in the settings one is made once and kept where only its user reads it', async (t) => {
    const folder = join(await makeDataDir(t), 'data');
    const first = await buildGuarded({ DATA_DIR: folder });
    t.equal(first.secrets.isDashboardTokenNew, true);
    const file = join(folder, 'dashboard-token');
    const kept = (await readFile(file, 'utf8')).trim();
    t.equal((await stat(file)).mode & 0o777, 0o600);
    t.equal((await stat(folder)).mode & 0o777, 0o700);
    t.equal((await first.inject({ url: '/kept', headers: { authorization: `Bearer ${kept}` } })).statusCode, 200);
    const second = await buildGuarded({ DATA_DIR: folder });
    t.equal(second.secrets.isDashboardTokenNew, false);
    t.equal(second.secrets.dashboardToken, kept);
    t.same(second.secrets.sessionSecrets, first.secrets.sessionSecrets, 'the session secret is kept, too');
});

t.test('a login\'s cookie counts as the token does, for what our own pages ask', async (t) => {
    const app = await buildGuarded({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN });
    const cookie = app.login.cookie.write(false).split(';', 1)[0]!;
    const ask = async (method: 'GET' | 'DELETE', headers: Record<string, string>) => (await app.inject({ method, url: '/kept', headers })).statusCode;
    const read = await app.inject({ url: '/kept', headers: { cookie } });
    t.match([read.body, read.headers['cross-origin-resource-policy']], ['shown', 'same-origin']);
    const others = [
        { origin: 'http://localhost:80' }, { origin: 'http://localhost:8443' }, { origin: 'https://meet.example.org' }, { origin: 'null' },
        { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', origin: 'http://localhost' }
    ];
    for (const headers of others) {
        const sent = { cookie, ...headers, host: 'localhost' };
        t.same([await ask('GET', sent), await ask('DELETE', sent)], [401, 401], JSON.stringify(headers));
    }
    t.equal(await ask('DELETE', { cookie }), 401, 'from who knows where');
    t.equal(await ask('DELETE', { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }), 401);
    t.equal(await ask('DELETE', { cookie, origin: 'http://localhost', host: 'localhost' }), 200);
    t.equal(await ask('DELETE', { cookie, 'sec-fetch-site': 'same-origin' }), 200);
    t.equal(await ask('GET', { cookie, authorization: 'Bearer wrong' }), 401, 'a token that is wrong stays wrong');
});

t.test('a person who is not logged in is led to the login, and nobody else', async (t) => {
    const app = await buildGuarded({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN });
    const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
    const led = await app.inject({ url: '/kept?a=1&b=2', headers: { accept } });
    t.match([led.statusCode, led.headers.location], [302, './login?next=kept%3Fa%3D1%26b%3D2']);
    const others = [
        { accept: 'text/event-stream' }, { accept: '*/*' }, { accept, authorization: 'Bearer wrong' }, { accept, 'sec-fetch-dest': 'iframe' }
    ];
    for (const headers of others)
        t.equal((await app.inject({ url: '/kept', headers })).statusCode, 401, JSON.stringify(headers));
    t.equal((await app.inject({ method: 'DELETE', url: '/kept', headers: { accept } })).statusCode, 401);
});

t.test('who tries too many wrong tokens is refused for a while, right ones included; others and those logged in are not', async (t) => {
    const clock = { ms: 1_800_000_000_000 };
    const app = await buildGuarded({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN, LOGIN_ATTEMPTS: '3' }, () => clock.ms);
    const ask = (headers: Record<string, string>, remoteAddress = '192.0.2.1') => app.inject({ url: '/kept', headers, remoteAddress });
    for (const token of ['a', 'a', 'b', 'b', 'c']) t.equal((await ask({ authorization: `Bearer ${token}` })).statusCode, 401);
    const refused = await ask(READER);
    t.match(refused.json(), { code: 'rate_limited', message: 'Too many wrong tokens from this address.' });
    t.match([refused.statusCode, refused.headers['retry-after']], [429, '60']);
    t.equal((await ask(READER, '192.0.2.2')).statusCode, 200);
    t.equal((await ask({ cookie: app.login.cookie.write(false).split(';', 1)[0]! })).statusCode, 200);
    clock.ms += 60_000;
    t.equal((await ask(READER)).statusCode, 200);
});
