import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openSecrets } from '../src/secrets.js';
import { makeDataDir } from './build-test-app.js';

const UNSET = { SESSION_SECRET: [], DASHBOARD_TOKEN: undefined };

t.test('secrets of the settings are taken as they are, and nothing is written', async (t) => {
    const folder = await makeDataDir(t);
    const sessionSecrets = ['new-secret-of-16-', 'old-secret-of-16-'];
    const secrets = await openSecrets({ DATA_DIR: folder, SESSION_SECRET: sessionSecrets, DASHBOARD_TOKEN: 'a-token-for-tests' });
    t.same(secrets, { sessionSecrets, dashboardToken: 'a-token-for-tests', isDashboardTokenNew: false });
    t.same(await readdir(folder), []);
});

t.test('two starts at once agree', async (t) => {
    const folder = await makeDataDir(t);
    const all = await Promise.all(Array.from({ length: 8 }, () => openSecrets({ DATA_DIR: folder, ...UNSET })));
    t.equal(new Set(all.map(({ dashboardToken }) => dashboardToken)).size, 1);
    t.equal(new Set(all.map(({ sessionSecrets }) => sessionSecrets[0])).size, 1);
    t.equal(all.filter(({ isDashboardTokenNew }) => isDashboardTokenNew).length, 1, 'one of them made it');
    t.same((await readdir(folder)).sort(), ['dashboard-token', 'session-secret'], 'no drafts are left');
});

t.test('a kept secret that others may read is closed to them', async (t) => {
    const folder = await makeDataDir(t);
    const file = join(folder, 'dashboard-token');
    await writeFile(file, 'restored-from-a-copy\n');
    await chmod(file, 0o644);
    t.equal((await openSecrets({ DATA_DIR: folder, ...UNSET })).dashboardToken, 'restored-from-a-copy');
    t.equal((await stat(file)).mode & 0o777, 0o600);
});

t.test('a kept secret that is too short to be one stops the start', async (t) => {
    const folder = await makeDataDir(t);
    await writeFile(join(folder, 'dashboard-token'), '\n');
    await t.rejects(openSecrets({ DATA_DIR: folder, ...UNSET }), { message: /dashboard-token holds no secret of at least 16 characters; remove it/ });
});
