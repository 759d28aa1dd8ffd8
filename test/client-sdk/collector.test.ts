import { createHash } from 'node:crypto';
import t from 'tap';
import { createCollector } from '../../client-sdk/src/collector.js';
import type { CollectorOptions } from '../../client-sdk/src/options.js';
import type { PageFacts } from '../../client-sdk/src/session-fields.js';
import type { Push } from '../../schemas/push.js';
import { createFold } from '../../src/analysis/fold-deltas.js';
import { expectedEvents, expectedStates } from '../support/expected-call.js';
import { Conference, Track } from '../support/fake-jitsi.js';
import { readTrace, TRACES } from '../support/traces.js';
import { createFakeEnvironment } from './fake-environment.js';

/** A page with a collector at a conference. */
function open(
    options: Partial<CollectorOptions> = {}, { conference = new Conference(), facts = {} as PageFacts, fake = createFakeEnvironment() } = {}
) {
    const { page, environment } = fake;
    const collector = createCollector({ conference, environment, options: { endpoint: page.endpoint, ...options }, facts: () => facts });
    return { page, environment, conference, collector };
}

const stats = (connectionQuality: number) => ({ connectionQuality });
const pushesOf = ({ pushes }: { pushes: () => Record<string, unknown>[] }) => pushes() as unknown as Required<Push>[];
const eventsOf = (page: { pushes: () => Record<string, unknown>[] }) => pushesOf(page).flatMap(({ events }) => events);

t.test('posts the session when the join begins, and again when it is over and when the meeting id comes', async (t) => {
    const { page, conference } = open();
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
});

t.test('makes the session id of the session key: the first half of its SHA-256 as a UUID of version 8', async (t) => {
    const ids = new Set<unknown>();
    for (let round = 0; round < 20; round++) {
        const { page } = open();
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
    open({}, { fake });
    open({}, { fake });
    await fake.page.settle();
    const [one, other] = fake.page.posts();
    t.match(one?.userId, /^[0-9a-f-]{36}$/);
    t.equal(one?.userId, other?.userId);
    t.not(one?.sessionId, other?.sessionId);
    const forbidden = createFakeEnvironment();
    Object.defineProperty(forbidden.environment, 'storage', { get() { throw new DOMException('no', 'SecurityError'); } });
    const { page } = open({}, { fake: forbidden });
    await page.advance(30_000);
    t.notOk('userId' in page.posts()[0]!);
    t.equal(page.pushes().length, 1, 'all else works');
});

t.test('tells what the page and the options know, and the name only if it may', async (t) => {
    const conference = new Conference();
    conference.mainRoomJid = 'weekly-standup@conference.meet.example.org';
    const facts = { tenant: 'acme', displayName: 'Marie', visitor: true, lib: '01daa07c' };
    const { page } = open({ tags: { site: 'north' }, tenant: 'other' }, { conference, facts });
    const named = open({ displayNames: true, displayName: 'Anonymous', tenant: 'x'.repeat(300), visitor: false });
    await page.settle();
    await named.page.settle();
    t.match(page.posts()[0], {
        tenant: 'acme', visitor: true, sdk: { version: '0.1.0', lib: '01daa07c' }, mainConference: 'weekly-standup', tags: { site: 'north' }
    });
    t.notOk('displayName' in page.posts()[0]!);
    t.match(named.page.posts()[0], { displayName: 'Anonymous', tenant: 'x'.repeat(256), visitor: false });
    t.notOk('mainConference' in named.page.posts()[0]!);
});

for (const name of TRACES) {
    for (const participant of ['a', 'b'] as const) {
        t.test(`delivers ${name}, participant ${participant}, value by value and event by event`, async (t) => {
            const lines = readTrace(name, participant);
            const { page, conference } = open({ pushInterval: 5000 });
            const begin = page.time;
            page.answer = (request) => request.path === 'v1/sessions'
                ? { status: 200, body: { token: 'the-token', pushInterval: 5000 } }
                : { status: 204 };
            for (const line of lines) {
                await page.advance(begin + line.t - page.time);
                conference.play(line);
            }
            await page.settle();
            const pushes = pushesOf(page);
            t.strictSame(pushes.map(({ seq }) => seq), pushes.map((_, place) => place));
            t.equal(pushes.at(-1)?.end, 'left');
            t.ok(pushes.length >= 4);
            const fold = createFold(begin);
            const samples = pushes.flatMap(({ seq, deltas, events }) =>
                fold.add({ kind: 'push', sessionId: '', seq, at: begin, receivedAt: begin, offset: 0, deltas, events }));
            t.strictSame(JSON.parse(JSON.stringify(samples)), expectedStates(lines).map(({ at, state }) => ({ at: begin + at, state })));
            t.strictSame(fold.gaps(), []);
            const events = eventsOf(page).map(({ data: { setupMs: _, ...data } = {}, ...event }) =>
                ({ ...event, ...Object.keys(data).length > 0 && { data } }));
            t.strictSame(events, expectedEvents(lines).map(({ t: at, ...event }) => ({ at: begin + at, ...event })));
        });
    }
}

t.test('pushes every interval, whether or not anything happened, with the token and the time of sending', async (t) => {
    const { page, conference } = open();
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
    const { page } = open();
    page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'x', pushInterval: 10_000 } } : { status: 204 };
    await page.advance(30_000);
    t.equal(page.pushes().length, 3);
    const hasty = open();
    hasty.page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'x', pushInterval: 1 } } : { status: 204 };
    await hasty.page.advance(5000);
    t.equal(hasty.page.pushes().length, 5, 'but not more than once a second');
});

