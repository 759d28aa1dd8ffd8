/**
 * A large conference, as somebody opens it: how soon the lanes and the first charts are there, how smoothly the page scrolls past all its charts,
 * and how soon they follow when a stretch is selected.
 *   npm run bench:dashboard [-- store=mongodb participants=100 minutes=60 repeats=3 picture=/tmp/picture.png]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { programPath } from '../test/support/programs.js';
import { openBenchStore } from './bench-store.js';
import { sendCall } from './conference-call.js';
import { readiness, startService } from './measured-server.js';
import { numberOption, wordOption } from './options.js';
import { median } from './run-load.js';

const participants = numberOption('participants', 100), minutes = numberOption('minutes', 60), repeats = numberOption('repeats', 3);
const picture = wordOption('picture', '');
const TOKEN = 'of-the-bench-on-the-loopback-only';
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const ms = (values: readonly number[]) => `${median(values).toFixed(0)} ms`;

interface Session { conferenceId: string; summary: object | null }

const store = await openBenchStore();
const service = await startService({ ...store.settings, DASHBOARD_TOKEN: TOKEN });
const origin = `http://127.0.0.1:${String(service.port)}`;

async function analysedConference(): Promise<string> {
    for (;;) {
        const answer = await fetch(`${origin}/v1/sessions?limit=500`, { headers: { authorization: `Bearer ${TOKEN}` } });
        const { items } = await answer.json() as { items: Session[] };
        if (items.length > 0 && items.every(({ summary }) => summary !== null)) return items[0]?.conferenceId ?? '';
        await delay(500);
    }
}

async function logIn(context: BrowserContext): Promise<void> {
    const answer = await context.request.post(`${origin}/login`, { form: { token: TOKEN }, headers: { origin }, maxRedirects: 0 });
    if (answer.status() !== 303) throw new Error(`The login answered ${String(answer.status())}`);
}

/** Frames that took longer than 50 ms, and the longest, while the page goes down by 40 px a frame; as what blocks the main thread is seen. */
function scrollThrough(page: Page): Promise<{ frames: number; late: number; longest: number }> {
    return page.evaluate(() => new Promise<{ frames: number; late: number; longest: number }>((resolve) => {
        const told = { frames: 0, late: 0, longest: 0 };
        let last = performance.now();
        const step = (now: number) => {
            const length = now - last;
            last = now;
            told.frames += 1;
            if (length > 50) told.late += 1;
            told.longest = Math.max(told.longest, length);
            scrollBy(0, 40);
            if (innerHeight + scrollY >= document.documentElement.scrollHeight - 1) resolve(told);
            else requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
    }));
}

const browser = await chromium.launch({ executablePath: programPath('chromium'), args: ['--disable-gpu', '--no-first-run'] });
try {
    await sendCall({ port: service.port, participants, minutes });
    while ((await readiness(service.port)).spool.batches > 0) await delay(50);
    const conferenceId = await analysedConference();
    say(`${store.name}: a conference of ${String(participants)} participants, ${String(minutes)} minutes`);

    const lanes: number[] = [], charts: number[] = [], longest: number[] = [], following: number[] = [];
    let [frames, late] = [0, 0];
    for (let round = 0; round < repeats; round++) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
        await logIn(context);
        const page = await context.newPage();
        const begin = performance.now();
        await page.goto(`${origin}/conferences/${conferenceId}`);
        await page.locator('.lane').first().waitFor();
        lanes.push(performance.now() - begin);
        const asked = performance.now();
        await page.locator('.charts-group').first().evaluate((group) => { group.scrollIntoView(); });
        await page.locator('.uplot').first().waitFor();
        charts.push(performance.now() - asked);
        await page.evaluate(() => { scrollTo(0, 0); });
        // all that is near the window is asked for while the page goes down
        const scrolled = await scrollThrough(page);
        frames += scrolled.frames;
        late += scrolled.late;
        longest.push(scrolled.longest);
        await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
        const plot = page.locator('.plot').first();
        await plot.scrollIntoViewIfNeeded();
        const selected = performance.now();
        await plot.press('+');
        await page.waitForFunction(() => new URLSearchParams(location.search).has('from'));
        await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(resolve); }); }));
        following.push(performance.now() - selected);
        if (picture !== '' && round === 0) {
            await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
            await page.screenshot({ path: picture, fullPage: true });
        }
        await context.close();
    }
    say(`lanes are there after ${ms(lanes)}, the first charts ${ms(charts)} after they are scrolled to`);
    say(`scrolling past all charts: ${String(late)} of ${String(frames)} frames took more than 50 ms, the longest ${ms(longest)}`);
    say(`a stretch is drawn by all charts after ${ms(following)}`);
} finally {
    await browser.close();
    await service.close();
    await store.close();
}
