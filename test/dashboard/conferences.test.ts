import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { SearchReply } from '../../schemas/search.js';
import type { SessionReply } from '../../schemas/session.js';
import { beginSession, DASHBOARD_TOKEN } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { waitUntil } from '../support/wait-until.js';
import { fitsSideways, isDrawn, openDashboard, startSite, tabThrough } from './open-dashboard.js';

const names = (page: Page) => page.locator('tbody th a').allTextContents();

/** The rows are these, as soon as what was done to the list has been drawn. */
const shows = (page: Page, expected: readonly string[]): Promise<void> =>
    waitUntil(`the list is ${expected.join(', ')}`, async () => (await names(page)).join() === expected.join(), async () => (await names(page)).join(', '));

t.test('the lists of conferences and sessions', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([
        startSite(t, { traces: ['solyd-degraded', 'solyd2-uplink-loss'] }), launchChromium(t)
    ]);
    await site.replay('solyd2-uplink-loss', 'weekly');
    const listed = async (query = '') => (await site.ask<{ items: ConferenceReply[] }>(`/v1/conferences?limit=30${query}`)).items;
    const namesOf = (items: readonly { conferenceName: string }[]) => items.map(({ conferenceName }) => conferenceName);

    await t.test('each row says what the API says, and leads to its conference', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences');
        const items = await listed();
        t.ok(items.length >= 3);
        await shows(page, namesOf(items));
        const rows = page.locator('tbody tr');
        for (const [index, { conferenceId, participants, summary }] of items.entries()) {
            const row = rows.nth(index);
            t.match(await row.locator('th a').getAttribute('href'), `/conferences/${conferenceId}`);
            t.match(await row.locator('[data-name=People]').textContent(), new RegExp(`^${String(participants)}`));
            const told = await row.locator('.share-bar').getAttribute('aria-label');
            for (const [verdict, count] of Object.entries(summary!.verdicts).filter(([, sessions]) => sessions > 0))
                t.match(told?.toLowerCase(), `${verdict === 'unknown' ? 'not known' : verdict} ${String(count)}`);
        }
    });

    await t.test('headers sort, in the address too, and going back takes that back', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences');
        const head = page.getByRole('columnheader', { name: 'How long' });
        t.equal(await head.getAttribute('aria-sort'), 'none');
        for (const [order, aria] of [['desc', 'descending'], ['asc', 'ascending']]) {
            await head.getByRole('button').click();
            await page.waitForFunction((wanted) => document.querySelector(`th[aria-sort=${String(wanted)}]`)?.textContent === 'How long', aria);
            await isDrawn(page);
            await shows(page, namesOf(await listed(`&sort=duration&order=${String(order)}`)));
        }
        t.match(page.url(), /sort=duration&order=asc/);
        await page.goBack();
        await page.goBack();
        await isDrawn(page);
        await shows(page, namesOf(await listed()));
    });

    await t.test('filters are chips that can be taken away, and an empty list says which there are', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences?verdict=poor');
        await shows(page, namesOf(await listed('&verdict=poor')));
        // what is typed stays when suggestions come after it
        let suggest = (): void => undefined;
        const typed = new Promise<void>((resolve) => { suggest = resolve; });
        await page.route(/\/v1\/summary\?by=os/, async (route) => {
            await typed;
            await route.continue();
        });
        await page.getByRole('button', { name: 'Filters' }).click();
        await page.locator('.list-filters').getByLabel('System').fill('no such system');
        suggest();
        await page.locator('.list-filters datalist option[value=Linux]').first().waitFor({ state: 'attached' });
        await page.locator('.list-filters').getByLabel('System').press('Enter');
        await page.getByText('Nothing matches all of this').waitFor();
        t.match(page.url(), /os=no\+such\+system/);
        await page.locator('.empty').getByRole('button', { name: 'Remove System: no such system' }).click();
        await isDrawn(page);
        await shows(page, namesOf(await listed('&verdict=poor')));
        await page.locator('.list-filters').getByRole('button', { name: 'Remove Verdict: Poor' }).click();
        await page.waitForFunction(() => !location.search.includes('verdict'));
        await isDrawn(page);
        await shows(page, namesOf(await listed()));
    });

    await t.test('what is typed narrows the list down, and offers the people that it may mean', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences');
        await page.getByLabel('Room name begins with').fill('WEEK');
        await page.waitForURL(/q=WEEK/);
        await isDrawn(page);
        await shows(page, ['weekly']);
        const { userId } = (await listed())[0]!.sessions[0]!;
        await page.getByLabel('Room name begins with').fill(userId!.slice(0, 12));
        await page.getByRole('button', { name: `Person: ${userId!}` }).click();
        await page.waitForURL(/participant=/);
        await isDrawn(page);
        await shows(page, namesOf(await listed(`&participant=${userId!}`)));
    });

    await t.test('sessions are listed with their medians', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences?list=sessions');
        const { items } = await site.ask<{ items: SessionReply[] }>('/v1/sessions?limit=30');
        const cells = await page.locator('tbody [data-name="Round trip, ms"]').allTextContents();
        t.same(cells.map(Number), items.map(({ summary }) => Number(summary!.metrics.roundTripTime!.p50.toPrecision(3))));
        t.same(await page.locator('tbody [data-name=Room]').allTextContents(), items.map(({ conferenceName }) => conferenceName));
    });

    await t.test('an export is what the API gives for the same filters', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/conferences?conferenceName=weekly&from=2020-01-01T00:00:00Z');
        await page.getByRole('button', { name: 'Export' }).click();
        for (const kind of ['sessions', 'metrics', 'events']) {
            const downloading = page.waitForEvent('download');
            await page.getByRole('link', { name: `CSV – ${kind[0]!.toUpperCase()}${kind.slice(1)}` }).click();
            const download = await downloading;
            const bytes = await readFile(await download.path());
            const url = `${site.origin}/v1/export/${kind}?conferenceName=weekly&format=csv`;
            const expected = await (await fetch(url, { headers: { authorization: `Bearer ${DASHBOARD_TOKEN}` } })).arrayBuffer();
            t.equal(download.suggestedFilename(), `confmeter-${kind}.csv`);
            t.ok(bytes.equals(Buffer.from(expected)) && bytes.length > 200, kind);
        }
    });

    await t.test('the search of every page leads by keyboard to conferences and people', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/setup');
        await page.keyboard.press('/');
        await page.keyboard.type('week');
        const { conferences } = await site.ask<SearchReply>('/v1/search?q=week');
        await page.getByRole('option').first().waitFor();
        t.equal(await page.getByRole('option').count(), conferences.length);
        await page.keyboard.press('ArrowDown');
        t.equal(await page.getByRole('combobox', { name: 'Search rooms' }).getAttribute('aria-activedescendant'),
            await page.getByRole('option').first().getAttribute('id'));
        await page.keyboard.press('Enter');
        await page.waitForURL(`${site.origin}/conferences/${conferences[0]!.conferenceId}`);
    });

    await t.test('everything is reached by keyboard; nothing keeps anybody out; a phone needs no scrolling sideways', async (t) => {
        const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme: 'dark' });
        await open('/conferences');
        const reached = await tabThrough(page);
        for (const name of ['Search rooms', 'Filters', 'Export', 'When', 'weekly', 'Sessions'])
            t.ok(reached.some((told) => told.includes(name)), name);
        await page.getByRole('button', { name: 'Filters' }).click();
        await page.getByRole('button', { name: 'Export' }).click();
        t.same(await findBarriers(), []);
        const phone = await openDashboard(t, browser, site, { viewport: { width: 390, height: 800 }, colorScheme: 'light' });
        for (const path of ['/conferences', '/conferences?list=sessions']) {
            await phone.open(path);
            t.same(await phone.findBarriers(), []);
            t.ok(await fitsSideways(phone.page), path);
            await waitUntil('a card is drawn', () => phone.page.locator('tbody tr').first().isVisible());
        }
    });

    await t.test('more is shown page by page, and who comes back finds the list as it was left', async (t) => {
        for (let index = 0; index < 40; index += 1) await beginSession(site.app, { conferenceName: `many ${String(index)}` });
        const { page, open } = await openDashboard(t, browser, site, { viewport: { width: 1000, height: 500 } });
        await open('/conferences?q=many');
        t.equal((await names(page)).length, 30);
        await page.getByRole('button', { name: 'Show more' }).click();
        await page.locator('tbody tr').nth(39).waitFor();
        const all = await names(page);
        t.equal(new Set(all).size, 40);
        t.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
        t.same([...new Set(await page.locator('.on-now').allTextContents())], ['On now']);
        await page.locator('tbody th a').nth(38).scrollIntoViewIfNeeded();
        const scrolled = await page.evaluate(() => scrollY);
        await page.locator('tbody th a').nth(38).click();
        await page.waitForURL(/\/conferences\/[\w-]{22}$/);
        await page.goBack();
        await page.waitForURL(/q=many/);
        await page.locator('tbody tr').nth(39).waitFor();
        t.same(await names(page), all);
        await page.waitForFunction((expected) => Math.abs(scrollY - expected) < 50, scrolled);
    });
});
