import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { ConferenceSeriesReply, SessionSeriesReply } from '../../schemas/series.js';
import type { SessionReply } from '../../schemas/session.js';
import { beginSession, post } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { isDrawn, openDashboard, startSite, type Site } from './open-dashboard.js';

const SAMPLES = 12;
const STEP = 10_000;
const BEGIN = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000;

/** A session with a sample every 10 s, whose loss counts from `loss` on; the pushes that are not among `seqs` are missing. */
async function aCall(
    { app }: Site, { name, begin, loss, seqs }: { name: string; begin: number; loss: number; seqs: readonly number[] }
): Promise<string> {
    const { sessionId, token, url } = await beginSession(app, { meetingId: 'm1', endpointId: name, startedAt: begin, joinedAt: begin });
    for (const seq of seqs) {
        const deltas = Array.from({ length: SAMPLES }, (_, index) => {
            const count = seq * SAMPLES + index;
            const patch = { inbound: { audio: { packetLoss: loss + count % 7 } } };
            return { at: begin + count * STEP, ...index === 0 && { keyframe: true }, patch };
        });
        const end = seq === seqs.at(-1) ? { end: 'left' } : {};
        const { statusCode } = await post(app, url, { token, seq, sentAt: Date.now(), deltas, events: [], ...end });
        if (statusCode !== 204) throw new Error(`the push was answered with ${String(statusCode)}`);
    }
    return sessionId;
}

const chartOf = (page: Page, title: string) => page.locator('figure.time-series').filter({ has: page.getByRole('heading', { name: title }) });

/** Charts are asked for when they come near the window. */
async function scrollTo(page: Page, title: string): Promise<void> {
    await page.locator('.charts-group').first().scrollIntoViewIfNeeded();
    await chartOf(page, title).scrollIntoViewIfNeeded();
    await isDrawn(page);
}

/** Of which parts of a chart's width, 0 to 1, something is drawn that has the colour of the first participant. */
const partsWithLine = (page: Page, title: string, parts: readonly (readonly [number, number])[]) =>
    chartOf(page, title).locator('canvas').evaluate((element, asked) => {
        const canvas = element as HTMLCanvasElement;
        const over = (canvas.parentElement as HTMLElement).querySelector('.u-over') as HTMLElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const scale = canvas.width / canvas.clientWidth;
        const isLine = (place: number) =>
            Math.abs(data[place]! - 0x1f) + Math.abs(data[place + 1]! - 0x5f) + Math.abs(data[place + 2]! - 0xd6) < 24;
        return asked.map(([from, to]) => {
            const [begin, end] = [from, to].map((part) => Math.round((over.offsetLeft + over.clientWidth * part) * scale)) as [number, number];
            for (let y = 0; y < canvas.height; y++)
                for (let x = begin; x < end; x++) if (isLine((y * canvas.width + x) * 4)) return true;
            return false;
        });
    }, parts);

