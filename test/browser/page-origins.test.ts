import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { startService } from '../support/start-service.js';
import { collect, createReader, emitStats, hasEnded, joinCall, leaveCall, openCallPage, startCallPages } from './call-pages.js';

/** Longer than the script waits before it tries again for the first and the second time. */
const LONG_ENOUGH_MS = 4000;

t.test('pages of other origins than the service\'s', { skip: skipWithout('chromium') }, async (t) => {
    const [pages, browser] = await Promise.all([startCallPages(t), launchChromium(t)]);
    // both are this machine, and to a browser two hosts
    const foreign = pages.replace('localhost', '127.0.0.1');

    for (const [name, url, settings] of [
        ['another port of its host', pages, {}], ['a host in CORS_ORIGINS', foreign, { CORS_ORIGINS: foreign }]
    ] as const) await t.test(`a page of ${name} sends, and the service is heard`, async (t) => {
        const { origin } = await startService(t, { PUSH_INTERVAL: '1', ...settings });
        const { page, errors } = await openCallPage(await browser.newContext(), `${url}/allowed`);
        await collect(page, origin, 'allowed');
        await joinCall(page);
        await emitStats(page, 10, 3);
        await leaveCall(page);
        const reader = createReader(origin);
        const [session] = await reader.sessionsWhen('allowed', hasEnded);
        t.strictSame(session && await reader.qualities(session), [10, 11, 12]);
        t.strictSame(errors, []);
    });

    await t.test('a page of a host that is not in CORS_ORIGINS is told so, asks no more, and keeps nothing', async (t) => {
        const { origin } = await startService(t, { PUSH_INTERVAL: '1', CORS_ORIGINS: 'https://meet.example.org' });
        const { page, sent, errors } = await openCallPage(await browser.newContext(), `${foreign}/refused`);
        const statuses: number[] = [];
        page.on('response', (response) => { if (response.url().includes('/v1/')) statuses.push(response.status()); });
        await collect(page, origin, 'refused');
        await joinCall(page);
        await emitStats(page, 10, 3);
        await sleep(LONG_ENOUGH_MS);
        await emitStats(page, 20, 3);
        await leaveCall(page);
        // once when the page begins to join; where that was refused before the page has joined, once more then
        t.ok(sent.length === 1 || sent.length === 2, String(sent.length));
        t.ok(sent.every(({ path }) => path === '/v1/sessions'));
        t.strictSame(statuses, sent.map(() => 403));
        t.strictSame(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('confmeter.unsent.'))), []);
        t.strictSame(await createReader(origin).sessions('refused'), []);
        t.strictSame(errors, []);
    });
});
