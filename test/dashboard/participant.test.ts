import { readFile } from 'node:fs/promises';
import t from 'tap';
import type { Page } from 'playwright-core';
import type { UserReply } from '../../schemas/user.js';
import { READER } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { addPerson } from './one-person.js';
import { fitsSideways, isDrawn, openDashboard, startSite, tabThrough } from './open-dashboard.js';

const MARIE = 'marie@example.org/home';
const PATH = `/participants/${encodeURIComponent(MARIE)}`;

/** The cells of the table with this caption, row by row. */
const rowsOf = (page: Page, caption: string): Promise<string[][]> => page.getByRole('table', { name: caption, exact: true }).locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent.trim())));

t.test('the page of a participant', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([startSite(t, { settings: { READ_WAIT: '30' } }), launchChromium(t)]);
    await addPerson(site, MARIE, 30);
    await addPerson(site, 'jean', 3);
    const user = await site.ask<UserReply>(`/v1/users/${encodeURIComponent(MARIE)}`);

    await t.test('shows what the service knows of this userId, and nothing else', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(PATH);
        t.equal(await page.locator('.page-head code').textContent(), MARIE);
        for (const figure of ['sessions', 'conferences'] as const)
            t.equal(await page.locator(`[data-figure=${figure}]`).textContent(), String(user[figure]), figure);
        const { good, fair, poor } = user.verdicts;
        t.match(await page.locator('.person-verdicts').textContent(), new RegExp(`Poor ${String(poor)}.*Fair ${String(fair)}.*Good ${String(good)}`));
        const issues = await rowsOf(page, 'What went wrong');
        t.same(issues.map(([, sessions]) => parseInt(String(sessions))), user.issues.map(({ sessions }) => sessions));
        const habits = { Networks: user.networks, Devices: user.devices, Browsers: user.browsers, 'Operating systems': user.os };
        for (const [caption, used] of Object.entries(habits))
            t.same((await rowsOf(page, caption)).map(([, sessions]) => Number(sessions)), used.map(({ sessions }) => sessions), caption);
        t.match((await rowsOf(page, 'Networks'))[0]?.[0], /203\.0\.113\.0, Germany.*eu-west/);
        const rtt = (await rowsOf(page, 'Over all the time measured')).find(([name]) => name === 'Round-trip time');
        const { p50, p95 } = user.metrics.roundTripTime!;
        t.same(rtt?.slice(1, 3), [p50, p95].map((value) => `${String(Number(value.toPrecision(3)))}\u00a0ms`));
        t.equal(await page.locator('.session-marks .mark').count(), user.history.length);
        t.equal(await page.locator('.session-marks .mark.poor').count(), poor);
    });

    await t.test('sessions come page by page, are narrowed down by address and by issue, and lead to their conference', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(PATH);
        const rows = page.getByRole('table', { name: 'Sessions', exact: true }).locator('tbody tr');
        t.equal(await rows.count(), 25);
        await page.getByRole('button', { name: 'Show more' }).click();
        await page.getByText('30 shown').waitFor();
        t.equal(await rows.count(), user.sessions);

        const { code, sessions } = user.issues.find((issue) => issue.code === 'high_rtt')!;
        await page.getByRole('button', { name: 'Long round trip: Show these sessions' }).click();
        await page.getByText(`${String(sessions)} shown`).waitFor();
        t.equal(new URL(page.url()).searchParams.get('issue'), code);
        await page.reload();
        await isDrawn(page);
        t.equal(await rows.count(), sessions, 'the address has it');
        await page.getByLabel('Verdict').selectOption('poor');
        await page.getByText('No session matches.').waitFor();
        await page.getByRole('button', { name: 'Show all' }).click();
        await page.getByText('25 shown').waitFor();

        await rows.first().getByRole('link').click();
        await page.waitForURL(`${site.origin}/conferences/${String(user.history.at(-1)?.conferenceId)}`);
    });

    await t.test('the chart of one metric can be read as a table, and is chosen by the address', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`${PATH}?metric=roundTripTime`);
        t.equal(await page.getByLabel('Metric').inputValue(), 'roundTripTime');
        await page.getByRole('button', { name: 'As a table – Quality over time' }).click();
        const rows = await rowsOf(page, 'Quality over time: Round-trip time');
        t.same(rows.map(([, , , , median]) => median), user.history.map(({ metrics }) => `${String(metrics.roundTripTime?.p50)}\u00a0ms`).reverse());
        await page.getByLabel('Metric').selectOption('audioMosDownload');
        await page.getByRole('table', { name: 'Quality over time: Audio quality, received' }).waitFor();
    });

    await t.test('sessions go into a file, those that are shown', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(`${PATH}?issue=high_rtt`);
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export as CSV' }).click()]);
        const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
        t.equal(lines.length - 1, user.issues.find(({ code }) => code === 'high_rtt')?.sessions);
        t.ok(lines.slice(1).every((line) => line.includes(MARIE)));
    });

    await t.test('everything is reached by keyboard, nothing is a barrier, and it fits a phone', async (t) => {
        for (const colorScheme of ['light', 'dark'] as const) {
            const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme, viewport: { width: 390, height: 844 } });
            await open(PATH);
            t.same(await findBarriers(), [], colorScheme);
            t.ok(await fitsSideways(page));
            if (colorScheme === 'dark') continue;
            const reached = await tabThrough(page);
            for (const name of ['90 days', 'As a table', 'Show these sessions', 'Export as CSV', 'Show more', 'Delete all data'])
                t.ok(reached.some((told) => told.includes(name)), name);
        }
    });

    await t.test('a userId that nobody has is told, and what to do; the page is in French, too', async (t) => {
        const { page, open, complaints } = await openDashboard(t, browser, site, { locale: 'fr-FR' });
        await open('/participants/nobody');
        await page.getByText('Aucune session pour cet identifiant').waitFor();
        t.equal(await page.getByText('Supprimer').count(), 0);
        // the browser itself tells of the 404
        complaints.length = 0;
    });

    await t.test('deleting shows what will go, asks for a word, and tells what went', async (t) => {
        const { page, open, findBarriers, complaints } = await openDashboard(t, browser, site);
        await open(`${PATH}?range=24h`);
        const opener = page.getByRole('button', { name: /Delete all data of this user id/ });
        await opener.click();
        const dialog = page.getByRole('dialog', { name: 'Delete all data of this user id?' });
        await dialog.getByText(`${String(user.sessions)} sessions in ${String(user.conferences)} conferences`).waitFor();
        t.same(await findBarriers(), []);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        t.ok(await opener.evaluate((element) => element === document.activeElement), 'back to where it was opened');

        await opener.click();
        const confirm = dialog.getByRole('button', { name: 'Delete for good' });
        t.ok(await confirm.isDisabled());
        await page.keyboard.type('delet');
        t.ok(await confirm.isDisabled());
        await page.keyboard.type('e');
        await page.keyboard.press('Enter');
        await page.getByText(`Deleted: ${String(user.sessions)} sessions with ${String(user.sessions)} pushes.`).waitFor();
        t.equal(await page.getByRole('table').count(), 0, 'nothing of it is shown any more');
        t.same(complaints, []);
        t.equal((await site.app.inject({ url: `/v1/users/${encodeURIComponent(MARIE)}`, headers: READER })).statusCode, 404);
        t.equal((await site.ask<UserReply>('/v1/users/jean')).sessions, 3);
    });

    await t.test('what is too much for one request is told as such, and can be asked for again', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const answers = [202, 200];
        await page.route('**/v1/users/jean', async (route) => {
            if (route.request().method() !== 'DELETE') return route.continue();
            await route.fulfill({ status: answers.shift() ?? 500, json: { userId: 'jean', sessions: 3, pushes: 3, rtcstats: 7 } });
        });
        await open('/participants/jean');
        await page.getByRole('button', { name: /Delete all data of this user id/ }).click();
        await page.getByLabel('Type “delete” to confirm').fill('Delete ');
        await page.getByRole('button', { name: 'Delete for good' }).click();
        await page.getByText('being removed').waitFor();
        t.match(await page.locator('.erased').textContent(), '7 reports of getStats() went with them.');
        await page.getByRole('button', { name: 'Has it gone? Ask again' }).click();
        await page.getByText('It has gone').waitFor();
    });
});
