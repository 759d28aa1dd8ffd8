import t from 'tap';
import type { Push } from '../../schemas/push.js';
import type { SessionPost } from '../../schemas/session.js';
import { Conference, Participant } from '../support/fake-jitsi.js';
import type { FakePage } from './fake-environment.js';
import { openCollector } from './open-collector.js';

/* Written from lib-jitsi-meet's types (ConnectionQuality.ts, JitsiParticipant.ts): REMOTE_STATS_UPDATED needs a bridge, and no recording has one. */

const APP = 'cccccccc';
const MEASURED = new Map([['confmeter', '1']]);
const GRACE_MS = 30_000;

const remoteStats = (connectionQuality: number) => ({
    connectionQuality, bitrate: { upload: 300.4, download: 2500, audio: { upload: 30, download: 60 }, video: { upload: 270, download: 2440 } },
    packetLoss: { upload: 0, download: 2, total: 1 }, jvbRTT: 41, serverRegion: 'eu-west', maxEnabledResolution: 720
});

/** A page whose participant has the id `me`, among others. */
async function openPage(me: string, others: InstanceType<typeof Participant>[], options = {}, members = {}) {
    const conference = Object.assign(new Conference(), members);
    conference.participants = others;
    conference.meetingId = 'b7c1d2e3';
    const opened = openCollector({ tags: { site: 'north' }, ...options }, { conference });
    conference.join(me);
    await opened.page.settle();
    let quality = 0;
    return {
        ...opened,
        /** As often as an app tells of itself: every 10 s. */
        async hear(seconds: number, id = APP) {
            for (let second = 0; second < seconds; second += 10) {
                conference.emit('cq.remote_stats_updated', id, remoteStats(quality++ % 101));
                await opened.page.advance(10_000);
            }
        }
    };
}

/** The sessions of others that the page has told of. */
function observedOf(page: FakePage) {
    const posts = page.posts() as unknown as SessionPost[];
    const observed = new Map(posts.filter(({ observedBy }) => observedBy).map((post) => [post.sessionId, post]));
    return [...observed].map(([sessionId, post]) => ({
        post, pushes: page.sent.filter(({ path }) => path === `v1/sessions/${sessionId}/metrics`).map(({ body }) => body as unknown as Required<Push>)
    }));
}
const ownOf = (page: FakePage) => (page.posts() as unknown as SessionPost[]).find(({ observedBy }) => !observedBy)!;

