/**
 * How soon the dashboard's first page is there on a slow phone: Lighthouse's profile of one (a processor four times slower, 1.6 Mbit/s down,
 * 150 ms round trip; https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md), nothing kept from an earlier visit.
 *   npm run bench:first-view [-- rounds=5 path=/]
 * `usable` is when the page's head is drawn and can be used, `drawn` when all that it asked for is; both from the begin of the navigation on.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { buildApp } from '../src/app.js';
import { openTrace } from '../src/cli/open-trace.js';
import { replayCall } from '../src/cli/replay-call.js';
import { loadConfig } from '../src/config.js';
// What the plugins add to FastifyInstance.
import type {} from '../src/plugins/auth.js';
import { programPath } from '../test/support/programs.js';
import { numberOption, wordOption } from './options.js';
import { median } from './run-load.js';

const rounds = numberOption('rounds', 5), place = wordOption('path', '/');
const SLOW_PHONE = { cpu: 4, latency: 150, downloadThroughput: 1.6 * 1024 * 1024 / 8, uploadThroughput: 0.75 * 1024 * 1024 / 8 };
const FAST = { cpu: 1, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
interface View { usable: number; drawn: number; bytes: number; busy: number }

async function look(browser: Browser, url: string, cookie: { name: string; value: string }, profile: typeof FAST): Promise<View> {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true });
    await context.addCookies([{ ...cookie, url }]);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    const { cpu, ...network } = profile;
    let bytes = 0;
    devtools.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...network });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await page.addInitScript(() => {
        const seen = { usable: 0, drawn: 0, busy: 0 };
        (window as unknown as { seen: typeof seen }).seen = seen;
        new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) seen.busy += duration;
        }).observe({ entryTypes: ['longtask'] });
        new MutationObserver(() => {
            const now = performance.now();
            if (seen.usable === 0 && document.querySelector('main[data-page] h1') !== null) seen.usable = now;
            if (seen.usable > 0 && document.querySelector('main .skeleton, main [aria-busy=true]') === null) seen.drawn = now;
        }).observe(document, { subtree: true, childList: true, attributes: true });
    });
    await page.goto(url);
    await page.waitForFunction(() => {
        const { seen } = window as unknown as { seen: { usable: number; drawn: number } };
        return seen.usable > 0 && seen.drawn > 0 && performance.now() - seen.drawn > 1500;
    }, undefined, { polling: 200 });
    const seen = await page.evaluate(() => (window as unknown as { seen: Omit<View, 'bytes'> }).seen);
    await context.close();
    return { ...seen, bytes };
}

const dataDir = await mkdtemp(path.join(tmpdir(), 'confmeter-first-view-'));
const app = await buildApp(loadConfig({ DATA_DIR: dataDir, DASHBOARD_TOKEN: 'a-token-for-benches-only', LOG_LEVEL: 'warn' }));
try {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const origin = `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
    for (const name of ['solyd-degraded', 'solyd-cut', 'solyd2-uplink-loss'])
        await replayCall({ trace: openTrace(name).trace, url: origin, conferenceName: name, speed: 600 });
    const [name = '', value = ''] = app.login.cookie.write(false).split(';', 1)[0]?.split('=') ?? [];
    const browser = await chromium.launch({ executablePath: programPath('chromium'), args: ['--disable-gpu', '--no-first-run'] });
    const views: Record<'fast' | 'slow phone', View[]> = { fast: [], 'slow phone': [] };
    for (let round = 0; round < rounds; round++) {
        views.fast.push(await look(browser, `${origin}${place}`, { name, value }, FAST));
        views['slow phone'].push(await look(browser, `${origin}${place}`, { name, value }, SLOW_PHONE));
    }
    await browser.close();
    for (const [profile, seen] of Object.entries(views)) {
        const of = (member: keyof View) => median(seen.map((view) => view[member])).toFixed(0);
        process.stdout.write(`${profile.padEnd(12)} usable ${of('usable')} ms, drawn ${of('drawn')} ms, ${of('bytes')} bytes received, `
            + `main thread held up for ${of('busy')} ms in tasks of 50 ms and more (medians of ${String(rounds)})\n`);
    }
} finally {
    await app.close();
    await rm(dataDir, { recursive: true, force: true });
}
