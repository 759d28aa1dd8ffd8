import t from 'tap';
import type { Page } from 'playwright-core';
import type { SummaryReply } from '../../schemas/summary-reply.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { fitsSideways, isDrawn, openDashboard, startSite, tabThrough } from './open-dashboard.js';

/** The number of a card, by its name. */
const card = async (page: Page, name: string): Promise<string> =>
    (await page.locator('.card').filter({ has: page.getByText(name, { exact: true }) }).locator('.value').textContent() ?? '').trim();
const panel = (page: Page, title: string) => page.locator('.panel').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** The rows of a panel's table, cell by cell. */
async function tableOf(page: Page, title: string): Promise<string[][]> {
    const button = panel(page, title).getByRole('button', { name: 'As a table' });
    if (await button.getAttribute('aria-pressed') === 'false') await button.click();
    const rows = await panel(page, title).locator('tbody tr').all();
    return Promise.all(rows.map(async (row) => (await row.locator('th, td').allTextContents()).map((text) => text.trim())));
}

t.test('the overview', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t, { traces: ['solyd-degraded', 'head-normal'] }), launchChromium(t)]);
    const spoken = new Intl.NumberFormat('en-GB');
    const summaryOf = (page: Page, more = '') => {
        const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
        return site.ask<SummaryReply>(`/v1/summary?from=${from ?? ''}&to=${to ?? ''}${more}`);
    };
    const range = `from=${new Date(Date.now() - 86_400_000).toISOString()}&to=${new Date(Date.now() + 3_600_000).toISOString()}`;

    await t.test('shows the numbers of the API, in cards, bars and tables', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`/?${range}`);
        const { total, items, bounds, divisions } = await summaryOf(page, '&by=hour&divisions=browser&metric=roundTripTime');
        t.equal(total.conferences.count, 2);
        t.equal(await card(page, 'Conferences'), String(total.conferences.count));
        t.equal(await card(page, 'Sessions'), String(total.sessions));
        t.equal(await card(page, 'Participant minutes'), spoken.format(Math.round(total.participantMs / 60_000)));
        t.equal(await card(page, 'Time to join, median'), `${spoken.format(Math.round(total.setupMs?.p50 ?? 0))} ms`);
        const { good, fair, poor } = total.conferences.verdicts;
        t.equal(await card(page, 'Good conferences'), `${String(Math.round(100 * good / (good + fair + poor)))}%`);
        t.same((await tableOf(page, 'Most common issues')).map(([, sessions]) => sessions), total.issues.map(({ sessions }) => String(sessions)));
        t.same((await tableOf(page, 'Use by hour')).map(([, conferences]) => conferences), items.map(({ conferences }) => String(conferences.count)));
        t.same((await tableOf(page, 'Browsers')).map(([name, sessions]) => [name, sessions]),
            divisions?.browser?.items.map(({ value, sessions }) => [value ?? 'Not known', String(sessions)]));
        t.same((await tableOf(page, 'How long conferences took')).map(([, count]) => count), total.conferences.durations.map(String));
        t.same((await tableOf(page, 'Size of conferences')).map(([, count]) => count), total.conferences.peakParticipants.map(String));
        const setup = await tableOf(page, 'Time to join');
        t.same(setup.map(([, count]) => count), total.setupMs?.histogram.map(String));
        t.equal(setup.length, bounds.setupMs.length);
        const medians = (await tableOf(page, 'Round-trip time')).map(([, median]) => median);
        t.same(medians.map((median) => median !== '–'), items.map(({ metrics }) => metrics.roundTripTime !== null));
    });

    await t.test('asks little, and at once', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const asked: string[] = [];
        page.on('request', (request) => { if (request.url().includes('/v1/')) asked.push(request.url()); });
        await open(`/?${range}&compare=yes&browser=Chrome`);
        t.ok(asked.length <= 4, asked.join('\n'));
    });

    await t.test('filters count for everything, stand in the address, and can be taken away', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`/?${range}`);
        const { divisions, total: all } = await summaryOf(page, '&divisions=connection');
        const { value } = divisions?.connection?.items.at(-1) ?? {};
        t.ok(value, 'there is something to filter by');
        await page.getByLabel('Connection', { exact: true }).first().selectOption(String(value));
        await page.waitForFunction((wanted) => new URLSearchParams(location.search).get('connection') === wanted, String(value));
        await isDrawn(page);
        const { total } = await summaryOf(page, `&connection=${String(value)}`);
        t.equal(await card(page, 'Sessions'), String(total.sessions));
        t.equal(await card(page, 'Conferences'), String(total.conferences.count));
        const used = await tableOf(page, 'Use by hour');
        t.equal(used.reduce((sum, [, conferences]) => sum + Number(conferences), 0), total.conferences.count);
        const systems = await tableOf(page, 'Operating systems');
        t.equal(systems.reduce((sum, [, sessions]) => sum + Number(sessions), 0), total.sessions);
        await page.reload();
        await isDrawn(page);
        await page.getByRole('button', { name: /^Connection: .* remove this filter/ }).click();
        await page.waitForFunction(() => !new URLSearchParams(location.search).has('connection'));
        await isDrawn(page);
        t.equal(await card(page, 'Sessions'), String(all.sessions));
        await open(`/?${range}&browser=Netscape`);
        await page.getByText('No call meets these filters').waitFor();
    });

    await t.test('compares with the span before, by sign and in words', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`/?${range}`);
        t.equal(await page.locator('.difference').count(), 0);
        await page.getByRole('button', { name: 'Compare with the time before' }).click();
        await page.locator('.difference').first().waitFor();
        t.match(await page.locator('.difference').first().textContent(), /▲ \+2 more than before · before: 0/);
        t.ok(page.url().includes('compare=yes'));
    });

    await t.test('an issue leads to the conferences that have it, in the same time and under the same filters', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`/?${range}&browser=Chrome`);
        const { total: { issues: [issue] } } = await summaryOf(page, '&browser=Chrome');
        const link = await panel(page, 'Most common issues').locator('.bars a').first().getAttribute('href');
        const { pathname, searchParams } = new URL(link ?? '', page.url());
        const here = new URL(page.url()).searchParams;
        t.equal(pathname, '/conferences');
        t.same(Object.fromEntries(searchParams), { from: here.get('from'), to: here.get('to'), browser: 'Chrome', issue: issue?.code });
        const { items } = await site.ask<{ items: unknown[] }>(`/v1/conferences?${String(searchParams)}`);
        t.ok(items.length > 0);
    });

    await t.test('is reached by keyboard, has no serious barrier in light and dark, and fits a phone', async (t) => {
        for (const colorScheme of ['light', 'dark'] as const) {
            const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme, viewport: { width: 390, height: 844 } });
            await open(`/?${range}&compare=yes&browser=Chrome`);
            t.same(await findBarriers(), [], colorScheme);
            t.ok(await fitsSideways(page));
            if (colorScheme === 'dark') continue;
            const reached = (await tabThrough(page)).join('\n');
            for (const name of ['24 h', 'Compare', 'Browser: Chrome', 'Participant minutes', 'As a table – Browsers', 'Loss on the way down'])
                t.match(reached, name);
        }
    });
});

t.test('a fresh installation is told what to do', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t), launchChromium(t)]);
    const { page, open, findBarriers } = await openDashboard(t, browser, site);
    await open('/');
    await page.getByText('No call has been measured yet').waitFor();
    t.same(await findBarriers(), []);
    await page.getByRole('link', { name: 'Set it up' }).click();
    await page.waitForURL(`${site.origin}/setup`);
});

t.test('an answer that fails is told, and can be asked for again', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t), launchChromium(t)]);
    const { page, open, complaints } = await openDashboard(t, browser, site);
    await page.route('**/v1/summary?*', (route) => route.fulfill({ status: 503, json: { code: 'store_unavailable', message: 'away' } }));
    await open('/');
    await page.getByText('The store does not answer at the moment.').waitFor();
    await page.unroute('**/v1/summary?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No call has been measured yet').waitFor();
    t.same(complaints.splice(0).filter((told) => !told.includes('503')), []);
});
