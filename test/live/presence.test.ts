import t from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { ListReply } from '../../schemas/list.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import { createPresence } from '../../src/live/presence.js';
import { GOOD, pushesOfCall, SECOND, START } from '../analysis/analyzed-call.js';
import { buildPush, buildSession } from '../analysis/build-records.js';
import { buildTestApp, READER, settled } from '../build-test-app.js';
import { aPost, aPush, sessionIdFor, T0 } from '../store/sample-records.js';
import { createClock, openPage, participantsOf, readLive, recordTransitions, typesOf } from './live-pages.js';

const MINUTE = 60 * SECOND;

/** One that knows of no store. */
function setUp(maxSessions = 100) {
    const clock = { now: T0 };
    const presence = createPresence({ thresholds: THRESHOLDS, pushInterval: 30_000, maxSessions, now: () => clock.now });
    const accept = (...records: Parameters<typeof presence.takeAccepted>[0][]) => {
        for (const record of records) {
            presence.takeAccepted(record);
            if (record.kind === 'push') presence.read(record);
        }
    };
    const there = () => [...presence.conferences].flatMap((conference) => conference.there.map(({ session }) => session));
    return { clock, presence, accept, there };
}

t.test('pushes are read in the order of seq, whatever order they come in, and each once', (t) => {
    const calls = [[0, 1, 2], [0, 2, 1], [0, 2, 2, 0, 1, 1]];
    const states = calls.map((seqs) => {
        const { clock, presence, accept, there } = setUp();
        accept(aPost('a', { joinedAt: T0 }));
        for (const seq of seqs) {
            clock.now = Math.max(clock.now, aPush('a', seq).receivedAt);
            const at = T0 + seq * 10_000 + 10_000;
            const patch = { jvbRTT: seq, ...seq === 0 && { bridgeCount: 1 } };
            accept(aPush('a', seq, { deltas: [{ at, ...seq === 0 && { keyframe: true }, patch }] }));
            presence.look();
        }
        return there()[0]?.reading?.sample;
    });
    for (const state of states) t.same(state, { at: T0 + 30_000, state: { jvbRTT: 2, bridgeCount: 1 } });
    t.end();
});

t.test('what is missing is waited for, and not for long', (t) => {
    const { clock, presence, accept, there } = setUp();
    accept(aPost('a', { joinedAt: T0 }), aPush('a', 0));
    clock.now = aPush('a', 2).receivedAt;
    accept(aPush('a', 2));
    presence.look();
    t.equal(there()[0]?.reading?.sample?.at, T0 + 30_000);
    clock.now += 10_001;
    presence.look();
    t.equal(there()[0]?.reading?.sample?.at, T0 + 90_000, 'from its keyframe on');
    t.end();
});

t.test('of more sessions than there is room for, those go that were silent for longest, and are counted', (t) => {
    const { clock, presence, accept, there } = setUp(10);
    for (let number = 0; number < 15; number++) {
        clock.now = T0 + number * 1000;
        accept(aPost(`session ${String(number)}`, { startedAt: clock.now, receivedAt: clock.now, joinedAt: clock.now }));
    }
    accept(aPush('session 0', 0, { receivedAt: clock.now }));
    presence.look();
    t.equal(presence.sessions.size, 10);
    t.equal(presence.forgotten, 5);
    t.same(there().map(({ sessionId }) => sessionId), [0, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((number) => sessionIdFor(`session ${String(number)}`)));
    t.end();
});

t.test('who has left is remembered as long as the conference goes on, which is named after its first session', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const told = recordTransitions(app);
    const first = await openPage(app, clock, { meetingId: null });
    clock.now += MINUTE;
    const second = await openPage(app, clock, { meetingId: null });
    await first.push({ deltas: [], end: 'left' });
    const ids = new Set<string | undefined>();
    for (let minute = 0; minute < 20; minute++) {
        clock.now += MINUTE;
        await second.push();
        ids.add((await readLive(app)).conferences[0]?.conferenceId);
    }
    await settled(app);
    const { items } = (await app.inject({ url: '/v1/conferences', headers: READER })).json<ListReply<ConferenceReply>>();
    t.same([...ids], items.map(({ conferenceId }) => conferenceId));
    await second.push({ deltas: [], end: 'left' });
    t.same((await readLive(app)).conferences, []);
    t.equal(app.live.knowledge().catchingUp, 0);
    t.same(typesOf(told).filter((type) => type.startsWith('conference')), ['conference.started', 'conference.ended']);
    clock.now += 11 * MINUTE;
    await readLive(app);
    t.same([...app.live.conferences()], []);
});

