import t from 'tap';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { fitsSideways, openDashboard, startSite, tabThrough } from './open-dashboard.js';

t.test('the shell of the dashboard', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t, { settings: { BASE_PATH: '/quality' } }), launchChromium(t)]);

    await t.test('leads from page to page without loading anew, back and forth, each with a name of its own', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/');
        await page.evaluate(() => { (window as unknown as { mark: number }).mark = 1; });
        for (const [name, path] of [['Live', '/live'], ['Conferences', '/conferences'], ['Setup', '/setup'], ['Overview', '/']] as const) {
            await page.getByRole('navigation').getByRole('link', { name }).click();
            await page.waitForURL(`${site.origin}${path}`);
            await page.waitForFunction((expected) => document.title.startsWith(expected), name);
            t.equal(await page.locator('nav a[aria-current=page]').textContent(), name);
            t.equal(await page.locator('h1').count(), 1);
        }
        await page.goBack();
        await page.waitForFunction(() => document.title.startsWith('Setup'));
        t.equal(await page.evaluate(() => (window as unknown as { mark?: number }).mark), 1, 'the same document');
    });

    await t.test('the address of a page at any depth works by itself, and leads back up', async (t) => {
        const { page, open, complaints } = await openDashboard(t, browser, site);
        await open('/participants/a%2Fb');
        t.ok(complaints.splice(0).every((told) => told.includes('404')), 'there is no such person, and nothing else is wrong');
        await page.getByRole('navigation').getByRole('link', { name: 'Live' }).click();
        await page.waitForURL(`${site.origin}/live`);
        await open('/conferences?verdict=poor');
        t.equal(await page.locator('nav a[aria-current=page]').textContent(), 'Conferences');
    });

    await t.test('by keyboard: first past the navigation, then every tool, visibly', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/setup');
        const reached = await tabThrough(page);
        t.match(reached[0], 'Skip to the content');
        for (const name of ['Overview', 'Live', 'Conferences', 'Setup', 'Colours of the system', 'Français', 'Log out'])
            t.ok(reached.some((told) => told.includes(name)), name);
        await open('/setup');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        t.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    });

    await t.test('light, dark and French are kept, and sent so from the first byte', async (t) => {
        const { page, open, context } = await openDashboard(t, browser, site, { colorScheme: 'light' });
        await open('/');
        const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const light = await ground();
        await page.getByRole('button', { name: 'Colours of the system' }).click();
        t.equal(await ground(), light);
        await page.getByRole('button', { name: 'Light colours' }).click();
        t.not(await ground(), light);
        await page.getByRole('button', { name: 'Français' }).click();
        await page.getByRole('link', { name: 'Conférences' }).waitFor();
        t.equal(await page.evaluate(() => document.documentElement.lang), 'fr');
        t.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
        t.match(await (await context.request.get(`${site.origin}/`)).text(), '<html lang="fr" data-theme="dark">');
    });

    await t.test('has no barrier that axe-core calls serious, and fits a phone', async (t) => {
        for (const colorScheme of ['light', 'dark'] as const) {
            const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme, viewport: { width: 360, height: 740 } });
            await open('/');
            t.same(await findBarriers(), [], colorScheme);
            t.ok(await fitsSideways(page));
        }
    });

    await t.test('who is logged out meanwhile comes back to the same place after the login', async (t) => {
        const { page, open, context } = await openDashboard(t, browser, site);
        await open('/conferences?verdict=poor');
        await context.clearCookies();
        await page.reload();
        t.match(new URL(page.url()).search, 'next=conferences%3Fverdict%3Dpoor');
    });
});