t.test('pushes early when there is more than a push may hold', async (t) => {
    const { page, conference } = open();
    for (let quality = 0; quality < 121; quality++) conference.emitStats(stats(quality % 100));
    for (let count = 0; count < 201; count++) conference.emit('conference.noisy_mic');
    await page.settle();
    const [first, second, ...more] = pushesOf(page);
    t.strictSame([first?.deltas.length, first?.events.length], [120, 0]);
    t.strictSame([second?.deltas.length, second?.events.length], [1, 200]);
    t.strictSame(more, []);
    const small = open({ maxDeltas: 2, maxEvents: 3 });
    for (let quality = 0; quality < 4; quality++) small.conference.emitStats(stats(quality));
    for (let count = 0; count < 6; count++) small.conference.emit('conference.noisy_mic');
    await small.page.settle();
    t.strictSame(pushesOf(small.page).map(({ deltas, events }) => deltas.length + events.length), [2, 2, 3, 3]);
});

t.test('tells every kind of event of a conference, its tracks and its connection', async (t) => {
    const conference = new Conference();
    const camera = new Track('video', true);
    const screen = new Track('video', true, false, 'desktop');
    conference.tracks = [camera];
    const { page } = open({}, { conference });
    await page.advance(1500);
    conference.join();
    conference.others.add('c0863947');
    conference.emit('conference.userJoined', 'c0863947');
    conference.emit('conference.p2pStatus', conference, true);
    conference.emit('conference.connectionInterrupted');
    conference.emit('conference.connectionRestored');
    conference.emit('conference.trackMuteChanged', new Track('audio', false, true));
    conference.emit('conference.server_region_changed', 'eu-west');
    for (const event of ['no_audio_input', 'noisy_mic', 'talk_while_muted', 'suspendDetected']) conference.emit(`conference.${event}`);
    conference.emit('conference.trackAdded', screen);
    conference.emit('conference.trackMuteChanged', Object.assign(screen, { muted: true }));
    conference.emit('conference.trackRemoved', screen);
    for (const status of ['pending', 'on', 'off'])
        conference.emit('conference.recorderStateChanged', { getStatus: () => status, getMode: () => 'file' });
    conference.emit('conference.error', 'conference.chatError');
    conference.connection.emit('connection.connectionFailed', 'connection.droppedError');
    camera.emit('track.stopped', camera);
    page.devices = page.devices.slice(1);
    page.fire('devicechange');
    await page.settle();
    page.hide();
    conference.emit('conference.failed', 'conference.iceFailed', 'more');
    await page.settle();
    t.strictSame(eventsOf(page).map(({ at: _, ...event }) => event), [
        { type: 'joined', data: { setupMs: 1500 } },
        { type: 'userJoined', data: { count: 2 } },
        { type: 'p2pStatus', data: { p2p: true } },
        { type: 'connectionInterrupted' },
        { type: 'connectionRestored' },
        { type: 'trackMuteChanged', data: { kind: 'audio', local: false, muted: true } },
        { type: 'serverRegionChanged', data: { region: 'eu-west' } },
        { type: 'noAudioInput' },
        { type: 'noisyMic' },
        { type: 'talkWhileMuted' },
        { type: 'suspendDetected' },
        { type: 'screenShare', data: { on: true } },
        { type: 'trackMuteChanged', data: { kind: 'desktop', local: true, muted: true } },
        { type: 'screenShare', data: { on: false } },
        { type: 'recording', data: { on: true, mode: 'file' } },
        { type: 'recording', data: { on: false, mode: 'file' } },
        { type: 'conferenceError', data: { code: 'conference.chatError' } },
        { type: 'connectionFailed', data: { code: 'connection.droppedError' } },
        { type: 'trackEnded', data: { kind: 'video' } },
        { type: 'deviceChanged', data: { kind: 'audioinput' } },
        { type: 'visibility', data: { hidden: true } },
        { type: 'conferenceFailed', data: { code: 'conference.iceFailed' } }
    ]);
});

