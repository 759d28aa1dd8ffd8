import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { buildTestApp } from '../build-test-app.js';

/** What a page may weigh before it asks for anything: 100 kB as brotli has it. */
const LIMIT = 100_000;

t.test('whatever page is opened first, its shell, styles, scripts and words are under 100 kB', async (t) => {
    const app = await buildTestApp(t);
    const cookie = app.login.cookie.write(false).split(';', 1)[0]!;
    for (const path of ['/', '/live', '/conferences', '/conferences/abc', '/participants/abc', '/setup'])
        for (const language of ['en', 'fr']) {
            const { rawPayload, body } = await app.inject({ url: path, headers: { cookie, 'accept-language': language } });
            const files = new Set([...body.matchAll(/(?:href|src)="(assets\/[^"]+)"/g)].map(([, file]) => file!));
            const sizes = await Promise.all([...files].map(async (file) => (await readFile(new URL(`${file}.br`, app.dashboardSite.folder))).length));
            const total = sizes.reduce((sum, size) => sum + size, gzipSync(rawPayload).length);
            t.ok(total > 5000, 'something is there');
            t.ok(total < LIMIT, `${path} in ${language}: ${String(total)} bytes`);
            t.comment(`${path} in ${language}: ${String(total)} bytes`);
        }
});