t.test('charts of a conference', { skip: skipWithout('chromium') }, async (t: Test) => {
    const [site, browser] = await Promise.all([startSite(t), launchChromium(t)]);
    const first = await aCall(site, { name: 'aaaa0001', begin: BEGIN, loss: 1, seqs: [0, 2] });
    const second = await aCall(site, { name: 'bbbb0002', begin: BEGIN + 60_000, loss: 4, seqs: [0, 1, 2] });
    const { conferenceId } = await site.ask<SessionReply>(`/v1/sessions/${first}`);
    const path = `/conferences/${String(conferenceId)}`;
    const loss = 'Packet loss, received';

    await t.test('a table has the values of the API, with nothing where nothing is known', async (t) => {
        const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme: 'light' });
        await open(path);
        await scrollTo(page, loss);
        await chartOf(page, loss).getByRole('button', { name: /As a table/ }).click();
        const rows = await chartOf(page, loss).locator('tbody tr').evaluateAll((found) => found.map((row) =>
            Array.from(row.querySelectorAll('td'), (cell) => cell.textContent)));
        const end = BEGIN + 60_000 + (3 * SAMPLES - 1) * STEP;
        const { sessions } = await site.ask<ConferenceSeriesReply>(
            `/v1/conferences/${String(conferenceId)}/series?metrics=packetLossDownload&step=10000&spread=false&from=${String(BEGIN)}&to=${String(end)}`);
        const told = (sessionId: string, place: number) => {
            const { first: begin, metrics } = sessions.find((session) => session.sessionId === sessionId)!;
            return String(metrics.packetLossDownload?.mean?.[place - begin] ?? '');
        };
        t.strictSame(rows, rows.map((_, place) => [told(first, place), told(second, place)]));
        t.ok(rows.length > 40);
        t.strictSame(rows.slice(SAMPLES + 1, 2 * SAMPLES - 1).map(([gap]) => gap), Array(SAMPLES - 2).fill(''), 'the push that is missing');
        t.same(await findBarriers(), []);
    });

    await t.test('a gap is drawn as one, and of one participant the least and the most are told', async (t) => {
        const { page, open } = await openDashboard(t, browser, site, { colorScheme: 'light' });
        await open(`${path}?only=${first}&from=${String(BEGIN)}&to=${String(BEGIN + 360_000)}`);
        await scrollTo(page, loss);
        t.strictSame(await partsWithLine(page, loss, [[.1, .2], [.4, .6], [.75, .85]]), [true, false, true], 'nothing in the gap');
        await page.getByLabel('Shown').selectOption(second);
        await page.waitForURL(/only=/);
        await isDrawn(page);
        const { metrics } = await site.ask<SessionSeriesReply>(`/v1/sessions/${second}/series?metrics=packetLossDownload&step=60000`);
        t.ok(metrics.packetLossDownload?.max);
    });

    await t.test('a drag selects a stretch that all charts and the address show, a double click shows all', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(path);
        const plot = chartOf(page, loss).locator('.u-over');
        await scrollTo(page, loss);
        const { x, y, width, height } = (await plot.boundingBox())!;
        await page.mouse.move(x + width * .25, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + width * .5, y + height / 2, { steps: 4 });
        await page.mouse.up();
        await page.waitForURL(/from=\d+&to=\d+/);
        await isDrawn(page);
        const [from, to] = ['from', 'to'].map((name) => Number(new URL(page.url()).searchParams.get(name))) as [number, number];
        t.ok(Math.abs(from - (BEGIN + 102_000)) < 20_000 && Math.abs(to - (BEGIN + 205_000)) < 20_000, `${String(from - BEGIN)} ${String(to - BEGIN)}`);
        await page.getByText(/^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/).waitFor();
        await chartOf(page, loss).getByRole('button', { name: /As a table/ }).click();
        t.ok(await chartOf(page, loss).locator('tbody tr').count() < 15, 'the stretch alone');
        await chartOf(page, loss).getByRole('button', { name: /As a table/ }).click();
        await plot.dblclick();
        await page.waitForFunction(() => !new URLSearchParams(location.search).has('from'));
    });

    await t.test('by keyboard the cursor moves, its values are told, and + and 0 show less and all', async (t) => {
        const { page, open } = await openDashboard(t, browser, site);
        await open(path);
        const chart = chartOf(page, loss);
        await scrollTo(page, loss);
        await chart.locator('.plot').focus();
        await page.keyboard.press('Home');
        await chart.locator('[aria-live]').filter({ hasText: /aaaa0001 not known/ }).waitFor({ state: 'attached' });
        await page.keyboard.press('ArrowRight');
        await chart.locator('[aria-live]').filter({ hasText: /aaaa0001 2 %, bbbb0002 not known/ }).waitFor({ state: 'attached' });
        await page.keyboard.press('+');
        await page.waitForFunction(() => new URLSearchParams(location.search).has('from'));
        await page.keyboard.press('0');
        await page.waitForFunction(() => !new URLSearchParams(location.search).has('from'));
    });

    await t.test('since the join, each begins at the left', async (t) => {
        const { page, open, findBarriers } = await openDashboard(t, browser, site, { colorScheme: 'dark' });
        await open(`${path}?axis=join`);
        await scrollTo(page, loss);
        await chartOf(page, loss).getByRole('button', { name: /As a table/ }).click();
        const cells = await chartOf(page, loss).locator('tbody tr').nth(1).locator('td').allTextContents();
        t.strictSame(cells, ['2', '5'], 'the second sample of each, as the first tells of no time');
        t.same(await findBarriers(), []);
    });
});
