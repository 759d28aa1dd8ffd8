import { readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import type { SetupReply } from '../../schemas/setup.js';
import { newSession } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { ROOT } from '../support/project.js';
import { fitsSideways, isDrawn, openDashboard, startSite, tabThrough } from './open-dashboard.js';

const file = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
/** What a file of lines to paste says, without what it explains. */
const linesOf = (name: string) => file(name).split('\n').filter((line) => line.trim() !== '' && !/^\s*(#|\/\/)/.test(line)).join('\n');
const shown = async (page: Page): Promise<string[]> => (await page.locator('.snippet pre').allTextContents()).map((text) => text.trim());
const choose = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

t.test('the setup page', { skip: skipWithout('chromium') }, async (t) => {
    const settings = { BASE_PATH: '/confmeter', READ_WAIT: '30', CONFERENCE_PATTERN: '^(?!private)' };
    const [site, browser] = await Promise.all([startSite(t, { settings }), launchChromium(t)]);

    await t.test('waits, says so, and turns green when somebody\'s first push has come', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/setup');
        const light = page.locator('[data-light]');
        t.equal(await light.getAttribute('data-light'), 'waiting');
        t.match(await light.textContent(), 'Waiting for the first push');
        t.equal(await page.locator('.light-steps .done').count(), 0);

        await fetch(`${site.origin}/client.js`);
        await page.locator('.light-steps .done').getByText('The script was loaded').waitFor();
        t.equal(await light.getAttribute('data-light'), 'waiting', 'a script is no push');
        await site.replay('solyd2-uplink-loss', 'first-call');
        await page.locator('[data-light=arriving], [data-light=quiet]').waitFor();
        t.match(await light.getByRole('status').textContent(), /^Green: /);
        t.equal(await page.locator('.light-steps .done').count(), 3);
        const { arrivals, latest } = await site.ask<SetupReply>('/v1/setup');
        t.match(await page.locator('.light-steps').textContent(), new RegExp(`A push arrived ${String(arrivals.pushes)} times`));
        const link = page.getByRole('link', { name: 'first-call' });
        t.equal(await link.getAttribute('href'), `/confmeter/conferences/${String(latest?.conferenceId)}`);
    });

    await t.test('names who is refused, and what to change', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/setup');
        const headers = { origin: 'https://meet.example.org', 'content-type': 'text/plain' };
        await fetch(`${site.origin}/v1/sessions`, { method: 'POST', headers, body: '{}' });
        const row = page.getByRole('row', { name: 'Pages from https://meet.example.org are refused' });
        await row.waitFor();
        t.match(await row.textContent(), 'CORS_ORIGINS=https://meet.example.org');
        await fetch(`${site.origin}/v1/sessions`, { method: 'POST', body: JSON.stringify(newSession({ conferenceName: 'private-talk' })) });
        await page.getByText('Conferences with names as “private-talk” are refused').waitFor();
        await fetch(`http://localhost:${String(site.port)}/client.js`);
        await page.getByText('the service answers below “/confmeter/”').waitFor();
    });

    await t.test('shows the lines of deploy/ and the READMEs, with this service\'s address in them', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open('/setup');
        const here = `${site.origin}/`;
        const port = (text: string) => text.replace('8080', String(site.port));
        const block = (text: string, part: string) => [...text.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim())
            .find((code) => code.includes(part)) ?? '';
        const config = linesOf('deploy/jitsi/custom-config.js');
        t.same(await shown(page), [port(linesOf('deploy/nginx/confmeter.conf')), config]);

        await choose(page, 'docker-jitsi-meet');
        const [network = '', ...rest] = await shown(page);
        for (const line of network.split('\n')) t.ok(file('deploy/README.md').includes(line), line);
        t.same(rest, [port(linesOf('deploy/docker-jitsi-meet/confmeter.conf')), config]);

        await choose(page, 'Own page');
        t.same(await shown(page), [
            block(file('README.md'), 'collectCallQuality').replace('https://meet.example.org/confmeter/', here),
            block(file('client-sdk/README.md'), "from 'confmeter'").replace('https://quality.example.org/', here)
        ]);
        await choose(page, 'jitsi-meet-metrics-collector');
        const [collector = ''] = await shown(page);
        t.ok(file('docs/jmmc.md').includes(collector), collector);
        await choose(page, 'audience-meter');
        const [ports = '', tag] = await shown(page);
        for (const line of ports.split('\n')) t.ok(file('docs/audience-meter.md').includes(line), line);
        t.equal(tag, block(file('docs/audience-meter.md'), '<span id="count">').replace('https://meet.example.org/confmeter/', here));
    });

    await t.test('lines are copied, and it is said; tabs are moved through by keyboard and stay in the address', async (t) => {
        const { page, open, context } = await openDashboard(t, browser, site);
        await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.origin).origin });
        await open('/setup');
        await page.getByRole('button', { name: 'Copy: Jitsi Meet’s configuration' }).click();
        await page.getByRole('status').getByText('Copied').waitFor();
        t.equal((await page.evaluate(() => navigator.clipboard.readText())).trim(), linesOf('deploy/jitsi/custom-config.js'));

        await page.getByRole('tab', { name: 'Debian packages' }).focus();
        await page.keyboard.press('ArrowLeft');
        t.equal(await page.evaluate(() => document.activeElement?.textContent), 'audience-meter');
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        t.equal(await page.getByRole('tab', { selected: true }).textContent(), 'docker-jitsi-meet');
        await page.reload();
        await isDrawn(page);
        await page.locator('[role=tab][aria-selected=true]').getByText('docker-jitsi-meet').waitFor();
        const reached = await tabThrough(page);
        for (const name of ['docker-jitsi-meet', 'Copy: nginx', 'Copy: The network']) t.ok(reached.some((told) => told.includes(name)), name);
    });

    await t.test('nothing is a barrier, in either colour and language, and it fits a phone', async (t) => {
        for (const [colorScheme, locale] of [['light', 'en-GB'], ['dark', 'fr-FR']] as const) {
            const look = { colorScheme, locale, viewport: { width: 390, height: 844 } };
            const { page, open, findBarriers } = await openDashboard(t, browser, site, look);
            await open('/setup');
            t.same(await findBarriers(), [], colorScheme);
            t.ok(await fitsSideways(page), locale);
        }
    });
});
