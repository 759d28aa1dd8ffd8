import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { ROOT } from '../support/project.js';
import { startService } from '../support/start-service.js';
import { createReader } from './call-pages.js';

/** What jitsi-meet-metrics-collector's script sent (test/fixtures/jmmc/README.md). */
const bodies = readFileSync(join(ROOT, 'test/fixtures/jmmc/requests.ndjson'), 'utf8').trim().split('\n').slice(0, 3)
    .map((line) => (JSON.parse(line) as { body: string }).body);

/**
 * Two hosts of one site, as meet.example.org and quality.example.org: Chromium knows *.localhost as this machine, and trusts it with Secure
 * cookies.
 */
const PAGE_HOST = 'talk.meet.localhost';
const SERVICE_HOST = 'quality.meet.localhost';

/** Answers its port. */
async function startPages(t: Test): Promise<string> {
    const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html').end('<!doctype html><title>A call</title>');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
        server.close();
        server.closeAllConnections();
    });
    return String((server.address() as AddressInfo).port);
}

/** Sends as that script does, each push in its turn. Answers the statuses; undefined: the browser let the page read nothing. */
const send = (page: Page, url: string): Promise<(number | undefined)[]> => page.evaluate(async ([address, all]) => {
    const statuses: (number | undefined)[] = [];
    for (const body of all) {
        const answer = await fetch(address, { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body })
            .catch(() => undefined);
        statuses.push(answer?.status);
    }
    return statuses;
}, [url, bodies] as const);

t.test('pages with the script of jitsi-meet-metrics-collector', { skip: skipWithout('chromium') }, async (t) => {
    const [port, browser] = await Promise.all([startPages(t), launchChromium(t)]);
    const service = await startService(t, { CORS_ORIGINS: `http://${PAGE_HOST}:${port}` });
    const reader = createReader(service.origin);

    for (const [count, where, pageHost, serviceHost] of [
        [1, 'another port of its host', 'localhost', 'localhost'], [2, 'a host in CORS_ORIGINS', PAGE_HOST, SERVICE_HOST]
    ] as const) await t.test(`from ${where} they send, with the cookie that they were given`, async (t) => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(`http://${pageHost}:${port}/room`);
        const address = `http://${serviceHost}:${String(service.port)}/push`;
        t.strictSame(await send(page, address), [200, 200, 200]);
        t.match(await context.cookies(address), [{ name: 'jmmc_objectId', path: '/', httpOnly: true, secure: true, sameSite: 'None' }]);
        t.equal(await page.evaluate(() => document.cookie), '', 'which the page cannot see');
        const sessions = await reader.sessionsWhen('room1234567', (found) => found.filter(({ pushes }) => pushes === 3).length === count);
        t.equal(sessions.length, count);
        t.match(sessions.at(-1), { client: 'jmmc', browser: { name: 'Chrome' }, pushes: 3, samples: 2 });
    });

    await t.test('from any other host they are refused', async (t) => {
        const page = await browser.newPage();
        await page.goto(`http://127.0.0.1:${port}/room`);
        const before = (await reader.sessions('room1234567')).length;
        t.strictSame(await send(page, `http://localhost:${String(service.port)}/push`), [undefined, undefined, undefined]);
        t.equal((await reader.sessions('room1234567')).length, before);
    });
});
