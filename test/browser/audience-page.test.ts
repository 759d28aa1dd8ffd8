import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type {} from '../../src/plugins/audience.js';
import { buildTestApp } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { waitUntil } from '../support/wait-until.js';

const DOCUMENTED = 'https://meet.example.org/confmeter/audience/weekly-news';
const [, example = ''] = /```html\n([\s\S]*?)```/.exec(readFileSync(new URL('../../../docs/audience.md', import.meta.url), 'utf8')) ?? [];

/** Serves the page of docs/audience.md with another address in it. */
async function servePage(t: Test, stream: string): Promise<number> {
    const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(`<!doctype html>${example.replace(DOCUMENTED, stream)}`);
    });
    t.teardown(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
}

const shows = (page: Page, text: string) => waitUntil(`the page shows ${text}`, async () => await page.textContent('#members') === text);

t.test('the page that docs/audience.md shows', { skip: skipWithout('chromium') }, async (t) => {
    t.ok(example.includes(DOCUMENTED));
    const browser = await launchChromium(t);

    await t.test('counts itself and others, from another port of the host, and is gone when it is closed', async (t) => {
        const app = await buildTestApp(t, { AUDIENCE_NOTIFY_MIN_DELAY: '0.1' });
        const port = await servePage(t, `${await app.listen({ port: 0, host: '127.0.0.1' })}/audience/weekly-news`);
        const [one, other] = [await browser.newPage(), await browser.newPage()];
        await one.goto(`http://127.0.0.1:${String(port)}/`);
        await shows(one, '1');
        await other.goto(`http://127.0.0.1:${String(port)}/`);
        await shows(one, '2');
        await shows(other, '2');
        app.audience.tell('weekly-news', 'slide', '4');
        await other.close();
        await shows(one, '1');
        t.equal(app.audience.members('weekly-news'), 1);
        await one.close();
    });

    await t.test('with a uuid that another page takes it ends and does not come again', async (t) => {
        const app = await buildTestApp(t, { AUDIENCE_ENABLE_UUID: 'on', AUDIENCE_NOTIFY_MIN_DELAY: '0.1' });
        const port = await servePage(t, `${await app.listen({ port: 0, host: '127.0.0.1' })}/audience/weekly-news/u1`);
        const [former, next] = [await browser.newPage(), await browser.newPage()];
        await former.goto(`http://127.0.0.1:${String(port)}/`);
        await shows(former, '1');
        await next.goto(`http://127.0.0.1:${String(port)}/`);
        await shows(next, '1');
        await waitUntil('the former has closed its EventSource', async () => await former.evaluate('audience.readyState') === 2);
        t.same(app.audience.local('weekly-news'), { members: 1, connections: 2 });
        await Promise.all([former.close(), next.close()]);
    });

    await t.test('of a foreign host it is refused before it counts', async (t) => {
        const app = await buildTestApp(t);
        // both are this machine, and to a browser two hosts
        const port = await servePage(t, `${await app.listen({ port: 0, host: '127.0.0.1' })}/audience/weekly-news`);
        const page = await browser.newPage();
        await page.goto(`http://localhost:${String(port)}/`);
        await waitUntil('the EventSource has given up', async () => await page.evaluate('audience.readyState') === 2);
        t.equal(await page.textContent('#members'), '-');
        t.same([...app.audience.list()], []);
        await page.close();
    });
});
