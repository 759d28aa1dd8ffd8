import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import t from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { buildApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { openCountries } from '../../src/ingest/countries.js';
import { beginSession, buildTestApp, makeDataDir, READER } from '../build-test-app.js';
import { countryFile } from '../support/country-file.js';

const folder = t.testdir();
const file = path.join(folder, 'countries.mmdb');
await writeFile(file, countryFile({ '203.0.113.0/24': 'FR', '198.51.100.128/25': 'DE', '127.0.0.0/8': 'CH' }));

t.test('the country of an address is the one of its network', async (t) => {
    const countryOf = await openCountries(file);
    t.same(['203.0.113.7', '198.51.100.200', '198.51.100.1', '192.0.2.1', '::1', 'nowhere'].map(countryOf), ['FR', 'DE', null, null, null, null]);
});

t.test('without a file no country is known', async (t) => {
    t.equal((await openCountries(undefined))('203.0.113.7'), null);
});

t.test('a session is stored with the country of its whole address, whatever is kept of that', async (t) => {
    const app = await buildTestApp(t, { MAXMIND_FILE: file, IP_PRIVACY: 'none' });
    const { sessionId } = await beginSession(app);
    t.match((await app.inject({ url: `/v1/sessions/${sessionId}`, headers: READER })).json<SessionReply>(), { country: 'CH', address: null });
});

t.test('without a file a session has none', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await beginSession(app);
    t.equal((await app.inject({ url: `/v1/sessions/${sessionId}`, headers: READER })).json<SessionReply>().country, null);
});

t.test('a file that cannot be read stops the start, and says which', async (t) => {
    const other = path.join(folder, 'text.mmdb');
    await writeFile(other, 'no database');
    for (const wrong of [other, path.join(folder, 'missing.mmdb')]) {
        const config = loadConfig({ DATA_DIR: await makeDataDir(t), MAXMIND_FILE: wrong, LOG_LEVEL: 'silent' });
        await t.rejects(buildApp(config), { message: new RegExp(`^MAXMIND_FILE: ${wrong} cannot be read`) });
    }
});
