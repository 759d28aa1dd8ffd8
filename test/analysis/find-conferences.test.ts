import t from 'tap';
import { conferenceIdOf } from '../../src/store/conference-key.js';
import { sessionIdFor, T0 } from '../store/sample-records.js';
import { aStay, MINUTE, NOW, openReads } from './build-reads.js';

const KEY = '/weekly-standup';
const ownId = (name: string) => conferenceIdOf(KEY, sessionIdFor(name));

t.test('a conference is found by its id, with its sessions, participants and times', async (t) => {
    const { reads, write } = await openReads(t);
    await write(
        ...aStay('a', 0, 30, { meetingId: 'm1', userId: 'marie' }), ...aStay('b', 1, 20, { meetingId: 'm1', userId: 'paul' }),
        ...aStay('c', 21, 31, { meetingId: 'm1', userId: 'paul' }), ...aStay('d', 2, 3, { userId: null }), ...aStay('e', 2, 3, { userId: null }),
        ...aStay('x', 300, 310, { meetingId: 'm2' })
    );
    const conference = await reads.findConference(conferenceIdOf(KEY, 'm1'));
    t.match(conference, {
        conferenceId: conferenceIdOf(KEY, 'm1'), conferenceName: 'weekly-standup', tenant: null, meetingId: 'm1',
        startedAt: T0, endedAt: T0 + 31 * MINUTE, participants: 4, summary: null
    });
    const [first, second, third] = ['d', 'e'].map(sessionIdFor).sort();
    t.equal(third, undefined);
    t.strictSame(conference?.sessions.map(({ sessionId }) => sessionId), [sessionIdFor('a'), sessionIdFor('b'), first, second, sessionIdFor('c')]);
    t.match(conference?.sessions[0], { userId: 'marie', browser: { name: 'Chrome', version: '156' }, endReason: 'left', endedAt: T0 + 30 * MINUTE });
    t.equal(await reads.findConference('A'.repeat(22)), null);
});

t.test('a conference goes on while one of its sessions does', async (t) => {
    const { reads, write } = await openReads(t);
    await write(...aStay('a', 0, 30, { meetingId: 'm1' }), ...aStay('b', 1, null, { meetingId: 'm1' }));
    t.match(await reads.findConference(conferenceIdOf(KEY, 'm1')), { endedAt: null, sessions: [{ endReason: 'left' }, { endReason: null }] });
});

t.test('an id that a conference had before more was known still leads to it', async (t) => {
    const { reads, write } = await openReads(t);
    await write(...aStay('b', 10, 30));
    t.equal((await reads.findConference(ownId('b')))?.conferenceId, ownId('b'));

    await write(...aStay('a', 5, 12));
    t.match(await reads.findConference(ownId('b')), { conferenceId: ownId('a'), sessions: [{}, {}] }, 'an earlier session came late');

    await write(...aStay('a', 5, 12, { meetingId: 'm1' }));
    for (const id of [ownId('a'), ownId('b'), conferenceIdOf(KEY, 'm1')]) {
        t.match(await reads.findConference(id), { conferenceId: conferenceIdOf(KEY, 'm1'), meetingId: 'm1', sessions: [{}, {}] });
    }
    t.equal((await reads.findSession(sessionIdFor('b')))?.conferenceId, conferenceIdOf(KEY, 'm1'));
});

t.test('a conference is found whole from any of its sessions, however long the chain that they make', async (t) => {
    const { reads, write } = await openReads(t);
    const names = Array.from({ length: 120 }, (_, index) => `s${String(index)}`);
    for (const [index, name] of names.entries()) await write(...aStay(name, index * 10, index * 10 + 7));
    await write(...aStay('apart', 120 * 10 + 3, 120 * 10 + 9), ...aStay('other room', 5, 1000, { room: 'elsewhere' }));
    for (const name of ['s0', 's60', 's119']) {
        const conference = await reads.findConference(ownId(name));
        t.equal(conference?.conferenceId, ownId('s0'));
        t.equal(conference?.sessions.length, 120);
    }
    t.equal((await reads.findConference(ownId('apart')))?.sessions.length, 1);
});