t.test('tells of a participant without the script what the library hears of it, in a session that says who tells', async (t) => {
    const { page, conference, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    t.strictSame(conference.properties, MEASURED, 'the others see that this page measures');
    const start = page.time;
    await hear(90);
    const [observed, ...more] = observedOf(page);
    t.strictSame(more, []);
    t.strictSame({ ...observed?.post, sessionKey: 0, sessionId: 0, sentAt: 0 }, {
        sessionKey: 0, sessionId: 0, sentAt: 0, conferenceName: 'weekly-standup', meetingId: 'b7c1d2e3', endpointId: APP,
        observedBy: ownOf(page).sessionId, startedAt: start + GRACE_MS, joinedAt: start + GRACE_MS, sdk: { version: '0.1.0' }
    }, 'nothing of its own browser, person or tags');
    t.not(observed?.post.sessionKey, ownOf(page).sessionKey);
    t.match(observed?.pushes[0], { seq: 0, events: [], deltas: [
        { at: start + GRACE_MS, keyframe: true, patch: {
            connectionQuality: 3,
            bitrate: { upload: 300, download: 2500, audio: { upload: 30, download: 60 }, video: { upload: 270, download: 2440 } },
            packetLoss: { upload: 0, download: 2, total: 1 }, jvbRTT: 41, serverRegion: 'eu-west', maxEnabledResolution: 720
        } },
        { at: start + GRACE_MS + 10_000, patch: { connectionQuality: 4 } }, { patch: { connectionQuality: 5 } }, { patch: { connectionQuality: 6 } }
    ] });
    t.notOk(observed?.pushes[0]?.end);
});

t.test('of several pages that measure the one with the lowest id tells; when it leaves, the next goes on', async (t) => {
    const first = new Participant('aaaaaaaa', new Map(MEASURED));
    const { page, conference, hear } = await openPage('bbbbbbbb', [first, new Participant(APP), new Participant('dddddddd', MEASURED)]);
    await hear(120);
    t.strictSame(observedOf(page), []);
    conference.participants = conference.participants.slice(1);
    conference.emit('conference.userLeft', 'aaaaaaaa');
    await hear(40);
    t.equal(observedOf(page)[0]?.pushes.length, 1, 'at once: it has been heard of for long');
    conference.participants = [first, ...conference.participants];
    await hear(20);
    t.equal(observedOf(page)[0]?.pushes.at(-1)?.end, 'unobserved', 'one that comes with a lower id takes it over');
    t.equal(observedOf(page).length, 1);
});

t.test('does not tell of who measures itself, nor of who is hidden or unknown', async (t) => {
    const { page, hear } = await openPage('bbbbbbbb', [new Participant('dddddddd', MEASURED), new Participant('eeeeeeee', new Map(), true)]);
    for (const id of ['dddddddd', 'eeeeeeee', 'ffffffff']) await hear(60, id);
    t.strictSame(observedOf(page), []);
});

t.test('a page that loads the script late has the time to do so, and is then not told of any more', async (t) => {
    const late = new Participant(APP);
    const { page, hear } = await openPage('bbbbbbbb', [late]);
    await hear(20);
    late.properties.set('confmeter', '1');
    await hear(60);
    t.strictSame(observedOf(page), []);
    const later = await openPage('bbbbbbbb', [late]);
    late.properties.clear();
    await later.hear(60);
    late.properties.set('confmeter', '1');
    await later.hear(60);
    t.strictSame(observedOf(later.page).map(({ pushes }) => pushes.at(-1)?.end), ['unobserved']);
});

t.test('only who leaves has left', async (t) => {
    const others = ['cccccccc', 'dddddddd'].map((id) => new Participant(id));
    const { page, conference, hear } = await openPage('bbbbbbbb', others);
    await hear(30, 'cccccccc');
    await hear(30, 'dddddddd');
    await hear(10, 'cccccccc');
    await hear(10, 'dddddddd');
    conference.emit('conference.userLeft', 'cccccccc');
    await page.settle();
    const ends = () => Object.fromEntries(observedOf(page)
        .map(({ post, pushes }) => [post.endpointId, pushes.map(({ end }) => end).filter(Boolean)]));
    t.strictSame(ends(), { cccccccc: ['left'], dddddddd: [] });
    await hear(20, 'cccccccc');
    t.equal(observedOf(page).length, 2, 'who comes back has time to load the script, too');
    conference.leave();
    await page.settle();
    t.strictSame(ends(), { cccccccc: ['left'], dddddddd: ['unobserved'] });
    t.strictSame(conference.properties, new Map());
    t.equal(conference.listeners.get('cq.remote_stats_updated')?.length, 0, 'nobody listens any more');
    await hear(60, 'dddddddd');
    t.equal(observedOf(page).length, 2);
});

t.test('a page that is hidden sends what it knows; one that is left says so, and may come back', async (t) => {
    const { page, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    await hear(40);
    page.hide();
    page.hide();
    t.match(observedOf(page)[0]?.pushes, [{ seq: 0, deltas: [{}] }]);
    t.equal(observedOf(page)[0]?.pushes.length, 1);
    await hear(10);
    page.fire('pagehide');
    t.match(observedOf(page)[0]?.pushes.at(-1), { seq: 1, deltas: [{}], end: 'unobserved' });
    page.fire('pageshow', true);
    await hear(40);
    t.match(observedOf(page)[0]?.pushes.at(-1), { seq: 2, end: undefined });
    t.equal(observedOf(page).length, 1);
});

t.test('who is not heard of any more is not told of', async (t) => {
    const { page, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    await hear(70);
    const told = observedOf(page)[0]?.pushes.length;
    await page.advance(300_000);
    t.equal(observedOf(page)[0]?.pushes.length, told, 'the service ends it as silent');
});

t.test('tells of no more than it may, and of names only with displayNames', async (t) => {
    const others = Array.from({ length: 25 }, (_, place) => new Participant(`a${String(place + 10)}`, new Map(), false, `Person ${String(place)}`));
    for (const [options, expected] of [[{}, 20], [{ maxObserved: 3, displayNames: true }, 3], [{ maxObserved: 0 }, 0]] as const) {
        const { page, conference } = await openPage('bbbbbbbb', others, options);
        for (let round = 0; round < 8; round++) {
            for (const { id } of others) conference.emit('cq.remote_stats_updated', id, remoteStats(round));
            await page.advance(10_000);
        }
        t.equal(observedOf(page).length, expected);
        t.strictSame(new Set(observedOf(page).map(({ post }) => Boolean(post.displayName))), new Set(expected === 0 ? [] : [expected === 3]));
    }
});

t.test('a service that does not want them is not asked again', async (t) => {
    const { page, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    page.answer = (request) => request.body.observedBy ? { status: 403 } : page.asService(request);
    await hear(200);
    t.equal(page.posts().filter(({ observedBy }) => observedBy).length, 1);
    t.ok(page.pushes().length > 5, 'the own session goes on');
});

t.test('pushes as often as the service says', async (t) => {
    const { page, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'x', pushInterval: 10_000 } } : { status: 204 };
    await hear(70);
    t.equal(observedOf(page)[0]?.pushes.length, 3);
});

t.test('what is over and not delivered goes out when the page goes; stop resolves when it is', async (t) => {
    const { page, conference, collector, hear } = await openPage('bbbbbbbb', [new Participant(APP)]);
    await hear(40);
    const { sessionId } = observedOf(page)[0]!.post;
    page.answer = (request) => request.path.includes(sessionId) ? { status: 503 } : page.asService(request);
    conference.emit('conference.userLeft', APP);
    await page.settle();
    const lasts = () => observedOf(page)[0]!.pushes.filter(({ end }) => end === 'left').length;
    conference.leave();
    await page.advance(5000);
    let isStopped = false;
    void collector.stop().then(() => { isStopped = true; });
    await page.settle();
    t.notOk(isStopped);
    const before = lasts();
    page.answer = page.asService;
    page.hide();
    await page.settle();
    t.equal(lasts(), before + 1);
    await page.advance(60_000);
    t.ok(isStopped);
});

t.test('a library without participants or properties disturbs nothing', async (t) => {
    const fail = () => { throw new Error('of the library'); };
    for (const members of [{ getParticipants: undefined, setLocalParticipantProperty: undefined, removeLocalParticipantProperty: undefined },
        { getParticipants: fail, setLocalParticipantProperty: fail, removeLocalParticipantProperty: fail },
        { getParticipants: () => [null, {}, { getId: fail }] }]) {
        const { page, conference, hear } = await openPage('bbbbbbbb', [], {}, members);
        await hear(60);
        conference.emitStats({ connectionQuality: 100 });
        conference.leave();
        await page.settle();
        t.equal(page.pushes().at(-1)?.end, 'left');
    }
});
