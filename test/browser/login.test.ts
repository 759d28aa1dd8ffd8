import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { BrowserContext, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config.js';
import { authPlugin } from '../../src/plugins/auth.js';
import { dashboardSitePlugin } from '../../src/plugins/dashboard-site.js';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.js';
import { httpGuardsPlugin } from '../../src/plugins/http-guards.js';
import { secretsPlugin } from '../../src/plugins/secrets.js';
import { settingsPlugin } from '../../src/plugins/settings.js';
import { siblingsPlugin } from '../../src/plugins/siblings.js';
import { dashboardRoutes } from '../../src/routes/dashboard.js';
import { loginRoutes } from '../../src/routes/login.js';
import { DASHBOARD_TOKEN, makeDataDir } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';

interface Site {
    /** With the path that the service is shown under. */
    url: string;
    /** Every request's address and Referer. */
    told: string[];
}

/** The service's doors as they are, with a page and a stream behind them. */
async function startSite(t: Test): Promise<Site> {
    const app = Fastify();
    const told: string[] = [];
    app.addHook('onRequest', async ({ url, headers }) => { told.push(`${url} ${headers.referer ?? ''}`); });
    await app.register(settingsPlugin, { config: loadConfig({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN, BASE_PATH: '/quality' }) });
    await app.register(siblingsPlugin, { siblings: undefined });
    await app.register(errorHandlerPlugin);
    await app.register(httpGuardsPlugin);
    await app.register(secretsPlugin);
    await app.register(authPlugin);
    await app.register(dashboardSitePlugin);
    await app.register(async (scope) => {
        await scope.register(dashboardRoutes);
        await scope.register(loginRoutes);
        scope.get('/kept/one', { onRequest: app.requireReader }, async (_request, reply) => reply.type('text/html').send('<p>shown</p>'));
        scope.delete('/kept/one', { onRequest: app.requireReader }, async () => 'deleted');
        scope.get('/stream', { onRequest: app.requireReader }, async (_request, reply) => reply.type('text/event-stream').send('data: heard\n\n'));
    }, { prefix: '/quality' });
    await app.listen({ port: 0, host: '127.0.0.1' });
    t.teardown(() => app.close());
    return { url: `http://localhost:${String((app.server.address() as AddressInfo).port)}/quality/`, told };
}

/** A page somewhere else, with a link. */
async function startOtherPage(t: Test, link: string): Promise<string> {
    const server = createServer((_request, response) => {
        response.setHeader('content-type', 'text/html').end(`<!doctype html><a href="${link}">ticket</a>`);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.teardown(() => { server.close(); server.closeAllConnections(); });
    return `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function openPage(context: BrowserContext): Promise<{ page: Page; complaints: string[] }> {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => { if (message.text().includes('Content Security Policy')) complaints.push(message.text()); });
    return { page, complaints };
}

/** What an EventSource hears first; `error` when it is refused. */
const listen = (page: Page, url: string): Promise<string> => page.evaluate((address) => new Promise<string>((resolve) => {
    const source = new EventSource(address, { withCredentials: true });
    const tell = (word: string) => { source.close(); resolve(word); };
    source.onmessage = ({ data }) => { tell(String(data)); };
    source.onerror = () => { tell('error'); };
}), url);

t.test('logging in', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t), launchChromium(t)]);
    const { url, told } = site;

    for (const [name, javaScriptEnabled] of [['with scripts', true], ['without any script', false]] as const)
        await t.test(`${name}: by keyboard, on to the page that was asked for, and out again`, async (t) => {
            const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 360, height: 640 }, colorScheme: 'dark' });
            t.teardown(() => context.close());
            const { page, complaints } = await openPage(context);
            await page.goto(`${url}kept/one?a=1`);
            t.equal(page.url(), `${url}login?next=kept%2Fone%3Fa%3D1`);
            await page.keyboard.type('not the token');
            await page.keyboard.press('Enter');
            await page.getByText('This is not the token.').waitFor();
            await page.keyboard.type(DASHBOARD_TOKEN);
            await page.keyboard.press('Enter');
            await page.getByText('shown').waitFor();
            t.equal(page.url(), `${url}kept/one?a=1`);
            t.match(await context.cookies(), [{ name: 'confmeter', path: '/quality', httpOnly: true, sameSite: 'Lax', secure: false }]);
            await page.goto(url);
            if (javaScriptEnabled) {
                await page.getByRole('button', { name: 'Log out' }).focus();
                await page.keyboard.press('Enter');
                await page.getByRole('button', { name: 'Log in' }).waitFor();
                t.same(await context.cookies(), []);
            } else t.match(await page.content(), 'The dashboard needs JavaScript.');
            t.same(complaints, []);
        });

    await t.test('the page fits on a phone', async (t) => {
        const context = await browser.newContext({ viewport: { width: 320, height: 560 } });
        t.teardown(() => context.close());
        const { page } = await openPage(context);
        await page.goto(`${url}login`);
        t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
        t.ok((await page.getByRole('button').boundingBox())!.height >= 44, 'for fingers');
    });

    await t.test('streams and writes of our own pages count; other pages may link here, and nothing else', async (t) => {
        const other = await startOtherPage(t, `${url}kept/one`);
        const context = await browser.newContext();
        t.teardown(() => context.close());
        const { page } = await openPage(context);
        await page.goto(`${url}#token=${DASHBOARD_TOKEN}`);
        await page.getByRole('button', { name: 'Log out' }).waitFor();
        t.equal(await listen(page, `${url}stream`), 'heard');
        const remove = (address: string) => fetch(address, { method: 'DELETE', credentials: 'include' }).then(({ status }) => status, () => 0);
        t.equal(await page.evaluate(remove, `${url}kept/one`), 200);
        // another site, and another port of this one, whose requests SameSite lets through
        for (const origin of [`http://${other}`, `http://${other.replace('127.0.0.1', 'localhost')}`]) {
            await page.goto(origin);
            t.equal(await listen(page, `${url}stream`), 'error', origin);
            t.equal(await page.evaluate(remove, `${url}kept/one`), 0);
            t.equal(await page.evaluate((address) => fetch(address, { credentials: 'include' }).then(() => 'read', () => 'not read'), `${url}kept/one`), 'not read');
            await page.getByText('ticket').click();
            await page.getByText('shown').waitFor();
        }
    });

    await t.test('by the link of the first start, whose token is in no address and no request afterwards', async (t) => {
        const context = await browser.newContext();
        t.teardown(() => context.close());
        const { page, complaints } = await openPage(context);
        told.length = 0;
        await page.goto(`${url}#token=${DASHBOARD_TOKEN}`);
        await page.getByRole('button', { name: 'Log out' }).waitFor();
        t.equal(page.url(), url);
        await page.getByRole('button', { name: 'Log out' }).click();
        await page.waitForURL(`${url}login`);
        // whatever the browser put aside, nobody sees it who has logged out
        await page.goBack({ waitUntil: 'commit' });
        await page.getByRole('button', { name: 'Log in' }).waitFor();
        t.ok(told.length > 3);
        t.same(told.filter((line) => line.includes(DASHBOARD_TOKEN)), []);
        t.same(complaints, []);
    });

    await t.test('by a link with a wrong token: that is told, and the token gone all the same', async (t) => {
        const context = await browser.newContext();
        t.teardown(() => context.close());
        const { page } = await openPage(context);
        await page.goto(`${url}#token=wrong`);
        await page.getByText('The link did not log you in').waitFor();
        t.equal(page.url(), `${url}login`);
        // the same page, another fragment: no page is loaded
        await page.evaluate((hash) => { location.hash = hash; }, `token=${DASHBOARD_TOKEN}`);
        await page.getByRole('button', { name: 'Log out' }).waitFor();
        t.equal(page.url(), url);
    });

    await t.test('by that link once more, logged in: the token does not stay in the address', async (t) => {
        const context = await browser.newContext();
        t.teardown(() => context.close());
        const { page } = await openPage(context);
        for (const _time of ['first', 'second']) {
            await page.goto('about:blank');
            await page.goto(`${url}#token=${DASHBOARD_TOKEN}`);
            await page.getByRole('button', { name: 'Log out' }).waitFor();
            t.equal(page.url(), url);
        }
    });
});
