import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type {} from '../../audience-script/src/script.js';
import type {} from '../../src/peers/audience-meter/audience-meter.js';
import type {} from '../../src/plugins/audience.js';
import { launchChromium } from '../support/chromium.js';
import { findFreePort } from '../support/free-port.js';
import { skipWithout } from '../support/programs.js';
import { ROOT } from '../support/project.js';
import { startService, type Service } from '../support/start-service.js';
import { waitUntil } from '../support/wait-until.js';

const SOON = { AUDIENCE_HOST: '127.0.0.1', AUDIENCE_NOTIFY_MIN_DELAY: '0.1', AUDIENCE_CORS_ORIGINS: '*' };
const PATIENT = { timeout: 120_000 };
const FILES: Record<string, string> = {
    '/jquery.js': readFileSync(join(ROOT, 'node_modules/jquery/dist/jquery.min.js'), 'utf8'),
    '/jquery.audience.js': readFileSync(join(ROOT, 'test/fixtures/audience-meter/jquery.audience.js'), 'utf8')
};

/** Serves pages of any path, with the HTML that `html` makes of it; answers their origin, which is another one than the service's. */
async function startPages(t: Test, html: string): Promise<string> {
    const server = createServer((request, response) => {
        const script = FILES[request.url ?? ''];
        response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
            .end(script ?? `<!doctype html><title>A talk</title>${html}`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
        server.close();
        server.closeAllConnections();
    });
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function openPage(browser: Browser, url: string, errors: string[] = []): Promise<Page> {
    const page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    return page;
}

/** Resolves when the element of the page shows the text. */
const shows = async (page: Page, selector: string, text: string): Promise<void> => {
    await page.waitForFunction(([where, what]) => document.querySelector(where)?.textContent === what, [selector, text] as const, PATIENT);
};

const counts = ({ app }: Service, namespace: string, members: number) =>
    waitUntil(`${namespace} has ${String(members)}`, () => app.audience.members(namespace) === members);

t.test('pages that show how many are there', { skip: skipWithout('chromium') }, async (t) => {
    const browser = await launchChromium(t);

    await t.test('audience-meter\'s own client counts, listens, and stays away when another has its uuid', async (t) => {
        const port = await findFreePort();
        const service = await startService(t, { ...SOON, AUDIENCE_PORT: String(port), AUDIENCE_ENABLE_UUID: 'on' });
        await service.app.audienceMeter.listen();
        const pages = await startPages(t, `<span id="total">-</span><script src="/jquery.js"></script><script src="/jquery.audience.js"></script><script>
            $.audience('http://127.0.0.1:${String(port)}' + location.pathname).progress(function (total) { document.getElementById('total').innerHTML = total; });
        </script>`);
        const errors: string[] = [];
        const first = await openPage(browser, `${pages}/talk`, errors);
        await shows(first, '#total', '1');
        const second = await openPage(browser, `${pages}/talk/u-1`, errors);
        await Promise.all([shows(first, '#total', '2'), shows(second, '#total', '2')]);
        const usurper = await openPage(browser, `${pages}/talk/u-1`, errors);
        await shows(usurper, '#total', '2');
        await usurper.close();
        await shows(first, '#total', '1');
        // longer than it waits before it would come again
        await second.waitForTimeout(4000);
        t.equal(service.app.audience.members('talk'), 1);
        t.same(errors, []);
        // it means to come again then, but what it calls for that does not exist: docs/audience-meter.md
        await service.app.close();
        await waitUntil('it fails to come again', () => errors.length > 0);
        t.same(errors, ['openConnection is not defined']);
    });

    await t.test('one tag of /audience.js shows the count; its function hears messages, too, and ends', async (t) => {
        const notification = await findFreePort();
        const service = await startService(t, { ...SOON, AUDIENCE_NOTIFICATION_PORT: String(notification), AUDIENCE_ENABLE_UUID: 'on' });
        await service.app.audienceMeter.listen();
        const errors: string[] = [];
        const pages = await startPages(t, `<span id="count"></span>
            <script src="${service.origin}/audience.js" data-namespace="slide-4" data-target="#count"></script>`);
        const page = await openPage(browser, pages, errors);
        await shows(page, '#count', '1');
        await page.evaluate(() => {
            const heard: string[] = [];
            const stop = window.watchAudience('slide-4', {
                onCount() { throw new Error('a fault of the page'); },
                onMessage: (...message) => { heard.push(message.join(' ')); }
            });
            Object.assign(window, { heard, stop });
        });
        await shows(page, '#count', '2');
        t.equal((await fetch(`http://127.0.0.1:${String(notification)}/slide-4/note/caf%C3%A9=1`)).status, 200);
        await page.waitForFunction(() => (window as unknown as { heard: string[] }).heard.join() === 'note café=1', undefined, PATIENT);
        await page.evaluate(() => { (window as unknown as { stop: () => void }).stop(); });
        await shows(page, '#count', '1');
        t.same([...new Set(errors)], ['a fault of the page'], 'which is told as its own, and disturbs nothing');

        await t.test('who is excluded does not come again, who is refused neither', async (t) => {
            const requests: string[] = [];
            page.on('request', (request) => { requests.push(new URL(request.url()).pathname); });
            await page.evaluate(() => { window.watchAudience('slide-5', { uuid: 'u 1' }); });
            await counts(service, 'slide-5', 1);
            await page.evaluate(() => { window.watchAudience('slide-5', { uuid: 'u 1' }); });
            await page.evaluate(() => { window.watchAudience('no <namespace>'); });
            await waitUntil('three have asked', () => requests.length === 3);
            // twice as long as the longest that a page waits before it comes again
            await page.waitForTimeout(6000);
            t.same(requests.sort(), ['/audience/no%20%3Cnamespace%3E', '/audience/slide-5/u%201', '/audience/slide-5/u%201']);
            t.equal(service.app.audience.members('slide-5'), 1);
        });
    });

    await t.test('a page that is in a call passes the id of its stay in it, as soon as there is one', async (t) => {
        const service = await startService(t, SOON);
        const pages = await startPages(t, `<span id="count"></span><script src="${service.origin}/audience.js" data-namespace="weekly" data-target="#count"></script>`);
        const page = await browser.newPage();
        const requests: string[] = [];
        page.on('request', (request) => { requests.push(new URL(request.url()).pathname); });
        await page.goto(pages);
        await shows(page, '#count', '1');
        await page.evaluate(() => {
            Object.assign(window, { [Symbol.for('confmeter')]: { environment: { sessionIds: new Map([['weekly', 'c2a1f0e2']]) } } });
        });
        await waitUntil('it asks anew', () => requests.includes('/audience/weekly/c2a1f0e2'));
        await counts(service, 'weekly', 1);
    });

    await t.test('the demo page works by keyboard, below a path, under its own policy, and only where it is wanted', async (t) => {
        const notification = await findFreePort();
        const service = await startService(t, {
            ...SOON, AUDIENCE_DEMO: 'on', BASE_PATH: '/confmeter', AUDIENCE_NOTIFICATION_PORT: String(notification)
        });
        await service.app.audienceMeter.listen();
        const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
        const faults: string[] = [];
        page.on('console', (message) => faults.push(message.text()));
        page.on('pageerror', (error) => faults.push(error.message));
        await page.goto(`${service.origin}/confmeter/audience-demo`);
        await page.keyboard.press('Tab');
        await page.keyboard.type('slide 4');
        await page.keyboard.press('Enter');
        await shows(page, '#count', '1');
        t.equal(new URL(page.url()).hash, '#slide%204');
        t.match(await page.textContent('#snippet'), `src="${service.origin}/confmeter/audience.js" data-namespace="slide 4"`);
        await fetch(`http://127.0.0.1:${String(notification)}/slide%204/chat/hello%20all`);
        await page.waitForFunction(() => /chat = hello all$/.test(document.querySelector('#messages')?.textContent ?? ''), undefined, PATIENT);
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out on a phone');
        const other = await openPage(browser, page.url());
        await shows(page, '#count', '2');
        await other.close();
        await shows(page, '#count', '1');
        await page.focus('#leave');
        await page.keyboard.press('Enter');
        await shows(page, '#count', '–');
        await counts(service, 'slide 4', 0);
        await page.fill('#namespace', 'no <namespace>');
        await page.keyboard.press('Enter');
        await shows(page, '#state', '“no <namespace>” cannot be joined: the service does not allow that name.');
        // the browser itself tells of the 403
        t.same(faults.filter((fault) => !fault.includes('403')), []);
        for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            t.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), colorScheme === 'dark');
        }
        const off = await startService(t);
        for (const url of ['/audience-demo', '/audience-demo.js']) t.equal((await off.app.inject(url)).statusCode, 404);
    });
});
