import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { authPlugin } from '../../src/plugins/auth.js';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.js';
import { secretsPlugin } from '../../src/plugins/secrets.js';
import { settingsPlugin } from '../../src/plugins/settings.js';
import Fastify from 'fastify';
import { loadConfig } from '../../src/config.js';
import { DASHBOARD_TOKEN, makeDataDir, READER } from '../build-test-app.js';

const buildGuarded = async (settings: Record<string, string>): Promise<FastifyInstance> => {
    const app = Fastify();
    await app.register(settingsPlugin, { config: loadConfig(settings) });
    await app.register(errorHandlerPlugin);
    await app.register(secretsPlugin);
    await app.register(authPlugin);
    app.get('/kept', { onRequest: app.requireReader }, async () => 'shown');
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
