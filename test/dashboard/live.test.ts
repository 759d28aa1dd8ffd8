import type { FastifyInstance } from 'fastify';
import type { Page } from 'playwright-core';
import t from 'tap';
import type { LiveReply } from '../../schemas/live.js';
import { buildApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { changed, GOOD, pushesOfCall, SECOND, type Call } from '../analysis/analyzed-call.js';
import { DASHBOARD_TOKEN, makeDataDir } from '../build-test-app.js';
import { openPage, type Clock, type LivePage } from '../live/live-pages.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { waitUntil } from '../support/wait-until.js';
import { fitsSideways, openDashboard, startSite, tabThrough } from './open-dashboard.js';

const LOSSY = changed(GOOD, { inbound: { audio: { packetLoss: 12 }, video: { packetLoss: 9 } } });
const NOW: Clock = { get now() { return Date.now(); } };

/** Somebody whose call began some minutes ago, and has been told of until now. */
async function join(app: FastifyInstance, conferenceName: string, userId: string, call: Call = { stretches: [{ seconds: 120 }] }): Promise<LivePage> {
    const seconds = call.stretches.reduce((sum, stretch) => sum + stretch.seconds, 0);
    const startedAt = Date.now() - (seconds + 2) * SECOND;
    const page = await openPage(app, NOW, { conferenceName, userId, endpointId: `${userId}-endpoint`, startedAt, joinedAt: startedAt });
    for (const { deltas } of pushesOfCall(call)) {
        const [first] = pushesOfCall(call);
        const shift = startedAt - (first?.deltas[0]?.at ?? 0) + 2 * SECOND;
        await page.push({ deltas: deltas.map((delta) => ({ ...delta, at: delta.at + shift })) });
    }
    return page;
}

const POOR: Call = { stretches: [{ seconds: 120 }, { seconds: 60, state: LOSSY }] };
const nowSays = (page: Page) => page.locator('.live-totals').innerText();
const conference = (page: Page, name: string) => page.locator('.live-conference', { has: page.getByRole('button', { name, exact: true }) });

t.test('the page of who is there now', { skip: skipWithout('chromium') }, async (t) => {
    const DATA_DIR = await makeDataDir(t);
    const [site, browser] = await Promise.all([startSite(t, { settings: { DATA_DIR } }), launchChromium(t)]);
    const { page, open, findBarriers, complaints } = await openDashboard(t, browser, site);
    const french = await openDashboard(t, browser, site, { locale: 'fr-FR' });

    await t.test('says that nobody is there, and where to begin when nobody ever was', async (t) => {
        await open('/live');
        await page.getByText('Nobody is in a call now').waitFor();
        t.equal(await page.getByRole('link', { name: 'How to set up a Jitsi' }).getAttribute('href'), '/setup');
        t.same(await findBarriers(), []);
    });

    const marie = await join(site.app, 'press-briefing', 'marie');
    await t.test('shows who comes while it is open, with the numbers of the API, and says so aloud', async (t) => {
        await conference(page, 'press-briefing').waitFor();
        await join(site.app, 'press-briefing', 'tom', POOR);
        await join(site.app, 'board', 'ada');
        await page.locator('.live-conference.poor').waitFor();
        await conference(page, 'board').waitFor();
        const { totals } = await site.ask<LiveReply>('/v1/live');
        t.match(totals, { conferences: 2, participantCount: 3, verdicts: { good: 2, poor: 1 } });
        t.equal((await nowSays(page)).replaceAll(/\s+/g, ' '),
            'Conferences now 2 Participants 3 Poor 1 Fair 0 Good 2 Not known 0 Joining 0 Fading 0');
        t.strictSame(await page.locator('.live-conference h3').allInnerTexts(), ['press-briefing', 'board'], 'the worst first');
        t.match(await page.locator('[data-announcer]').textContent(), /Conference (board|press-briefing) has started\./);
    });

    await t.test('opens to its participants, with what is wrong, why, and the figures', async (t) => {
        await page.getByRole('button', { name: 'press-briefing', exact: true }).click();
        const rows = conference(page, 'press-briefing').locator('.live-person');
        await waitUntil('both are there', async () => await rows.count() === 2);
        const { conferences } = await site.ask<LiveReply>('/v1/live');
        const tom = conferences.flatMap(({ participants = [] }) => participants).find(({ userId }) => userId === 'tom');
        const [text = ''] = await rows.allInnerTexts();
        t.match(text, /^Poor/);
        for (const issue of tom?.issues ?? []) t.match(text, issue.text);
        t.ok((tom?.issues.length ?? 0) > 0);
        t.match(text, /Getting worse/);
        t.match(text, /Loss\s+↑ 0 ↓ 12 %/);
        t.match(text, /Round trip\s+40 ms/);
        t.match(text, /Told\s+\d+ s ago/);
        const opened = conferences.find(({ conferenceName }) => conferenceName === 'press-briefing');
        t.equal(new URL(page.url()).searchParams.get('open'), opened?.conferenceId);
        t.equal(await rows.first().getByRole('link').getAttribute('href'), '/participants/tom');
        t.same(await findBarriers(), []);
    });

    await t.test('is in French for who reads French, sentences of issues as well', async (t) => {
        await french.open(new URL(page.url()).pathname + new URL(page.url()).search);
        const text = await french.page.locator('main').innerText();
        t.match(text, /Pendant \d+\u00a0s, 12\u00a0% de ce qui était envoyé à ce participant s’est perdu/);
        t.match(text, 'Se dégrade');
        t.notMatch(text, /\b(the|of|what|was|Conferences|Poor|Loss|Round trip|Told|ago|since|Show|Sort|Find)\b/);
        t.same(await french.findBarriers(), []);
    });

    await t.test('finds conferences by their participants, and sorts them', async () => {
        await page.getByRole('searchbox').fill('ADA');
        await waitUntil('one is left', async () => (await page.locator('.live-conference h3').allInnerTexts()).join() === 'board');
        await page.getByRole('searchbox').fill('');
        await page.getByLabel('Sort by').selectOption('name');
        await waitUntil('by name', async () => (await page.locator('.live-conference h3').allInnerTexts()).join() === 'board,press-briefing');
    });

    await t.test('a push and a goodbye show by themselves', async (t) => {
        const at = Date.now();
        await marie.push({ events: [{ at, type: 'trackMuteChanged', data: { kind: 'audio', local: true, muted: true } }] });
        await page.getByText('Microphone off').waitFor();
        await marie.push({ deltas: [], end: 'left' });
        const rows = conference(page, 'press-briefing').locator('.live-person');
        await waitUntil('one is left', async () => await rows.count() === 1);
        t.match(await rows.innerText(), 'tom');
    });

    await t.test('stands still while it is paused, and is up to date again after', async (t) => {
        await page.getByRole('button', { name: 'Pause updates' }).click();
        await page.getByText(/^Paused at/).waitFor();
        const before = await nowSays(page);
        await join(site.app, 'late', 'eve');
        await waitUntil('the API knows', async () => (await site.ask<LiveReply>('/v1/live')).totals.conferences === 3);
        t.equal(await nowSays(page), before);
        await page.getByRole('button', { name: 'Resume updates' }).click();
        await conference(page, 'late').waitFor();
    });

    await t.test('every tool is reached by keyboard, and it fits a phone', async (t) => {
        await page.reload();
        await page.locator('.live-person').waitFor();
        const reached = (await tabThrough(page)).join('\n');
        for (const name of ['Pause updates', 'press-briefing', 'All about it', 'tom']) t.match(reached, name);
        await page.setViewportSize({ width: 360, height: 740 });
        t.ok(await fitsSideways(page));
        t.same(await findBarriers(), []);
    });

    await t.test('says when the service is gone, and goes on when it is there again', async (t) => {
        await french.page.close();
        await site.app.close();
        await page.getByText(/^No connection since/).waitFor();
        const again = await buildApp(loadConfig({ DATA_DIR, DASHBOARD_TOKEN, LOG_LEVEL: 'silent' }));
        t.teardown(() => again.close());
        await again.listen({ host: '127.0.0.1', port: site.port });
        await page.locator('.live-connection.live').waitFor({ timeout: 60_000 });
        await waitUntil('all are there again', async () => await page.locator('.live-conference').count() === 3);
        // that nothing answered is what was to be seen
        complaints.length = 0;
    });
});
