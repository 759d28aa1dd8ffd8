import t from 'tap';
import { libraryOf, mediaOf, playTrace } from '../client-sdk/play-trace.js';
import { launchChromium } from '../support/chromium.js';
import { expectedEvents, expectedStates } from '../support/expected-call.js';
import { skipWithout } from '../support/programs.js';
import { startService } from '../support/start-service.js';
import { readTrace, TRACES } from '../support/traces.js';
import { collect, createReader, hasEnded, openCallPage, startCallPages, type CallWindow } from './call-pages.js';

/** How long each recorded call, of one to three minutes, takes here. */
const REPLAY_MS = 2500;

/** The page's own clock was read before and after; what it stamped lies between. */
interface Played { t: number; event: string; before: number; after: number }

t.test('recorded calls, played to the script in Chromium, read back from the service', { skip: skipWithout('chromium') }, async (t) => {
    const [pages, browser] = await Promise.all([startCallPages(t), launchChromium(t)]);
    const { origin } = await startService(t, { CORS_ORIGINS: pages, PUSH_INTERVAL: '1', IP_PRIVACY: 'full' });
    const reader = createReader(origin);

    for (const name of [...TRACES, 'solyd2-uplink-loss'] as const) {
        await t.test(`${name} is there, value by value and event by event, for both participants`, async (t) => {
            const calls = await Promise.all((['a', 'b'] as const).map(async (participant) => {
                const lines = readTrace(name, participant);
                const { page, errors } = await openCallPage(await browser.newContext(), `${pages}/${name}`);
                await collect(page, origin, name, { tags: { participant } });
                const played = await page.evaluate(async ({ lines, pace }) => {
                    const { conference } = window as unknown as CallWindow;
                    const begin = performance.now();
                    const played: Played[] = [];
                    for (const line of lines) {
                        const wait = line.t * pace - (performance.now() - begin);
                        if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
                        const before = Date.now();
                        conference.play(line);
                        played.push({ t: line.t, event: line.event, before, after: Date.now() });
                    }
                    return played;
                }, { lines, pace: REPLAY_MS / lines.at(-1)!.t });
                return { participant, lines, played, errors, page };
            }));
            const sessions = await reader.sessionsWhen(name, (sessions) => hasEnded(sessions, 2));
            t.equal(sessions.length, 2);
            for (const { participant, lines, played, errors, page } of calls) {
                const session = sessions.find(({ tags }) => tags?.participant === participant)!;
                t.match(session, { conferenceName: name, endpointId: lines.find(({ me }) => me)?.me, endReason: 'left', browser: { name: /Chrom/ } });
                const { samples, gaps } = await reader.metrics(session);
                t.strictSame(gaps, []);
                t.strictSame(samples.map(({ state }) => libraryOf(state)), expectedStates(lines).map(({ state }) => state));
                const inNode = await playTrace(name, participant);
                t.strictSame(samples.map(({ state }) => mediaOf(state)), inNode.samples.map(({ state }) => mediaOf(state)), 'what getStats() told');
                const stats = played.filter(({ event }) => event === 'cq.local_stats_updated');
                t.ok(samples.every(({ at }, place) => at >= stats[place]!.before && at <= stats[place]!.after), 'each at its time');
                const events = (await reader.events(session)).map(({ at: _, data: { setupMs: __, ...data } = {}, ...event }) =>
                    ({ ...event, ...Object.keys(data).length > 0 && { data } }));
                t.strictSame(events, expectedEvents(lines).map(({ t: _, ...event }) => event));
                t.strictSame(errors, []);
                await page.close();
            }
        });
    }
});
