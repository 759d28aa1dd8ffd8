import { createHash } from 'node:crypto';
import t from 'tap';
import { Conference } from '../support/fake-jitsi.js';
import { createFakeEnvironment } from './fake-environment.js';
import { eventsOf, openCollector, pushesOf, stats } from './open-collector.js';

t.test('posts the session when the join begins, and again when it is over and when the meeting id comes', async (t) => {
    const { page, conference } = openCollector();
    await page.settle();
    const [begun] = page.posts();
    t.strictSame({ ...begun, sessionKey: 0, sessionId: 0, userId: 0 }, {
        sessionKey: 0, sessionId: 0, userId: 0, conferenceName: 'weekly-standup', startedAt: page.time, sentAt: page.time,
        sdk: { version: '0.1.0' }, device: { cores: 8, memory: 8, mobile: false }
    });
    await page.advance(1200);
    conference.join('108418c9');
    await page.settle();
    conference.meetingId = 'b7c1d2e3';
    conference.emit('conference.unique_id_set', 'b7c1d2e3');
    await page.settle();
    t.equal(page.posts().length, 3);
    t.strictSame(page.posts()[1], { ...begun, endpointId: '108418c9', joinedAt: page.time, sentAt: page.time });
    t.strictSame(page.posts()[2], { ...page.posts()[1], meetingId: 'b7c1d2e3' });
    conference.emit('conference.unique_id_set', 'b7c1d2e3');
    await page.settle();
    t.equal(page.posts().length, 3, 'not again without news');
    Object.assign(conference, { me: null, meetingId: undefined });
    conference.emit('conference.breakout-rooms.updated');
    await page.settle();
    t.equal(page.posts().length, 3, 'nor when the library forgets');
});

t.test('makes the session id of the session key: the first half of its SHA-256 as a UUID of version 8', async (t) => {
    const ids = new Set<unknown>();
    for (let round = 0; round < 20; round++) {
        const { page } = openCollector();
        await page.settle();
        const { sessionKey, sessionId } = page.posts()[0] as unknown as { sessionKey: string; sessionId: string };
        t.match(sessionKey, /^[0-9a-f]{32}$/);
        t.match(sessionId, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        const digest = createHash('sha256').update(sessionKey).digest().subarray(0, 16);
        digest[6] = (digest[6]! & 0x0f) | 0x80;
        digest[8] = (digest[8]! & 0x3f) | 0x80;
        t.equal(sessionId.replaceAll('-', ''), digest.toString('hex'));
        ids.add(sessionId);
    }
    t.equal(ids.size, 20);
});

t.test('keeps the user id of a browser, and does without where nothing can be kept', async (t) => {
    const fake = createFakeEnvironment();
    openCollector({}, { fake });
    openCollector({}, { fake });
    await fake.page.settle();
    const [one, other] = fake.page.posts();
    t.match(one?.userId, /^[0-9a-f-]{36}$/);
    t.equal(one?.userId, other?.userId);
    t.not(one?.sessionId, other?.sessionId);
    const forbidden = createFakeEnvironment();
    Object.defineProperty(forbidden.environment, 'storage', { get() { throw new DOMException('no', 'SecurityError'); } });
    const { page } = openCollector({}, { fake: forbidden });
    await page.advance(30_000);
    t.notOk('userId' in page.posts()[0]!);
    t.equal(page.pushes().length, 1, 'all else works');
});

t.test('tells what the page and the options know, and the name only if it may', async (t) => {
    const conference = new Conference();
    conference.mainRoomJid = 'weekly-standup@conference.meet.example.org';
    const facts = { tenant: 'acme', displayName: 'Marie', visitor: true, lib: '01daa07c' };
    const { page } = openCollector({ tags: { site: 'north' }, tenant: 'other' }, { conference, facts });
    const named = openCollector({ displayNames: true, displayName: 'Anonymous', tenant: 'x'.repeat(300), visitor: false });
    await page.settle();
    await named.page.settle();
    t.match(page.posts()[0], {
        tenant: 'acme', visitor: true, sdk: { version: '0.1.0', lib: '01daa07c' }, mainConference: 'weekly-standup', tags: { site: 'north' }
    });
    t.notOk('displayName' in page.posts()[0]!);
    t.match(named.page.posts()[0], { displayName: 'Anonymous', tenant: 'x'.repeat(256), visitor: false });
    t.notOk('mainConference' in named.page.posts()[0]!);
});

t.test('keeps the region of the participant as a tag, beside those of the options and not in place of one', async (t) => {
    const tagsOf = async (tags: Record<string, string> | undefined, userRegion: string | undefined) => {
        const { page } = openCollector({ ...tags && { tags } }, { facts: { userRegion } });
        await page.settle();
        return page.posts()[0]?.tags;
    };
    t.strictSame(await tagsOf(undefined, 'us-east'), { userRegion: 'us-east' });
    t.strictSame(await tagsOf({ site: 'north' }, 'us-east'), { site: 'north', userRegion: 'us-east' });
    t.strictSame(await tagsOf({ userRegion: 'eu-west' }, 'us-east'), { userRegion: 'eu-west' });
    t.strictSame(await tagsOf({ site: 'north' }, undefined), { site: 'north' });
    t.equal(await tagsOf(undefined, undefined), undefined);
    const sixteen = Object.fromEntries(Array.from({ length: 16 }, (_, place) => [`t${String(place)}`, 'x']));
    t.strictSame(Object.keys(await tagsOf(sixteen, 'us-east') as object).slice(0, 16), Object.keys(sixteen), 'the service keeps the first 16');
});

t.test('pushes every interval, whether or not anything happened, with the token and the time of sending', async (t) => {
    const { page, conference } = openCollector();
    await page.advance(20_000);
    conference.emitStats(stats(100));
    t.equal(page.pushes().length, 0);
    await page.advance(10_000);
    t.strictSame(page.pushes(), [{
        token: 'the-token', sentAt: page.time, seq: 0, deltas: [{ at: page.time - 10_000, keyframe: true, patch: stats(100) }], events: []
    }]);
    await page.advance(30_000);
    t.strictSame(page.pushes()[1], { token: 'the-token', sentAt: page.time, seq: 1, deltas: [], events: [] });
});

t.test('pushes as often as the service says', async (t) => {
    const { page } = openCollector();
    page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'x', pushInterval: 10_000 } } : { status: 204 };
    await page.advance(30_000);
    t.equal(page.pushes().length, 3);
    const hasty = openCollector();
    hasty.page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'x', pushInterval: 1 } } : { status: 204 };
    await hasty.page.advance(5000);
    t.equal(hasty.page.pushes().length, 5, 'but not more than once a second');
});