t.test('takes no harm from a track that is taken out of the conference before it is stopped', async (t) => {
    const { page, conference } = open();
    const camera = new Track('video', true);
    conference.emit('conference.trackAdded', camera);
    conference.emit('conference.trackRemoved', camera);
    camera.emit('track.stopped', camera);
    conference.emit('conference.trackAdded', camera);
    camera.emit('track.stopped', camera);
    await page.advance(30_000);
    t.strictSame(eventsOf(page).map(({ type }) => type), ['trackEnded']);
});

for (const [event, args, end] of [
    ['conference.left', [], 'left'], ['conference.kicked', [], 'kicked'], ['conference.failed', ['conference.destroyed'], 'failed']
] as const) {
    t.test(`ends as ${end} on ${event}, at once, and is then silent`, async (t) => {
        const { page, conference, environment } = open();
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
    const { page, conference } = open();
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
    const { page, conference } = open();
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

t.test('comes late to a conference that has been joined', async (t) => {
    const conference = new Conference();
    conference.join();
    const { page } = open({}, { conference });
    await page.advance(30_000);
    t.match(page.posts()[0], { startedAt: page.time - 30_000, joinedAt: page.time - 30_000, endpointId: '108418c9' });
    t.strictSame(eventsOf(page), [{ at: page.time - 30_000, type: 'joined' }]);
});

t.test('stop ends the session, lets go of everything and resolves when all is delivered', async (t) => {
    const conference = new Conference();
    conference.tracks = [new Track('audio', true)];
    const { page, collector } = open({}, { conference });
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
    const { page, conference, collector } = open();
    conference.join();
    conference.leave();
    await page.advance(60_000);
    collector.addEvent('feedback', { rating: 4 });
    collector.addEvent('mediaError', { name: 'gum.not_found' });
    await page.settle();
    t.equal(page.pushes().length, 2);
    t.match(page.pushes()[1], { seq: 1, events: [{ at: page.time, type: 'feedback', data: { rating: 4 } }], end: 'left' });
});

t.test('sends nothing of a hidden participant', async (t) => {
    const conference = new Conference();
    conference.hidden = true;
    const { page } = open({}, { conference });
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
    const { page, conference } = open();
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
    const { page, conference } = open({ endpoint: '' });
    conference.join();
    await page.advance(60_000);
    t.strictSame(page.sent, []);
});

t.test('throws nothing into lib-jitsi-meet, whatever it is told and whatever breaks', async (t) => {
    const conference = new Conference();
    const { page } = open({}, { conference });
    const methods = ['myUserId', 'isJoined', 'isHidden', 'isP2PActive', 'getMeetingUniqueId', 'getParticipantCount', 'getBreakoutRooms'];
    for (const method of methods)
        Object.defineProperty(conference, method, { value() { throw new TypeError('not now'); } });
    for (const event of conference.listeners.keys()) {
        for (const argument of [undefined, null, 5, 'text', {}, { transport: 5, resolution: 7, codec: { x: null } }])
            conference.emit(event, argument, argument);
    }
    await page.advance(60_000);
    t.pass('nothing was thrown');
});

t.test('follows the page: flushes when hidden, ends when it is left', async (t) => {
    const { page, conference } = open();
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
    const { page, conference } = open();
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
