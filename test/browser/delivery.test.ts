import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { buildApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { DASHBOARD_TOKEN, makeDataDir } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { skipWithout } from '../support/programs.js';
import {
    collect, createReader, emitStats, joinCall, leaveCall, openCallPage, startCallPages, type CallPage
} from './call-pages.js';

/** A service that can be stopped and started again, on the same port and data. */
async function createRestartable(t: Test, settings: Record<string, string>) {
    const DATA_DIR = await makeDataDir(t);
    const launch = async (port: number, more: Record<string, string> = {}) => {
        const app = await buildApp(loadConfig({ DATA_DIR, DASHBOARD_TOKEN, LOG_LEVEL: 'silent', PUSH_INTERVAL: '1', ...settings, ...more }));
        await app.listen({ host: '127.0.0.1', port });
        return app;
    };
    let app = await launch(0);
    t.teardown(() => app.close());
    const { port } = app.server.address() as AddressInfo;
    return {
        origin: `http://localhost:${String(port)}`,
        stop: () => app.close(),
        async start(more: Record<string, string> = {}) { app = await launch(port, more); }
    };
}

const isPush = ({ path }: CallPage['sent'][number]) => path.endsWith('/metrics');
const unsent = (page: Page): Promise<number> => page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.startsWith('confmeter.unsent.')).length);
/** Not "silent", which a session can be until the service hears of it again. */
const hasEndedAs = (reason: string) => (sessions: readonly SessionReply[]) => sessions[0]?.endReason === reason;