t.test('tells a whole state after a push was lost', async (t) => {
    const { page, conference } = openCollector();
    page.answer = (request) => request.body.seq === 0 ? { status: 413 } : page.asService(request);
    conference.emitStats({ connectionQuality: 100, jvbRTT: 41 });
    await page.advance(30_000);
    conference.emitStats({ connectionQuality: 99, jvbRTT: 41 });
    await page.advance(30_000);
    t.match(page.pushes()[1], { seq: 1, deltas: [{ keyframe: true, patch: { connectionQuality: 99, jvbRTT: 41 } }] });
});

t.test('pushes early when there is more than a push may hold', async (t) => {
    const { page, conference } = openCollector();
    for (let quality = 0; quality < 121; quality++) conference.emitStats(stats(quality % 100));
    for (let count = 0; count < 201; count++) conference.emit('conference.noisy_mic');
    await page.settle();
    const [first, second, ...more] = pushesOf(page);
    t.strictSame([first?.deltas.length, first?.events.length], [120, 0]);
    t.strictSame([second?.deltas.length, second?.events.length], [1, 200]);
    t.strictSame(more, []);
    const small = openCollector({ maxDeltas: 2, maxEvents: 3 });
    for (let quality = 0; quality < 4; quality++) small.conference.emitStats(stats(quality));
    for (let count = 0; count < 6; count++) small.conference.emit('conference.noisy_mic');
    await small.page.settle();
    t.strictSame(pushesOf(small.page).map(({ deltas, events }) => deltas.length + events.length), [2, 2, 3, 3]);
});

t.test('comes late to a conference that has been joined', async (t) => {
    const conference = new Conference();
    conference.join();
    const { page } = openCollector({}, { conference });
    await page.advance(30_000);
    t.match(page.posts()[0], { startedAt: page.time - 30_000, joinedAt: page.time - 30_000, endpointId: '108418c9' });
    t.strictSame(eventsOf(page), [{ at: page.time - 30_000, type: 'joined' }]);
});

t.test('sends nothing of a hidden participant', async (t) => {
    const conference = new Conference();
    conference.hidden = true;
    const { page } = openCollector({}, { conference });
    conference.join();
    conference.emitStats(stats(100));
    await page.advance(60_000);
    page.hide();
    conference.leave();
    await page.settle();
    t.strictSame(page.sent, []);
    t.equal(page.listenerCount, 0);
});

t.test('sends nothing more of a participant who turns out to be hidden when joined', async (t) => {
    const { page, conference } = openCollector();
    await page.settle();
    const before = page.sent.length;
    conference.hidden = true;
    conference.join();
    conference.emitStats(stats(100));
    page.hide();
    await page.advance(120_000);
    conference.leave();
    await page.advance(120_000);
    t.equal(page.sent.length, before);
    t.equal(page.listenerCount, 0);
    t.strictSame(Object.keys(page.storage).filter((key) => key.includes('unsent')), []);
});

t.test('does nothing without an endpoint', async (t) => {
    const { page, conference } = openCollector({ endpoint: '' });
    conference.join();
    await page.advance(60_000);
    t.strictSame(page.sent, []);
});
