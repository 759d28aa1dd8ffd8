import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { LiveReplySchema } from '../../schemas/live.js';
import type { ConferenceReply } from '../../schemas/conference.js';
import { buildTestApp, READER, settled } from '../build-test-app.js';
import { GOOD, SECOND, START } from '../analysis/analyzed-call.js';
import { createClock, openPage, participantsOf, playCall, readLive, recordTransitions, typesOf } from '../live/live-pages.js';

t.test('who is there is shown at once, in the conference that the read API shows them in', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const marie = await openPage(app, clock, { userId: 'marie', tags: { site: 'north' } });
    const jean = await openPage(app, clock, { userId: 'jean', joinedAt: null });
    clock.now += 10 * SECOND;
    const at = clock.now;
    await marie.push({ events: [
        { at, type: 'trackMuteChanged', data: { kind: 'audio', local: true, muted: true } }, { at, type: 'screenShare', data: { on: true } }
    ] });
    const live = await readLive(app);
    t.same([...Value.Errors(LiveReplySchema, live)], []);
    t.equal(live.at, clock.now);
    t.match(live.conferences, [{
        conferenceName: 'weekly', meetingId: 'm1', startedAt: START, endedAt: null, participantCount: 1, sessionCount: 2,
        presences: { joining: 1, there: 1, fading: 0 }, verdicts: { good: 1, fair: 0, poor: 0, unknown: 1 }, worst: 'good'
    }]);
    t.same(live.totals, {
        conferences: 1, participantCount: 1, sessionCount: 2, presences: { joining: 1, there: 1, fading: 0 },
        verdicts: { good: 1, fair: 0, poor: 0, unknown: 1 }
    });
    const found = new Map(participantsOf(live).map((participant) => [participant.sessionId, participant]));
    t.match(found.get(marie.sessionId), {
        presence: 'there', verdict: 'good', audioMuted: true, videoMuted: null, screenSharing: true, p2p: false, state: GOOD, stateAt: at,
        tags: { site: 'north' }, client: 'sdk', issues: [], trend: null
    });
    t.match(found.get(jean.sessionId), { presence: 'joining', verdict: 'unknown', joinedAt: null, state: null, stateAt: null });
    await settled(app);
    const conference = await app.inject({ url: `/v1/conferences/${String(live.conferences[0]?.conferenceId)}`, headers: READER });
    t.equal(conference.json<ConferenceReply>().sessions.length, 2);
    t.same(live.knowledge, { catchingUp: 0, forgotten: 0, unheardSince: null });
});

t.test('issues, verdict and trend follow the call, and what begins and ends is told once', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const told = recordTransitions(app);
    const page = await openPage(app, clock);
    const seen: string[] = [];
    const loss = { ...GOOD, inbound: { ...GOOD.inbound, audio: { ...GOOD.inbound?.audio, packetLoss: 9 } } };
    await playCall(page, clock, { stretches: [{ seconds: 300 }, { seconds: 60, state: loss }, { seconds: 120 }] }, async () => {
        const [participant] = participantsOf(await readLive(app));
        seen.push(`${String(participant?.verdict)} ${String(participant?.trend?.direction)} ${String(participant?.issues.map(({ code }) => code).join())}`);
    });
    t.same(seen.slice(8, 10), ['good steady ', 'good steady ']);
    t.match(seen.slice(10, 12), [/^poor worse download_loss/, /^poor worse download_loss/]);
    t.match(seen.at(-1), /^good (better|steady) $/);
    await page.push({ deltas: [], end: 'left' });
    await readLive(app);
    t.same(typesOf(told).filter((type) => !type.includes('mos')), [
        'conference.started', 'participant.joined', 'issue.opened download_loss', 'issue.closed download_loss', 'participant.left', 'conference.ended'
    ]);
    t.equal(new Set(told.map(({ id }) => id)).size, told.length);
    t.same((await readLive(app)).conferences, []);
});

t.test('who falls silent fades, then is gone; late data brings them back', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    const told = recordTransitions(app);
    const page = await openPage(app, clock);
    clock.now += 10 * SECOND;
    await page.push();
    const seenAt = clock.now;
    const presence = async () => participantsOf(await readLive(app)).map((participant) => `${participant.presence} ${participant.verdict}`);
    t.same(await presence(), ['there good']);
    clock.now += 45 * SECOND;
    t.same(await presence(), ['there good']);
    clock.now += 1;
    t.same(await presence(), ['fading unknown']);
    clock.now = seenAt + 90 * SECOND - 1;
    t.same(await presence(), ['fading unknown']);
    clock.now += 1;
    t.same(await presence(), []);
    await settled(app);
    clock.now += 5 * SECOND;
    await page.push({ deltas: [{ at: clock.now }] });
    const back = { presence: 'there', verdict: 'good', state: GOOD, stateAt: clock.now };
    t.match(participantsOf(await readLive(app)), [back], 'with all that it had told before');
    const stay = ['conference.started', 'participant.joined'];
    t.same(typesOf(told), [...stay, 'participant.left', 'conference.ended', ...stay]);
    t.equal(new Set(told.map(({ id }) => id)).size, told.length);
});

t.test('what can be asked for is a conference by its name, and conferences alone', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    for (const [conferenceName, tenant] of [['Daily', null], ['daily', 'acme'], ['weekly', null]] as const)
        await openPage(app, clock, { conferenceName, tenant });
    t.equal((await readLive(app)).conferences.length, 3);
    const found = await readLive(app, '?conferenceName=DAILY&participants=false');
    t.same(found.conferences.map(({ tenant }) => tenant).sort(), ['acme', null]);
    t.notOk(found.conferences.some(({ participants }) => participants !== undefined));
    for (const query of ['?participants=no', '?conferenceName=', '?name=daily', '?conferenceName=a&conferenceName=b'])
        t.equal((await app.inject({ url: `/v1/live${query}`, headers: READER })).statusCode, 400, query);
    for (const url of ['/v1/live', '/v1/live/stream']) t.equal((await app.inject({ url })).statusCode, 401);
});