t.test('sessions of one meeting are found however far apart, with who was there beside each', async (t) => {
    const { reads, write } = await openReads(t);
    await write(
        ...aStay('a', 0, 10, { meetingId: 'm1' }), ...aStay('s', 5, 12), ...aStay('between', 300, 310),
        ...aStay('b', 600, 610, { meetingId: 'm1' }), ...aStay('u', 612, 614)
    );
    const names = ['a', 's', 'b', 'u'];
    for (const name of names) t.equal((await reads.findSession(sessionIdFor(name)))?.conferenceId, conferenceIdOf(KEY, 'm1'), name);
    const conference = await reads.findConference(conferenceIdOf(KEY, 'm1'));
    t.strictSame(conference?.sessions.map(({ sessionId }) => sessionId), names.map(sessionIdFor));
    t.equal((await reads.findSession(sessionIdFor('between')))?.conferenceId, ownId('between'));
});

t.test('one who is silent for a while, but not gone, is there for those who come', async (t) => {
    const { reads, write } = await openReads(t);
    await write(...aStay('a', 0, null), ...aStay('b', 1439.99, null));
    t.equal((await reads.findConference(ownId('b')))?.conferenceId, ownId('a'));
});

t.test('so is one who pushes every ten minutes only, and last did so twenty minutes ago', async (t) => {
    const { reads, write } = await openReads(t, { now: NOW + 20 * MINUTE, pushInterval: 10 * MINUTE });
    await write(...aStay('a', 0, null), ...aStay('b', 1458, 1459));
    t.equal((await reads.findConference(ownId('b')))?.conferenceId, ownId('a'));
});

t.test('of a meeting with more sessions than CONFERENCE_MAX the first so many are shown', async (t) => {
    const { reads, write } = await openReads(t, { maxConferenceSessions: 5 });
    const names = Array.from({ length: 20 }, (_, index) => `s${String(index)}`);
    for (const [index, name] of names.entries()) await write(...aStay(name, index, 60, { meetingId: 'm1' }));
    const conference = await reads.findConference(conferenceIdOf(KEY, 'm1'));
    t.strictSame(conference?.sessions.map(({ sessionId }) => sessionId), names.slice(0, 5).map(sessionIdFor));
    t.equal((await reads.findSession(sessionIdFor('s19')))?.conferenceId, conferenceIdOf(KEY, 'm1'));
    t.strictSame((await reads.listConferences({ limit: 50 })).items.map(({ startedAt }) => startedAt), [T0], 'and it is listed once');
});

t.test('a room that never rests is shown in parts of at most CONFERENCE_MAX sessions', async (t) => {
    const { reads, clock, write } = await openReads(t, { maxConferenceSessions: 9 });
    for (let index = 0; index < 40; index++) await write(...aStay(`s${String(index)}`, index * 4, index * 4 + 5));
    for (const name of ['s0', 's20', 's39']) {
        const part = await reads.findConference((await reads.findSession(sessionIdFor(name)))?.conferenceId ?? '');
        t.ok((part?.sessions.length ?? 0) > 1);
        t.ok((part?.sessions.length ?? 10) <= 9);
    }
    // some parts at a time
    for (let turn = 0; turn < 10; turn++, clock.now += MINUTE) await reads.listConferences({ limit: 1 });
    const listed = new Set<string>();
    let page = await reads.listConferences({ limit: 50 });
    for (; page.after !== null; page = await reads.listConferences({ limit: 50, after: page.after })) {
        for (const { sessions } of page.items) for (const { sessionId } of sessions) listed.add(sessionId);
    }
    for (const { sessions } of page.items) for (const { sessionId } of sessions) listed.add(sessionId);
    t.equal(listed.size, 40, 'and none of it is missing from the list');
});
