import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { skipWithout } from '../support/programs.js';
import { startService } from '../support/start-service.js';
import { collect, createReader, emitStats, hasEnded, joinCall, leaveCall, openCallPage, startCallPages, type CallWindow } from './call-pages.js';

/** Longer than the script looks for Jitsi Meet, and longer than a push interval of these tests. */
const LONG_ENOUGH_MS = 2500;

/** Makes the page look like Jitsi Meet's, as far as the script sees it: its config and its store, with nobody in a call yet. */
const actAsJitsiMeet = (page: Page, config: object = {}, stateConfig = config): Promise<void> => page.evaluate(([pageConfig, storeConfig]) => {
    const here = window as unknown as CallWindow & { dispatch(conferenceState: object): void };
    const state: Record<string, object> = {
        'features/base/conference': {}, 'features/base/config': storeConfig, 'features/base/participants': { local: { name: 'Marie' } }
    };
    const listeners: (() => void)[] = [];
    here.config = pageConfig;
    here.JitsiMeetJS = { version: '01daa07c', app: { analyticsHandlers: [] } };
    here.APP = { store: { getState: () => state, subscribe: (listener: () => void) => listeners.push(listener) } };
    here.dispatch = (conferenceState) => {
        state['features/base/conference'] = conferenceState;
        listeners.forEach((listener) => { listener(); });
    };
}, [config, stateConfig] as const);

/** As when Jitsi Meet begins to join. */
const beginToJoin = (page: Page, name: string, members: object = {}): Promise<void> => page.evaluate(([conferenceName, more]) => {
    const here = window as unknown as CallWindow & { dispatch(conferenceState: object): void };
    here.conference = Object.assign(new here.fakeJitsi.Conference(), { name: conferenceName }, more);
    here.dispatch({ joining: here.conference });
}, [name, members] as const);

/** As jitsi-meet's react/features/analytics/functions.ts does with analytics.scriptURLs: load, make handlers, hand them what they missed. */
async function loadAnalyticsHandlers(page: Page, url: string, events: object[] = []): Promise<number> {
    await page.evaluate(() => { (window as unknown as CallWindow).JitsiMeetJS.app.analyticsHandlers = []; });
    await page.addScriptTag({ url });
    return page.evaluate((missed) => {
        const { analyticsHandlers } = (window as unknown as CallWindow).JitsiMeetJS.app;
        for (const Handler of analyticsHandlers) {
            const handler = new Handler({ host: 'localhost' }) as InstanceType<CallWindow['confmeter']['AnalyticsHandler']>;
            handler.setUserProperties({ tenant: '/', isVisitor: false });
            missed.forEach((event) => { handler.sendEvent(event); });
        }
        return analyticsHandlers.length;
    }, events);
}