t.test('what becomes of a call\'s data', { skip: skipWithout('chromium') }, async (t) => {
    const [pages, browser] = await Promise.all([startCallPages(t), launchChromium(t)]);
    const service = await createRestartable(t, { CORS_ORIGINS: pages });
    const { origin } = service;
    const reader = createReader(origin);
    /** A call that is going on, with its first push delivered. */
    const call = async (name: string, context?: BrowserContext) => {
        const opened = await openCallPage(context ?? await browser.newContext(), `${pages}/${name}`);
        await collect(opened.page, origin, name);
        await joinCall(opened.page);
        await emitStats(opened.page, 1, 2);
        await reader.sessionsWhen(name, (sessions) => sessions.some(({ pushes }) => pushes > 0));
        return opened;
    };

    await t.test('when the page is offline for a while, nothing is missing afterwards', async (t) => {
        const { page, errors, sent } = await call('offline');
        await page.context().setOffline(true);
        await emitStats(page, 3, 3);
        const before = sent.filter(isPush).length;
        await eventually(() => sent.filter(isPush).length, (count) => count > before);
        await sleep(2500);
        t.ok(await unsent(page));
        await emitStats(page, 6, 3);
        await page.context().setOffline(false);
        await leaveCall(page);
        const [session] = await reader.sessionsWhen('offline', hasEndedAs('left'));
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4, 5, 6, 7, 8]);
        t.strictSame((await reader.metrics(session!)).gaps, []);
        await eventually(() => unsent(page), (count) => count === 0);
        t.equal(await unsent(page), 0);
        t.strictSame(errors, []);
    });

    await t.test('when the service restarts in the middle of the call, nothing is missing afterwards', async (t) => {
        const { page, errors } = await call('restart');
        await service.stop();
        await emitStats(page, 3, 2);
        await sleep(1500);
        await emitStats(page, 5, 2);
        await service.start();
        await leaveCall(page);
        const [session] = await reader.sessionsWhen('restart', hasEndedAs('left'));
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4, 5, 6]);
        t.strictSame((await reader.metrics(session!)).gaps, []);
        t.strictSame(errors, []);
    });

    await t.test('when the service no longer knows its own tokens, the session is posted again and goes on', async (t) => {
        const { page, sent } = await call('secret');
        const posts = sent.filter((request) => !isPush(request)).length;
        await service.stop();
        await service.start({ SESSION_SECRET: 'another-secret-of-the-service' });
        await emitStats(page, 3, 2);
        await leaveCall(page);
        const [session, ...more] = await reader.sessionsWhen('secret', hasEndedAs('left'));
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
        t.strictSame(more, []);
        t.equal(sent.filter((request) => !isPush(request)).length, posts + 1);
    });

    for (const [how, die] of [
        ['is reloaded', (page: Page) => page.reload()],
        ['crashes', (page: Page) => page.goto('chrome://crash').catch(() => page.close())]
    ] as const) {
        await t.test(`when the page ${how} with unsent pushes, the next page delivers them`, async (t) => {
            const name = how.replaceAll(' ', '-');
            const context = await browser.newContext();
            const { page } = await call(name, context);
            await service.stop();
            await emitStats(page, 3, 2);
            await eventually(() => unsent(page), (count) => count > 0);
            await die(page);
            await service.start();
            const next = page.isClosed() ? await openCallPage(context, `${pages}/next`) : { page, errors: [] };
            t.equal(await unsent(next.page), 1);
            await collect(next.page, origin, `after-${name}`);
            const [session] = await reader.sessionsWhen(name, ([found]) => found?.samples === 4);
            t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
            // nobody said that the crashed one ended; on a slow machine its silence may have been long enough by now
            t.match(String(session?.endReason ?? null), how === 'is reloaded' ? /^closed$/ : /^(null|silent)$/);
            await eventually(() => unsent(next.page), (count) => count === 0);
            t.strictSame(next.errors, []);
        });
    }

    await t.test('two pages of one browser do not meddle with each other\'s session', async (t) => {
        const context = await browser.newContext();
        const first = await call('first', context);
        await service.stop();
        await emitStats(first.page, 3, 2);
        await eventually(() => unsent(first.page), (count) => count > 0);
        const second = await openCallPage(context, `${pages}/second`);
        const script = await (await service.start(), fetch(`${origin}/client.js`));
        t.ok(script.ok);
        await collect(second.page, origin, 'second');
        await joinCall(second.page);
        await leaveCall(first.page);
        const [session] = await reader.sessionsWhen('first', hasEndedAs('left'));
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
        t.notOk(second.sent.some(({ body }) => body.sessionId === session!.sessionId), 'it is the living page that delivers');
    });

    await t.test('when the page is closed, the rest is delivered, and the session has ended as closed', async (t) => {
        const context = await browser.newContext();
        const opener = await openCallPage(context, `${pages}/opener`);
        const [popup] = await Promise.all([context.waitForEvent('page'), opener.page.evaluate(() => { window.open('/popup'); })]);
        await popup.waitForLoadState();
        await collect(popup, origin, 'popup');
        await joinCall(popup);
        await reader.sessionsWhen('popup', ([found]) => Number(found?.pushes) > 0);
        await emitStats(popup, 7, 3);
        await Promise.all([popup.waitForEvent('close'), popup.evaluate(() => { window.close(); })]);
        const [session] = await reader.sessionsWhen('popup', hasEndedAs('closed'));
        t.strictSame(await reader.qualities(session!), [7, 8, 9]);
    });

    await t.test('when the page goes elsewhere in the middle of the call, the session has ended as closed', async (t) => {
        const { page } = await call('elsewhere');
        await emitStats(page, 3, 2);
        await page.goto(`${pages}/somewhere`);
        const [session] = await reader.sessionsWhen('elsewhere', hasEndedAs('closed'));
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
    });

    await t.test('when the page comes back from the back/forward cache, the same session goes on', async (t) => {
        const { page, errors } = await call('back');
        await page.evaluate(() => {
            window.addEventListener('pageshow', ({ persisted }) => { if (persisted) Object.assign(window, { persisted }); });
        });
        await emitStats(page, 3);
        await page.goto(`${pages}/forth`);
        await reader.sessionsWhen('back', hasEndedAs('closed'));
        // not page.goBack(), which waits for a load that does not come
        await page.evaluate(() => { history.back(); });
        await page.waitForFunction(() => 'persisted' in window);
        await emitStats(page, 4);
        await leaveCall(page);
        const [session, ...more] = await reader.sessionsWhen('back', hasEndedAs('left'));
        t.strictSame(more, []);
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
        t.strictSame(errors, []);
    });

    await t.test('when the service does not want the conference, the page asks once and is silent', async (t) => {
        await service.stop();
        await service.start({ CONFERENCE_PATTERN: '^wanted$' });
        const { page, sent, errors } = await openCallPage(await browser.newContext(), `${pages}/unwanted`);
        await collect(page, origin, 'unwanted');
        await joinCall(page);
        await emitStats(page, 1, 3);
        await sleep(3000);
        await leaveCall(page);
        t.ok(sent.length <= 2 && !sent.some(isPush), JSON.stringify(sent.map(({ path }) => path)));
        t.equal(await unsent(page), 0);
        t.strictSame(errors, []);
        await service.stop();
        await service.start();
    });

    await t.test('where the page may keep nothing, all else works', async (t) => {
        const context = await browser.newContext();
        await context.addInitScript(() => {
            Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('The operation is insecure.', 'SecurityError'); } });
        });
        const { page, errors } = await call('forbidden', context);
        await emitStats(page, 3, 2);
        await leaveCall(page);
        const [session] = await reader.sessionsWhen('forbidden', hasEndedAs('left'));
        t.equal(session?.userId, null);
        t.strictSame(await reader.qualities(session!), [1, 2, 3, 4]);
        t.strictSame(errors, []);
    });

    await t.test('where the browser cannot time out requests, all else works', async (t) => {
        const context = await browser.newContext();
        await context.addInitScript(() => { Reflect.deleteProperty(AbortSignal, 'timeout'); });
        const { page, errors } = await call('no-timeout', context);
        await leaveCall(page);
        const [session] = await reader.sessionsWhen('no-timeout', hasEndedAs('left'));
        t.strictSame(await reader.qualities(session!), [1, 2]);
        t.strictSame(errors, []);
    });
});