t.test('a page that learns its meetingId after it has joined is told of once, in that meeting', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const told = recordTransitions(app);
    const page = await openPage(app, clock, { meetingId: null, joinedAt: null });
    await readLive(app);
    t.same(told, [], 'it has not joined');
    clock.now += SECOND;
    await page.tell({ joinedAt: clock.now, meetingId: null });
    await readLive(app);
    t.same(told, [], 'it may learn more');
    clock.now += SECOND;
    await page.tell({ joinedAt: clock.now - SECOND, meetingId: 'm7' });
    const { conferences } = await readLive(app);
    t.same(typesOf(told), ['conference.started', 'participant.joined']);
    t.match(told[1], {
        id: `participant.joined:${page.sessionId}`, at: START + SECOND, participant: { joinedAt: START + SECOND },
        conference: { meetingId: 'm7', conferenceId: conferences[0]?.conferenceId, endedAt: null }
    });
});

t.test('a session without a meetingId is told of after a while all the same', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const told = recordTransitions(app);
    await openPage(app, clock, { meetingId: null });
    await readLive(app);
    clock.now += 5 * SECOND;
    await readLive(app);
    t.same(typesOf(told), ['conference.started', 'participant.joined']);
});

t.test('what lies back for longer than a quarter of an hour is known, and not told', (t) => {
    const { clock, presence } = setUp();
    const [push] = pushesOfCall({ stretches: [{ seconds: 30 }] });
    clock.now = START + 20 * MINUTE;
    presence.takeStored(buildSession({ startedAt: START, lastSeenAt: clock.now, meetingId: 'm', meetingConferenceId: 'BBBBBBBBBBBBBBBBBBBBBB' }));
    presence.read(buildPush({ ...push, seq: 0 }));
    for (const room of presence.rooms.values()) room.askedFor.add('BBBBBBBBBBBBBBBBBBBBBB');
    t.same(presence.look().transitions, []);
    t.equal([...presence.conferences].length, 1);
    clock.now += 10 * MINUTE;
    t.same(typesOf(presence.look().transitions), ['participant.left', 'conference.ended']);
    t.end();
});

t.test('who is deleted is gone at once and does not come back', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const marie = { userId: 'marie' };
    const pages = [await openPage(app, clock, marie), await openPage(app, clock, marie), await openPage(app, clock)];
    for (const page of pages) await page.push();
    t.equal(participantsOf(await readLive(app)).length, 3);
    await app.inject({ method: 'DELETE', url: '/v1/users/marie', headers: READER });
    const names = () => app.live.conferences().flatMap(({ there }) => there.map(({ session }) => session.sessionId));
    t.same(names(), [pages[2]?.sessionId]);
    await pages[0]?.tell({ displayName: 'Marie' });
    await pages[0]?.push();
    t.same(participantsOf(await readLive(app)).map(({ sessionId }) => sessionId), [pages[2]?.sessionId]);
    await app.inject({ method: 'DELETE', url: `/v1/sessions/${String(pages[2]?.sessionId)}`, headers: READER });
    t.same(names(), []);
    await pages[2]?.push();
    t.same((await readLive(app)).conferences, []);
});

t.test('addresses and names are shown as the settings have them', async (t) => {
    const clock = createClock();
    for (const [settings, address, displayName, localIp] of [
        [{}, '127.0.0.0', null, '192.0.2.0'], [{ IP_PRIVACY: 'none' }, null, null, undefined],
        [{ IP_PRIVACY: 'full', DISPLAY_NAMES: 'on' }, '127.0.0.1', 'Marie', '192.0.2.77']
    ] as const) {
        const app = await buildTestApp(t, settings, { now: () => clock.now });
        const page = await openPage(app, clock, { displayName: 'Marie' });
        await page.push({ deltas: [{ at: clock.now, keyframe: true, patch: { ...GOOD, transport: { localIp: '192.0.2.77' } } }] });
        const [participant] = participantsOf(await readLive(app));
        t.match(participant, { address, displayName });
        t.equal(participant?.state?.transport?.localIp, localIp);
    }
});
