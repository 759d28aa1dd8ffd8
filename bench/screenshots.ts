/**
 * Pictures of every page of the dashboard, light, dark and on a phone: of recorded calls, a month of generated ones, and two calls that go on
 * meanwhile.
 *   npm run screenshots [-- folder=dist/screenshots language=en sessions=3000 only=conference]
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { chromium, type Page } from 'playwright-core';
import { buildApp } from '../src/app.js';
import { openTrace } from '../src/cli/open-trace.js';
import { replayCall } from '../src/cli/replay-call.js';
import { loadConfig } from '../src/config.js';
// What the plugins add to FastifyInstance.
import type {} from '../src/plugins/auth.js';
import type {} from '../src/plugins/store.js';
import { addPerson } from '../test/dashboard/one-person.js';
import { isDrawn } from '../test/dashboard/open-dashboard.js';
import { programPath } from '../test/support/programs.js';
import { ROOT } from '../test/support/project.js';
import { createMonth } from './month-calls.js';
import { loadConferences, openForLoading } from './month-store.js';
import { numberOption, wordOption } from './options.js';

const folder = path.resolve(ROOT, wordOption('folder', 'dist/screenshots'));
const language = wordOption('language', 'en'), wanted = numberOption('sessions', 3000), only = wordOption('only', '');
const HOUR_MS = 3_600_000;
const TOKEN = 'a-token-for-pictures-only';
const EVER = { from: -Infinity, to: Infinity };
/** Recorded calls that are over, and those that go on while the pictures are taken, under the names that they have in them. */
const OVER = { 'help-desk': 'solyd-cut', 'faculty-meeting': 'solyd-degraded', 'weekly-standup': 'solyd2-uplink-loss' } as const;
/** One who comes again and again. */
const PERSON = 'anna';
const GOING_ON = { 'press-briefing': 'solyd2-uplink-loss', 'board': 'solyd2-clean' } as const;
/** In the bad stretch of the calls that go on, ms after their begin. */
const INTO_THE_CALLS = 68_000;
const LOOKS = {
    light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
    phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
} as const;
const say = (text: string) => { process.stdout.write(`${text}\n`); };

/** A month of calls that ended an hour ago at the latest. */
async function loadMonth(dataDir: string): Promise<void> {
    const to = Math.floor(Date.now() / HOUR_MS - 6) * HOUR_MS;
    const { conference } = createMonth(7, { from: to - 30 * 24 * HOUR_MS, to });
    const store = openForLoading(dataDir);
    const conferences = [];
    for (let sessions = 0; sessions < wanted; sessions += conferences.at(-1)?.length ?? 1)
        conferences.push(conference().filter(({ push }) => push.at < Date.now() - HOUR_MS));
    await loadConferences(store, conferences.filter(({ length }) => length > 0), Date.now());
    await store.close();
}

async function rolledUp({ store }: FastifyInstance): Promise<void> {
    const isDue = async () => (await Promise.all((['hour', 'day'] as const).map((level) => store.rollups.due({ level, ...EVER })))).flat().length > 0;
    while (await isDue()) await delay(500);
}

const ask = async <T>(origin: string, place: string): Promise<T> =>
    await (await fetch(`${origin}${place}`, { headers: { authorization: `Bearer ${TOKEN}` } })).json() as T;

/** The address of each page, by the name of its picture. */
async function pagesOf(origin: string): Promise<Record<string, string>> {
    interface Found { items: { conferenceId: string }[] }
    const { items: [conference] } = await ask<Found>(origin, '/v1/conferences?conferenceName=weekly-standup');
    const { conferences: goingOn } = await ask<{ conferences: { conferenceId: string; worst: string }[] }>(origin, '/v1/live?participants=false');
    if (conference === undefined) throw new Error('The recorded call is not there.');
    const worst = goingOn.find((live) => live.worst === 'poor')?.conferenceId ?? '';
    return {
        // first, before the calls that go on are over
        live: `/live?open=${worst}`, overview: '/', conferences: '/conferences', conference: `/conferences/${conference.conferenceId}`,
        participant: `/participants/${PERSON}`, setup: '/setup'
    };
}

async function takePictures(app: FastifyInstance, origin: string): Promise<void> {
    const browser = await chromium.launch({ executablePath: programPath('chromium'), args: ['--disable-gpu', '--no-first-run'] });
    const [name = '', value = ''] = app.login.cookie.write(false).split(';', 1)[0]?.split('=') ?? [];
    try {
        const windows = await Promise.all(Object.entries(LOOKS).map(async ([look, options]) => {
            const context = await browser.newContext({ locale: language, timezoneId: 'Europe/Paris', reducedMotion: 'reduce', ...options });
            await context.addCookies([{ name, value, url: origin }]);
            return [look, await context.newPage()] as const;
        }));
        for (const [picture, place] of Object.entries(await pagesOf(origin)))
            if (only === '' || only === picture)
                for (const [look, page] of windows) await takePicture(page, `${origin}${place}`, `${picture}-${look}`);
    } finally {
        await browser.close();
    }
}

async function takePicture(page: Page, url: string, name: string): Promise<void> {
    await page.goto(url);
    await page.locator('main[data-page] h1').waitFor();
    // what is drawn only when it is looked at
    for (let top = 0, height = 1; top < height; top += 600) {
        height = await page.evaluate((y) => { scrollTo(0, y); return document.documentElement.scrollHeight; }, top);
        await isDrawn(page);
    }
    await page.evaluate(() => { scrollTo(0, 0); });
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
    await page.screenshot({ path: path.join(folder, `${name}-whole.png`), fullPage: true });
    say(`  ${path.relative(ROOT, folder)}/${name}.png, ${name}-whole.png`);
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'confmeter-screenshots-'));
await mkdir(folder, { recursive: true });
say(`A month of ${String(wanted)} sessions …`);
await loadMonth(dataDir);
const app = await buildApp(loadConfig({ DATA_DIR: dataDir, DASHBOARD_TOKEN: TOKEN, LOG_LEVEL: 'warn' }));
try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const origin = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
    const play = (speed: number) => async ([conferenceName, name]: [string, string]) =>
        replayCall({ trace: openTrace(name).trace, url: origin, conferenceName, speed });
    await rolledUp(app);
    await addPerson({ app, ask: (place) => ask(origin, place) }, PERSON, 24);
    for (const call of Object.entries(OVER)) await play(600)(call);
    say('Recorded calls, and two that go on …');
    const goingOn = Promise.all(Object.entries(GOING_ON).map(play(1))).catch(() => undefined);
    if (only === '' || only === 'live') await delay(INTO_THE_CALLS);
    await takePictures(app, origin);
    if (only === '') await goingOn;
} finally {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
}