t.test('the ways into a page', { skip: skipWithout('chromium') }, async (t) => {
    const [pages, browser] = await Promise.all([
        startCallPages(t), launchChromium(t, { args: ['--host-resolver-rules=MAP insecure.example 127.0.0.1'] })
    ]);
    const { origin } = await startService(t, { CORS_ORIGINS: pages, PUSH_INTERVAL: '1', DISPLAY_NAMES: 'on' });
    const client = `${origin}/client.js`;
    const reader = createReader(origin);
    const open = async (path: string) => openCallPage(await browser.newContext(), `${pages}${path}`);

    await t.test('as an analytics handler of Jitsi Meet it finds the conference and hears of media, devices and ratings', async (t) => {
        const { page, errors } = await open('/acme/handler');
        await actAsJitsiMeet(page);
        t.equal(await loadAnalyticsHandlers(page, client, [
            { type: 'operational', source: 'get.user.media', action: 'error', attributes: { reason: 'gum.permission_denied' } }
        ]), 1);
        await beginToJoin(page, 'handler');
        await joinCall(page);
        await emitStats(page, 90, 3);
        await leaveCall(page);
        await page.evaluate(() => {
            const { confmeter } = window as unknown as CallWindow;
            new confmeter.AnalyticsHandler({}).sendEvent({ type: 'operational', action: 'feedback', attributes: { rating: 2, comment: 'private' } });
        });
        const [session] = await reader.sessionsWhen('handler', (sessions) => sessions[0]?.pushes === 2);
        t.match(session, {
            endReason: 'left', tenant: 'acme', displayName: 'Marie', endpointId: '108418c9', sdk: { version: /^\d/, lib: '01daa07c' },
            device: { cores: /^\d+$/, mobile: false }
        });
        t.strictSame(await reader.qualities(session!), [90, 91, 92]);
        const events = await reader.events(session!);
        t.match(events, [
            { type: 'mediaError', data: { name: 'gum.permission_denied' } }, { type: 'joined' }, { type: 'left' },
            { type: 'feedback', data: { rating: 2 } }
        ]);
        t.notMatch(JSON.stringify(events), /private/);
        t.strictSame(errors, []);
    });

    await t.test('as a script that comes before Jitsi Meet it waits for it, and follows leaving and joining again', async (t) => {
        const { page, errors } = await open('/again');
        await page.addScriptTag({ url: client });
        await sleep(500);
        await actAsJitsiMeet(page);
        for (const quality of [10, 20]) {
            await beginToJoin(page, 'again');
            await page.waitForFunction(() => (window as unknown as CallWindow).conference.listenerCount > 0);
            await joinCall(page);
            await emitStats(page, quality, 2);
            await leaveCall(page);
        }
        const sessions = await reader.sessionsWhen('again', (found) => hasEnded(found, 2));
        t.equal(sessions.length, 2);
        t.strictSame(await Promise.all(sessions.map(reader.qualities)), [[10, 11], [20, 21]]);
        t.ok(sessions.every(({ startedAt, joinedAt }) => joinedAt! >= startedAt));
        t.equal(new Set(sessions.map(({ userId }) => userId)).size, 1);
        t.strictSame(errors, []);
    });

    await t.test('a conference that takes the place of another ends the other\'s session', async (t) => {
        const { page } = await open('/breakout');
        await actAsJitsiMeet(page);
        await page.addScriptTag({ url: client });
        await beginToJoin(page, 'breakout');
        await joinCall(page);
        await beginToJoin(page, 'd9c2-breakout', { mainRoomJid: 'breakout@conference.localhost' });
        await joinCall(page);
        t.match(await reader.sessionsWhen('breakout', hasEnded), [{ endReason: 'left', mainConference: null }]);
        const inBreakoutRoom = await reader.sessionsWhen('d9c2-breakout', ([found]) => Number(found?.joinedAt) > 0);
        t.match(inBreakoutRoom, [{ endedAt: null, mainConference: 'breakout' }]);
    });

    await t.test('loaded in every way and more than once it is one instance', async (t) => {
        const { page, errors, sent } = await open('/once');
        await actAsJitsiMeet(page);
        await page.addScriptTag({ url: client });
        t.equal(await loadAnalyticsHandlers(page, client), 1);
        await beginToJoin(page, 'once');
        await page.addScriptTag({ url: `${origin}/getClient` });
        t.equal(await page.evaluate(() => (window as unknown as CallWindow).JitsiMeetJS.app.analyticsHandlers.length), 1);
        t.equal(await loadAnalyticsHandlers(page, client), 1, 'and a handler again for the next room');
        await page.evaluate(async ([module, endpoint]) => {
            const { conference, confmeter } = window as unknown as CallWindow;
            const { collectCallQuality } = await import(module) as CallWindow['confmeter'];
            confmeter.collectCallQuality(conference);
            collectCallQuality(conference, { endpoint });
        }, [`${pages}/confmeter.mjs`, origin] as const);
        await joinCall(page);
        await emitStats(page, 50, 4);
        await leaveCall(page);
        const sessions = await reader.sessionsWhen('once', hasEnded);
        t.equal(sessions.length, 1);
        t.strictSame(await reader.qualities(sessions[0]!), [50, 51, 52, 53]);
        t.strictSame([...new Set(sent.map(({ body }) => body.sessionId).filter(Boolean))], [sessions[0]!.sessionId]);
        t.equal(await page.evaluate(() => (window as unknown as CallWindow).conference.listenerCount), 1, 'which waits for a join');
        t.strictSame(errors, []);
    });

    await t.test('a page of one\'s own hands its conference over, and can stop', async (t) => {
        const { page, errors } = await open('/own');
        await page.evaluate(() => { Object.assign(window, { JitsiMeetJS: { version: '01daa07c' } }); });
        await collect(page, origin, 'own', { tags: { site: 'north' } });
        await joinCall(page);
        await emitStats(page, 70, 2);
        await page.evaluate(() => (window as unknown as CallWindow).stopCollecting());
        await emitStats(page, 1, 2);
        t.equal(await page.evaluate(() => (window as unknown as CallWindow).conference.listenerCount), 0);
        const [session] = await reader.sessions('own');
        t.match(session, { endReason: 'left', tags: { site: 'north' }, tenant: null, sdk: { lib: '01daa07c' } });
        t.strictSame(await reader.qualities(session!), [70, 71]);
        t.strictSame(errors, []);
    });

    await t.test('so does a page that imports the module', async (t) => {
        const { page, errors } = await open('/module');
        await page.evaluate(async ([module, endpoint]) => {
            const here = window as unknown as CallWindow;
            const { collectCallQuality } = await import(module) as CallWindow['confmeter'];
            here.conference = Object.assign(new here.fakeJitsi.Conference(), { name: 'module' });
            collectCallQuality(here.conference, { endpoint });
        }, [`${pages}/confmeter.mjs`, origin] as const);
        await joinCall(page);
        await emitStats(page, 33);
        await leaveCall(page);
        const [session] = await reader.sessionsWhen('module', hasEnded);
        t.strictSame(await reader.qualities(session!), [33]);
        t.strictSame(errors, []);
    });

    await t.test('a page may hand over nonsense', async (t) => {
        const { page, errors, sent } = await open('/nonsense');
        await page.addScriptTag({ url: client });
        await page.evaluate(async () => {
            const { confmeter } = window as unknown as CallWindow;
            for (const nonsense of [undefined, null, 5, {}, { getName: () => 'x' }]) {
                const stop = confmeter.collectCallQuality(nonsense as never, nonsense as never);
                await stop();
            }
        });
        await sleep(LONG_ENOUGH_MS);
        t.strictSame(errors, []);
        t.strictSame(sent, []);
    });

    const silent: [string, object, object, object][] = [
        ['requests to third parties are ruled out', { disableThirdPartyRequests: true }, {}, {}],
        ['requests to third parties are ruled out by the URL', {}, { disableThirdPartyRequests: true }, {}],
        ['analytics are disabled', { analytics: { disabled: true } }, {}, {}],
        ['the participant is a recorder', {}, { iAmRecorder: true }, {}],
        ['the participant is a SIP gateway', {}, { iAmSipGateway: true }, {}],
        ['the participant is hidden', {}, {}, { hidden: true }]
    ];
    await t.test('nothing is sent when', async (t) => {
        await Promise.all(silent.map(async ([when, config, stateConfig, members], place) => {
            const { page, errors, sent } = await open('/silent');
            await actAsJitsiMeet(page, config, stateConfig);
            if (place % 2 === 0) await page.addScriptTag({ url: client });
            else await loadAnalyticsHandlers(page, client, [{ action: 'feedback', attributes: { rating: 1 } }]);
            await beginToJoin(page, 'silent', members);
            await joinCall(page);
            await emitStats(page, 1, 5);
            await sleep(LONG_ENOUGH_MS);
            await leaveCall(page);
            await page.goto('about:blank');
            t.strictSame([sent, errors], [[], []], when);
            await page.close();
        }));
        t.strictSame(await reader.sessions('silent'), []);
    });

    await t.test('on a page that is not secure, where there can be no call, it does nothing', async (t) => {
        const insecure = await openCallPage(await browser.newContext(), `${pages.replace('localhost', 'insecure.example')}/insecure`);
        t.equal(await insecure.page.evaluate(() => window.isSecureContext), false);
        await insecure.page.addScriptTag({ url: client });
        t.notOk(await insecure.page.evaluate(() => 'confmeter' in window));
        t.strictSame(insecure.errors, []);
    });

    await t.test('as a plain file, without a service that configures it, it works with its defaults', async (t) => {
        const { page, errors, sent } = await open('/plain');
        const file = await (await fetch(client)).text();
        await page.route(`${pages}/sub/client.js`, (route) => route.fulfill({
            contentType: 'text/javascript', body: file.replace(/\{"pushInterval":[^}]*\}/, '__CONFMETER_OPTIONS__')
        }));
        await page.addScriptTag({ url: `${pages}/sub/client.js` });
        await page.evaluate(() => {
            const { confmeter, fakeJitsi } = window as unknown as CallWindow;
            confmeter.collectCallQuality(new fakeJitsi.Conference());
        });
        t.equal((await eventually(() => sent[0]?.path, Boolean)), '/sub/v1/sessions', 'to the folder that it came from');
        t.strictSame(errors, []);
    });
});
