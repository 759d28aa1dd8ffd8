import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import type { Test } from 'tap';
import { openTrace } from '../../src/cli/open-trace.js';
import { replayCall } from '../../src/cli/replay-call.js';
import { DASHBOARD_TOKEN } from '../build-test-app.js';
import { startService, type Service } from '../support/start-service.js';
import { waitUntil } from '../support/wait-until.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The service with recorded calls in it, each under its name as conference. */
export interface Site extends Service {
    /** The answer of the read API. */
    ask: <T>(path: string) => Promise<T>;
    /** Plays one more recorded call, and waits until it has been analysed. */
    replay: (trace: string, conferenceName?: string) => Promise<void>;
}

interface SiteOptions { traces?: readonly string[]; settings?: Record<string, string> }

export async function startSite(t: Test, { traces = [], settings = {} }: SiteOptions = {}): Promise<Site> {
    const service = await startService(t, settings);
    const url = `${service.origin}${settings.BASE_PATH ?? ''}`;
    const ask = async <T>(path: string): Promise<T> => {
        const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${DASHBOARD_TOKEN}` } });
        if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
        return await answer.json() as T;
    };
    const replay = async (name: string, conferenceName = name) => {
        await replayCall({ trace: openTrace(name).trace, url, conferenceName, speed: 600 });
        await waitUntil(`${conferenceName} has been analysed`, async () => {
            const { items } = await ask<{ items: { endedAt: number | null; summary: object | null }[] }>(`/v1/sessions?conferenceName=${encodeURIComponent(conferenceName)}`);
            return items.length > 0 && items.every(({ endedAt, summary }) => endedAt !== null && summary !== null);
        });
    };
    for (const name of traces) await replay(name);
    return { ...service, origin: url, ask, replay };
}

export interface Dashboard {
    page: Page;
    context: BrowserContext;
    /** Console errors, CSP violations, exceptions, failed requests: a test ends with none. */
    complaints: string[];
    /** Opens a page by its path, and waits until it is drawn. */
    open: (path: string) => Promise<void>;
    /** What axe-core finds of at least serious impact, in a line each (https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md). */
    findBarriers: () => Promise<string[]>;
}

/**
 * A browser window that has logged in. When the test ends there must have been no complaint; `t` is a subtest, so that what its parent started
 * ends then as well.
 */
export async function openDashboard(t: Test, browser: Browser, { origin, app }: Site, options: BrowserContextOptions = {}): Promise<Dashboard> {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    const [name = '', value = ''] = app.login.cookie.write(false).split(';', 1)[0]!.split('=');
    await context.addCookies([{ name, value, url: origin }]);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
    page.on('console', (message) => { if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text()); });
    t.teardown(async () => {
        await context.close();
        if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
    });
    return {
        page, context, complaints,
        open: async (path) => {
            await page.goto(`${origin}${path}`);
            await page.locator('main[data-page] h1').waitFor();
            await isDrawn(page);
        },
        findBarriers: async () => {
            // by the debugger, which the page's policy does not bind
            await page.evaluate(AXE);
            const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
            return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
                .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${String(target)} ${failureSummary ?? ''}`));
        }
    };
}

/** All that was asked for has come and is drawn: no part of the page holds a place any more. */
export async function isDrawn(page: Page): Promise<void> {
    await page.waitForFunction(() => document.querySelector('main .skeleton, main [aria-busy=true]') === null);
}

/** Everything that the Tab key reaches, in its order, by its accessible name or text, until it comes round. */
export async function tabThrough(page: Page, limit = 300): Promise<string[]> {
    const reached: string[] = [];
    for (let count = 0; count < limit; count += 1) {
        await page.keyboard.press('Tab');
        const told = await page.evaluate(() => {
            const { activeElement } = document;
            if (activeElement === null || activeElement === document.body) return null;
            return `${activeElement.tagName.toLowerCase()} ${activeElement.getAttribute('aria-label') ?? activeElement.textContent.trim().slice(0, 60)}`;
        });
        if (told === null) break;
        reached.push(told);
    }
    return reached;
}

/** Whether the page can be read without scrolling sideways. */
export const fitsSideways = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
