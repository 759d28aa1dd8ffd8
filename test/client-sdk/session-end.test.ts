import t from 'tap';
import { Conference, Track } from '../support/fake-jitsi.js';
import { createFakeEnvironment } from './fake-environment.js';
import { eventsOf, openCollector, stats } from './open-collector.js';

for (const [event, args, end] of [
    ['conference.left', [], 'left'], ['conference.kicked', [], 'kicked'], ['conference.failed', ['conference.destroyed'], 'failed']
] as const) {
    t.test(`ends as ${end} on ${event}, at once, and is then silent`, async (t) => {
        const { page, conference, environment } = openCollector();
        conference.join();
        conference.emitStats(stats(100));
        await page.advance(7000);
        conference.emit(event, ...args);
        conference.emit('conference.left');
        conference.emitStats(stats(50));
        conference.emit('conference.noisy_mic');
        await page.advance(300_000);
        t.equal(page.pushes().length, 1);
        t.match(page.pushes()[0], { seq: 0, deltas: [{ keyframe: true }], end, sentAt: environment.now() - 300_000 });
        t.equal(page.timerCount, 0);
        t.equal(page.listenerCount, 0);
    });
}

t.test('goes on after a failure from which the join can recover', async (t) => {
    const { page, conference } = openCollector();
    conference.emit('conference.failed', 'conference.passwordRequired');
    await page.advance(5000);
    conference.join();
    await page.advance(25_000);
    t.equal(new Set(page.posts().map(({ sessionId }) => sessionId)).size, 1);
    t.match(eventsOf(page), [
        { type: 'conferenceFailed', data: { code: 'conference.passwordRequired' } }, { type: 'joined', data: { setupMs: 5000 } }
    ]);
    t.notOk('end' in page.pushes()[0]!);
});

t.test('a stay after the end is a session of its own', async (t) => {
    const { page, conference } = openCollector();
    conference.join('108418c9');
    conference.emit('conference.failed', 'conference.connectionError');
    await page.advance(10_000);
    conference.join('c0863947');
    conference.emitStats(stats(100));
    await page.advance(30_000);
    const sessions = page.posts();
    t.equal(new Set(sessions.map(({ sessionId }) => sessionId)).size, 2);
    t.match(sessions.at(-1), { endpointId: 'c0863947', joinedAt: page.time - 30_000, startedAt: page.time - 30_000 });
    t.match(page.pushes().at(-1), { seq: 0, deltas: [{ keyframe: true }], events: [{ type: 'joined' }] });
    t.equal(conference.listeners.get('cq.local_stats_updated')?.length, 1);
});

t.test('stop ends the session, lets go of everything and resolves when all is delivered', async (t) => {
    const conference = new Conference();
    conference.tracks = [new Track('audio', true)];
    const { page, collector } = openCollector({}, { conference });
    t.ok(conference.listenerCount > 20);
    t.ok(page.listenerCount > 3);
    conference.join();
    let answerPush: () => void = () => undefined;
    page.answer = (request) => request.path === 'v1/sessions'
        ? page.asService(request)
        : new Promise((resolve) => { answerPush = () => { resolve({ status: 204 }); }; });
    await page.settle();
    let stopped = false;
    const stopping = collector.stop().then(() => { stopped = true; });
    t.equal(conference.listenerCount + conference.connection.listenerCount + conference.tracks[0]!.listenerCount, 0);
    t.equal(page.timerCount, 0);
    await page.settle();
    t.match(page.pushes(), [{ seq: 0, end: 'left' }]);
    t.equal(stopped, false);
    answerPush();
    await stopping;
    t.equal(page.listenerCount, 0);
    t.equal(page.locks.held.size, 0);
    await collector.stop();
    t.equal(page.pushes().length, 1);
});

t.test('a rating comes after the end, with the end; nothing else does', async (t) => {
    const { page, conference, collector } = openCollector();
    conference.join();
    conference.leave();
    await page.advance(60_000);
    collector.addEvent('feedback', { rating: 4 });
    collector.addEvent('mediaError', { name: 'gum.not_found' });
    await page.settle();
    t.equal(page.pushes().length, 2);
    t.match(page.pushes()[1], { seq: 1, events: [{ at: page.time, type: 'feedback', data: { rating: 4 } }], end: 'left' });
});

t.test('follows the page: flushes when hidden, ends when it is left', async (t) => {
    const { page, conference } = openCollector();
    conference.join();
    conference.emitStats(stats(100));
    await page.settle();
    page.hide();
    await page.settle();
    t.match(page.pushes(), [{ seq: 0, deltas: [{ keyframe: true }], events: [{ type: 'joined' }, { type: 'visibility', data: { hidden: true } }] }]);
    page.hidden = false;
    page.fire('visibilitychange');
    page.fire('pagehide', false);
    page.hide();
    await page.settle();
    t.equal(page.pushes().length, 2, 'nothing twice');
    t.match(page.pushes()[1], { seq: 1, deltas: [], events: [{ type: 'visibility', data: { hidden: false } }], end: 'closed' });
    t.ok(page.sent.filter(({ path }) => path.endsWith('/metrics')).every(({ keepalive }) => keepalive));
});

t.test('goes on with the same session when the page comes back from the back/forward cache', async (t) => {
    const { page, conference } = openCollector();
    conference.join();
    await page.settle();
    t.equal(page.locks.held.size, 1);
    page.fire('pagehide', true);
    page.hide();
    await page.settle();
    t.equal(page.locks.held.size, 0, 'a lock would keep the page out of the cache');
    t.match(page.pushes(), [{ seq: 0, end: 'closed' }], 'it may not come back');
    page.hidden = false;
    page.fire('visibilitychange');
    page.fire('pageshow', true);
    await page.settle();
    t.strictSame({ ...page.pushes()[1], sentAt: 0 }, { token: 'the-token', sentAt: 0, seq: 1, deltas: [], events: [] }, 'but it has');
    conference.emitStats(stats(100));
    await page.advance(30_000);
    t.equal(page.locks.held.size, 1);
    t.match(page.pushes().at(-1), { seq: 2, deltas: [{ keyframe: true }] });
    t.equal(new Set(page.posts().map(({ sessionId }) => sessionId)).size, 1);
});

t.test('while a stay goes on the page can look up its id, by the namespace of its conference', async (t) => {
    for (const [facts, namespace] of [[{}, 'weekly-standup'], [{ tenant: 'north' }, 'north/weekly-standup']] as const) {
        const fake = createFakeEnvironment();
        const sessionIds = new Map<string, string>();
        Object.assign(fake.environment, { sessionIds });
        const { page, conference } = openCollector({}, { fake, facts });
        conference.join();
        await page.advance(1000);
        t.same([...sessionIds], [[namespace, page.posts()[0]?.sessionId]]);
        conference.emit('conference.left');
        t.equal(sessionIds.size, 0);
    }
});
