import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { LiveConference, LiveParticipant } from '../../schemas/live.js';
import { GOOD, SECOND, START } from '../analysis/analyzed-call.js';
import { encodeRecord } from '../../src/store/encode-records.js';
import { buildPush } from '../analysis/build-records.js';
import { buildTestApp, makeDataDir, READER, settled } from '../build-test-app.js';
import { openFaultyMongodb, openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { createClock, openPage, participantsOf, playCall, readLive, recordTransitions, typesOf, type Clock } from './live-pages.js';

const skip = await skipWithoutMongodb();
t.setTimeout(10 * 60_000);

const SESSION_SECRET = 'one-secret-of-all-instances';
const LOSS = { ...GOOD, inbound: { ...GOOD.inbound, audio: { ...GOOD.inbound?.audio, packetLoss: 9 } } };

/** All that an instance shows, in an order of its own. */
async function shown(app: FastifyInstance): Promise<{ conferences: LiveConference[]; participants: LiveParticipant[] }> {
    const live = await readLive(app);
    const conferences = live.conferences.map(({ participants: _, ...conference }) => conference);
    return { conferences, participants: participantsOf(live).sort((a, b) => a.sessionId < b.sessionId ? -1 : 1) };
}

/** Resolves when two instances show the same, of so many participants that are read as far as they can be. */
async function agree(apps: readonly FastifyInstance[], participants: number): Promise<LiveParticipant[]> {
    const [first, second] = apps as [FastifyInstance, FastifyInstance];
    let found: LiveParticipant[] = [];
    const texts: string[] = [];
    await waitUntil('both show the same', async () => {
        for (const app of apps) await settled(app);
        const [one, other] = [await shown(first), await shown(second)];
        found = one.participants;
        texts.splice(0, 2, JSON.stringify(one), JSON.stringify(other));
        return found.length === participants && first.live.knowledge().catchingUp === 0 && texts[0] === texts[1];
    }, () => texts.join('\n'));
    return found;
}

async function restart(t: Test, given: Record<string, string>): Promise<void> {
    const settings = { ...given, SESSION_SECRET };
    const clock = createClock();
    const now = { now: () => clock.now };
    const before = await buildTestApp(t, settings, now);
    const told = recordTransitions(before);
    const gone = await openPage(before, clock, { meetingId: null });
    const page = await openPage(before, clock, { meetingId: null });
    await gone.push({ deltas: [], end: 'left' });
    await page.push({ deltas: [], events: [{ at: clock.now, type: 'trackMuteChanged', data: { kind: 'video', local: true, muted: true } }] });
    clock.now += 10 * SECOND;
    // more than what is read at once
    for (let push = 0; push < 120; push++) {
        clock.now += 30 * SECOND;
        await page.push({ deltas: [{ at: clock.now, keyframe: push % 20 === 0, patch: push < 115 ? GOOD : LOSS }] });
    }
    const expected = await shown(before);
    await before.close();
    t.match(expected.participants, [{ videoMuted: true, verdict: 'poor', issues: [{ code: 'download_loss' }, {}] }]);

    const after = await buildTestApp(t, settings, now);
    const toldAgain = recordTransitions(after);
    t.same(await shown(after), expected);
    await after.live.turn();
    const ids = new Set(told.map(({ id }) => id));
    t.same(toldAgain.filter(({ id }) => !ids.has(id)), [], 'nothing is told that was not');
    t.ok(toldAgain.every(({ type }) => type === 'issue.opened'), 'what lies far back is not told again');
    await page.push({ deltas: [{ at: clock.now }] }, after);
    await settled(after);
    t.equal((await shown(after)).participants[0]?.stateAt, clock.now);
}

t.test('a process that starts in the middle of a call shows what the one before it did', async (t) => {
    await restart(t, { DATA_DIR: await makeDataDir(t) });
});

t.test('so it does with MongoDB', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    await restart(t, { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() });
});

async function openInstances(t: Test, clock: Clock) {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const settings = { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), SESSION_SECRET };
    const now = { now: () => clock.now };
    return { apps: [await buildTestApp(t, settings, now), await buildTestApp(t, settings, now)] as const };
}

t.test('two instances show the same, wherever a session\'s posts and pushes go', { skip }, async (t) => {
    const clock = createClock();
    const { apps: [one, other] } = await openInstances(t, clock);
    const told = [recordTransitions(one), recordTransitions(other)] as const;
    const marie = await openPage(one, clock);
    const jean = await openPage(other, clock);
    for (let push = 0; push < 8; push++) {
        clock.now += 10 * SECOND;
        const delta = { at: clock.now, keyframe: push === 0, patch: push === 0 ? GOOD : { jvbRTT: push } };
        await marie.push({ deltas: [delta] }, push % 2 === 0 ? one : other);
        await jean.push({ deltas: [{ at: clock.now, keyframe: true, patch: LOSS }] }, one);
        // the call's time is not that of the stores
        for (const app of [one, other]) await settled(app);
        for (const app of [one, other]) await app.live.turn();
    }
    const participants = await agree([one, other], 2);
    t.match(participants.find(({ sessionId }) => sessionId === marie.sessionId)?.state, { ...GOOD, jvbRTT: 7 });
    t.match(participants.find(({ sessionId }) => sessionId === jean.sessionId), { verdict: 'poor', stateAt: clock.now });

    await marie.push({ deltas: [], end: 'closed' }, other);
    await agree([one, other], 1);
    clock.now += 90 * SECOND;
    await agree([one, other], 0);
    const idsOf = (transitions: typeof told[0]) => [...new Set(transitions.map(({ id }) => id))].sort();
    t.same(idsOf(told[0]), idsOf(told[1]), 'the same ids');
    t.equal(idsOf(told[0]).length, told[0].length);
    const types = new Set(typesOf(told[0]).filter((type) => !type.startsWith('issue')));
    t.same(types, new Set(['conference.started', 'participant.joined', 'participant.left', 'conference.ended']));
});

