import t from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { SessionReply } from '../../schemas/session.js';
import type { ConferenceTimelineReply } from '../../schemas/timeline.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { fitsSideways, isDrawn, openDashboard, startSite, type Site } from './open-dashboard.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function conferenceOf(site: Site, conferenceName: string): Promise<ConferenceReply> {
    const { items: [found] } = await site.ask<{ items: ConferenceReply[] }>(`/v1/conferences?conferenceName=${conferenceName}`);
    if (found === undefined) throw new Error(`There is no ${conferenceName}`);
    return site.ask<ConferenceReply>(`/v1/conferences/${found.conferenceId}`);
}

t.test('the page of a conference', { skip: skipWithout('chromium') }, async (t) => {
    const [site, browser] = await Promise.all([
        startSite(t, { traces: ['solyd-degraded', 'solyd2-uplink-loss', 'solyd-cut'] }), launchChromium(t)
    ]);

    for (const name of ['solyd-degraded', 'solyd2-uplink-loss', 'solyd-cut']) {
        await t.test(`${name}: whose trouble it was is on the first screen, in the words and figures of the API`, async (t) => {
            const { page, open } = await openDashboard(t, browser, site);
            const { conferenceId, explanation } = await conferenceOf(site, name);
            await open(`/conferences/${conferenceId}`);
            t.equal(await page.locator('h1').textContent(), name);
            const findings = page.locator('.finding');
            t.equal(await findings.count(), explanation?.findings.length);
            for (const [place, { text, evidence, codes }] of explanation?.findings.entries() ?? []) {
                const finding = findings.nth(place);
                t.equal(await finding.locator('.finding-text').textContent(), text);
                t.match(await finding.locator('.finding-figures').textContent(), `${String(evidence.affected)} of ${String(evidence.of)} concerned`);
                t.equal(await finding.locator('.issue').count(), codes.length);
            }
            const { y = Infinity, height = 0 } = await findings.first().boundingBox() ?? {};
            t.ok(y + height < 800, 'within the first screen');
        });
    }

    await t.test('each stay has a lane with its quality, its ways and its marks', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId } = await conferenceOf(site, 'solyd-degraded');
        const { sessions } = await site.ask<ConferenceTimelineReply>(`/v1/conferences/${conferenceId}/timeline`);
        await open(`/conferences/${conferenceId}`);
        for (const session of sessions) {
            const lane = page.locator(`.lane[data-session="${session.sessionId}"]`);
            for (const verdict of ['poor', 'good'])
                t.equal(await lane.locator(`.quality.${verdict}`).count(), session.quality.filter((span) => span.verdict === verdict).length, verdict);
            t.equal(await lane.locator('.way').count(), session.ways.length);
            t.equal(await lane.locator('.mark').count(), session.issues.length + session.marks.length + session.screenShares.length);
        }
    });

    await t.test('a finding leads to its participants and to when it was, and a link shows the same', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId, explanation } = await conferenceOf(site, 'solyd2-uplink-loss');
        const { sessions } = await site.ask<ConferenceTimelineReply>(`/v1/conferences/${conferenceId}/timeline`);
        const finding = explanation!.findings[0]!;
        const issues = sessions.filter(({ sessionId }) => finding.sessionIds.includes(sessionId))
            .flatMap((session) => session.issues.filter(({ code }) => finding.codes.includes(code)));
        await open(`/conferences/${conferenceId}`);
        await page.getByRole('button', { name: 'Show it on the lanes' }).first().click();
        const lit = () => page.locator('.lane.highlighted').evaluateAll((lanes) => lanes.map((lane) => lane.getAttribute('data-session')));
        await page.locator('.selected-stretch:not(.draft)').waitFor();
        t.strictSame(await lit(), finding.sessionIds);
        const { searchParams } = new URL(page.url());
        t.equal(Number(searchParams.get('from')), Math.min(...issues.map(({ from }) => from)));
        t.equal(Number(searchParams.get('to')), Math.max(...issues.map(({ to }) => to ?? 0)));
        await page.reload();
        await isDrawn(page);
        await page.locator('.selected-stretch:not(.draft)').waitFor();
        t.strictSame(await lit(), finding.sessionIds);
    });

    await t.test('a stretch is selected by mouse and by keyboard, zoomed into and left again', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId, startedAt, endedAt } = await conferenceOf(site, 'solyd-degraded');
        await open(`/conferences/${conferenceId}`);
        const box = (await page.locator('.lane-field').first().boundingBox())!;
        await page.mouse.move(box.x + box.width * .25, box.y + 20);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * .5, box.y + 25, { steps: 4 });
        await page.mouse.up();
        await page.waitForURL(/from=\d+&to=\d+/);
        const chosen = () => ['from', 'to'].map((name) => Number(new URL(page.url()).searchParams.get(name)));
        const length = endedAt! - startedAt;
        const [from = 0, to = 0] = chosen();
        t.ok(Math.abs(from - startedAt - length * .25) < length * .03 && Math.abs(to - startedAt - length * .5) < length * .03, `${String(from)} to ${String(to)}`);

        const axis = page.getByRole('slider');
        await axis.press('ArrowRight');
        await page.waitForFunction((before) => !location.search.includes(`from=${String(before)}`), from);
        const [movedFrom = 0, movedTo = 0] = chosen();
        t.ok(movedFrom > from && movedTo - movedFrom === to - from);
        await axis.press('Shift+ArrowRight');
        await page.waitForFunction((before) => !location.search.includes(`to=${String(before)}`), movedTo);
        t.equal(chosen()[0], movedFrom);

        await page.getByRole('button', { name: 'Zoom in' }).click();
        await page.waitForURL(/zoom=1/);
        const ticks = await page.locator('.ruler text').allTextContents();
        t.ok(ticks.length > 0 && ticks.every((tick) => /^\d\d:\d\d:\d\d$/.test(tick)));
        await page.getByRole('button', { name: 'Whole conference' }).click();
        await axis.press('Escape');
        await page.waitForFunction(() => !location.search.includes('from='));
        t.equal(await page.locator('.selected-stretch:not(.draft)').count(), 0);
    });

    await t.test('marks are told by pointer and by arrow keys, with the sentence of the API', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId } = await conferenceOf(site, 'solyd-degraded');
        const { sessions: [session] } = await site.ask<ConferenceTimelineReply>(`/v1/conferences/${conferenceId}/timeline`);
        await open(`/conferences/${conferenceId}`);
        const lane = page.locator(`.lane[data-session="${session!.sessionId}"]`);
        const texts = session!.issues.map(({ text }) => text);
        await lane.locator('.lane-field').focus();
        const heard: string[] = [];
        for (let place = 0; place < session!.issues.length + session!.marks.length; place++) {
            await page.keyboard.press('ArrowRight');
            heard.push(await lane.locator('[aria-live]').textContent() ?? '');
        }
        for (const text of texts) t.ok(heard.some((told) => told.includes(text)), text);
        const mark = (await lane.locator('.mark.error, .mark.warning').first().boundingBox())!;
        await page.mouse.move(mark.x + mark.width / 2, mark.y + mark.height / 2);
        await page.locator('.mark-card').waitFor();
        const shown = await page.locator('.mark-card').textContent() ?? '';
        t.ok(texts.some((text) => shown.includes(text)), shown);
    });

    await t.test('the details of a participant are those of the session, and the table has all that happened', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId, sessions: [{ sessionId = '' } = {}] } = await conferenceOf(site, 'solyd-degraded');
        const session = await site.ask<SessionReply>(`/v1/sessions/${sessionId}`);
        await open(`/conferences/${conferenceId}`);
        await page.locator(`.lane[data-session="${sessionId}"] button`).click();
        const details = page.locator('.participant-details');
        await details.locator('tbody tr').first().waitFor();
        t.match(page.url(), `participant=${sessionId}`);
        t.equal(await details.locator('.issue-list li').count(), session.issues.length);
        for (const { text } of session.issues) t.ok((await details.textContent())!.includes(text));
        const row = details.getByRole('row').filter({ hasText: 'Round-trip time' });
        const { mean, p95 } = session.summary!.metrics.roundTripTime!;
        const cells = await row.getByRole('cell').allTextContents();
        const rounded = (value: number) => new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 }).format(value);
        t.strictSame([cells[0], cells[3]], [rounded(mean), rounded(p95)]);

        await page.getByRole('button', { name: 'As a table' }).first().click();
        const table = page.getByRole('table', { name: 'What happened when, as a table' });
        await table.waitFor();
        for (const { text } of session.issues) t.ok((await table.textContent())!.includes(text));
    });

    await t.test('lanes are found by name, and only those with trouble', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId, sessions } = await conferenceOf(site, 'solyd2-uplink-loss');
        await open(`/conferences/${conferenceId}?sort=worst`);
        t.equal(await page.locator('.lane').count(), sessions.length);
        await page.getByRole('searchbox').fill(sessions[1]!.endpointId!);
        await page.waitForFunction(() => document.querySelectorAll('.lane').length === 1);
        t.match(page.url(), 'search=');
        await page.getByRole('searchbox').fill('nobody');
        await page.getByText('No lane matches.').waitFor();
        await page.getByRole('button', { name: 'Show all lanes' }).click();
        await page.waitForFunction((count) => document.querySelectorAll('.lane').length === count, sessions.length);
    });

    await t.test('what is exported is this conference', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        const { conferenceId, sessions } = await conferenceOf(site, 'solyd-cut');
        await open(`/conferences/${conferenceId}`);
        await page.locator('.exports summary').click();
        const address = await page.getByRole('link', { name: 'Sessions – NDJSON' }).getAttribute('href');
        const answer = await page.request.get(new URL(address!, page.url()).href);
        const ids = (await answer.text()).trim().split('\n').map((line) => (JSON.parse(line) as SessionReply).sessionId).sort();
        t.strictSame(ids, sessions.map(({ sessionId }) => sessionId).sort());
    });

    await t.test('an id that is not there is said to be so', async (t) => {
        const { page, open, complaints } = await openDashboard(t, browser, site);
        await open(`/conferences/${'A'.repeat(22)}`);
        await page.getByRole('heading', { name: 'There is no such conference' }).waitFor();
        t.equal(await page.getByRole('link', { name: 'To the list of conferences' }).count(), 1);
        // the browser tells of each 404
        complaints.splice(0);
    });

    await t.test('has no barrier that axe-core calls serious, light, dark and on a phone', async (t) => {
        const { conferenceId, sessions: [{ sessionId = '' } = {}] } = await conferenceOf(site, 'solyd-degraded');
        for (const [look, options] of Object.entries({ light: { colorScheme: 'light' }, dark: { colorScheme: 'dark' }, phone: PHONE } as const)) {
            const { page, open, findBarriers } = await openDashboard(t, browser, site, options);
            await open(`/conferences/${conferenceId}?participant=${sessionId}&finding=0`);
            await page.locator('.participant-details tbody tr').first().waitFor();
            t.strictSame(await findBarriers(), [], look);
            t.ok(await fitsSideways(page), look);
        }
    });
});
