import t from 'tap';
import type {} from '../../src/plugins/audience.js';
import { buildTestApp } from '../build-test-app.js';
import { createClock, openPage, readLive } from '../live/live-pages.js';

t.test('with AUDIENCE_CONFERENCES=on the participants of a conference are members of its namespace, each once', async (t) => {
    const clock = createClock();
    const settings = { AUDIENCE_CONFERENCES: 'on', AUDIENCE_ENABLE_UUID: 'on', AUDIENCE_INCREMENT_DELAY: '0' };
    const app = await buildTestApp(t, settings, { now: () => clock.now });
    const [first] = [await openPage(app, clock, { endpointId: 'a' }), await openPage(app, clock, { endpointId: 'b' })];
    await openPage(app, clock, { endpointId: 'c', joinedAt: null });
    await openPage(app, clock, { endpointId: 'b', observedBy: first.sessionId });
    await openPage(app, clock, { tenant: 'acme' });
    await readLive(app);
    t.equal(app.audience.members('weekly'), 2, 'neither who waits to be let in nor who is seen from outside beside their own session');
    t.equal(app.audience.members('acme/weekly'), 1);
    app.audience.join('weekly', { send: () => undefined, end: () => undefined }, first.sessionId);
    t.equal(app.audience.members('weekly'), 2, 'a participant who listens, too');

    await first.push({ deltas: [], end: 'left' });
    clock.now += 60_000;
    await readLive(app);
    t.equal(app.audience.members('acme/weekly'), 1);
    clock.now += 60_000;
    await readLive(app);
    t.equal(app.audience.members('acme/weekly'), 0);
    t.equal(app.audience.members('weekly'), 1, 'who listens is still there');
});

t.test('without it a conference is in no namespace: its name is a key to it', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    await openPage(app, clock);
    t.equal((await readLive(app)).conferences.length, 1);
    t.equal(app.audience.members('weekly'), 0);
    t.same([...app.audience.list()], []);
});