t.test('who is deleted on one instance is gone from the other, too', { skip }, async (t) => {
    const clock = createClock();
    const { apps: [one, other] } = await openInstances(t, clock);
    const pages = [await openPage(one, clock, { userId: 'marie' }), await openPage(one, clock)] as const;
    for (const page of pages) await page.push();
    await agree([one, other], 2);
    await one.inject({ method: 'DELETE', url: '/v1/users/marie', headers: READER });
    await agree([one, other], 1);
    // a page that goes on, and another process that has not been told
    await pages[0].tell({ displayName: 'Marie' }, other);
    await pages[0].push({}, other);
    await agree([one, other], 1);
});

t.test('an instance goes on with what it accepts while the database is away, and says since when', { skip }, async (t) => {
    const clock = createClock();
    const mongodb = await openFaultyMongodb();
    t.teardown(() => mongodb.close());
    const settings = { MONGODB_URI: `${mongodb.uri}&serverSelectionTimeoutMS=500`, MONGODB_DB: mongodb.newDatabase() };
    const app = await buildTestApp(t, settings, { now: () => clock.now });
    const page = await openPage(app, clock);
    await waitUntil('the database is there', async () => (await readLive(app)).knowledge.unheardSince === null);
    await mongodb.stop();
    clock.now += 60 * SECOND;
    await page.push();
    await waitUntil('it is known that it is away', async () => (await readLive(app)).knowledge.unheardSince !== null);
    const live = await readLive(app);
    t.equal(live.knowledge.unheardSince, START);
    t.match(participantsOf(live), [{ sessionId: page.sessionId, presence: 'there', stateAt: clock.now }]);
    await mongodb.start();
    await waitUntil('it is there again', async () => (await readLive(app)).knowledge.unheardSince === null);
});

t.test('a call that is told by the script of others, and one of a Sora server, are there as well', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const cookie = (await app.inject({
        method: 'POST', url: '/push', payload: { uid: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e', conf: 'old', m: { br: 'Chrome', os: 'Linux' } }
    })).statusCode;
    t.equal(cookie, 200);
    await app.ingest.acceptPeer({
        sessionId: '6f9619ff-8b86-5011-b42d-00c04fc964ff', receivedAt: clock.now,
        session: { client: 'sora', conferenceName: 'channel', startedAt: clock.now, joinedAt: clock.now, sentAt: clock.now, isFirstSeen: true },
        push: { seq: clock.now * 1000, deltas: [{ at: clock.now, keyframe: true, patch: GOOD }] }
    }, { address: undefined, userAgent: undefined });
    const clients = async () => participantsOf(await readLive(app)).map(({ client, presence }) => `${client} ${presence}`).sort();
    t.same(await clients(), ['jmmc there', 'sora there']);
    clock.now += 89 * SECOND;
    t.same(await clients(), ['jmmc fading', 'sora there'], 'each by its own interval');
    clock.now += 2 * SECOND;
    t.same(await clients(), ['sora fading']);
    clock.now += 90 * SECOND;
    t.same(await clients(), []);
});

t.test('a push that was nowhere and is stored late fills its gap', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const page = await openPage(app, clock);
    const delta = (patch: object) => ({ deltas: [{ at: clock.now, patch }] });
    clock.now += SECOND;
    await page.push();
    await page.push({ ...delta({ jvbRTT: 3 }), seq: 2 });
    await readLive(app);
    clock.now += 11 * SECOND;
    t.equal(participantsOf(await readLive(app))[0]?.state?.jvbRTT, GOOD.jvbRTT, 'what follows a gap is not known');
    await settled(app);
    const late = buildPush({ sessionId: page.sessionId, seq: 1, at: clock.now, receivedAt: clock.now - SECOND, ...delta({ bridgeCount: 2 }) });
    await app.store.write([Buffer.from(encodeRecord(late))]);
    clock.now += 15 * SECOND;
    t.match(participantsOf(await readLive(app))[0]?.state, { jvbRTT: 3, bridgeCount: 2 });
});

t.test('a trend needs some minutes, and begins anew after a silence', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const page = await openPage(app, clock);
    const trend = async () => participantsOf(await readLive(app))[0]?.trend;
    await playCall(page, clock, { stretches: [{ seconds: 60 }] });
    t.equal(await trend(), null);
    await playCall(page, clock, { stretches: [{ seconds: 90 }] });
    const steady = { direction: 'steady' };
    t.match(await trend(), { ...steady, packetLoss: { ...steady, recent: 0, before: 0 }, bitrate: { ...steady, recent: 3600 } });
});
