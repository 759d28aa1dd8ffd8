import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { assembleConferences, JOINS_WITHIN } from '../../src/analysis/assemble-conferences.js';
import type { SessionDocument } from '../../src/store/store.js';
import { buildSession } from './build-records.js';

const START = 1_795_228_080_000;
const MINUTE = 60_000;
const RULE = { now: START + 1000 * MINUTE, pushInterval: 30_000 };

/** A session from one minute of the morning to another; `to` null: it goes on. */
function stay(
    sessionId: string, from: number, to: number | null, meetingId: string | null = null, more: Partial<SessionDocument> = {}
): SessionDocument {
    const end = to === null ? RULE.now : START + to * MINUTE;
    return buildSession({
        sessionId, meetingId, meetingConferenceId: meetingId === null ? null : `meeting-${meetingId}`, ownConferenceId: `own-${sessionId}`,
        startedAt: START + from * MINUTE, lastSeenAt: end, lastAt: end,
        lastSeq: 3, end: to === null ? null : { seq: 3, reason: 'left', at: end },
        ...more
    });
}
const together = (sessions: SessionDocument[]) => Object.fromEntries(assembleConferences(sessions, RULE)
    .map(({ conferenceId, stays }) => [conferenceId, stays.map(({ session }) => session.sessionId).join(' ')]));

t.test('sessions with the same meetingId are one conference, however far apart, and those with another are another', async (t) => {
    t.strictSame(together([stay('a', 0, 10, 'x'), stay('b', 5, 20, 'y'), stay('c', 300, 310, 'x')]), { 'meeting-x': 'a c', 'meeting-y': 'b' });
});

t.test('without any meetingId: those that overlap or follow within five minutes are one, named after the first', async (t) => {
    t.strictSame(together([stay('c', 35, 40), stay('a', 0, 10), stay('b', 5, 30), stay('d', 45.1, 50)]), { 'own-a': 'a b c', 'own-d': 'd' });
});

t.test('five minutes are within, a millisecond more is not', async (t) => {
    const first = stay('a', 0, 10);
    const after = (gap: number) => stay('b', 0, 60, null, { startedAt: START + 10 * MINUTE + gap });
    t.strictSame(together([first, after(JOINS_WITHIN)]), { 'own-a': 'a b' });
    t.strictSame(together([first, after(JOINS_WITHIN + 1)]), { 'own-a': 'a', 'own-b': 'b' });
});

t.test('a session without a meetingId joins the meeting that it overlaps or follows, but not one that it only precedes', async (t) => {
    const meeting = stay('m', 10, 20, 'x');
    t.strictSame(together([meeting, stay('s', 12, 13)]), { 'meeting-x': 'm s' });
    t.strictSame(together([meeting, stay('s', 5, 10)]), { 'meeting-x': 's m' });
    t.strictSame(together([meeting, stay('s', 24, 30)]), { 'meeting-x': 'm s' });
    t.strictSame(together([meeting, stay('s', 6, 8)]), { 'own-s': 's', 'meeting-x': 'm' });
});

t.test('a meeting goes on through a rest of five minutes; who is there alone during a longer one is not in it', async (t) => {
    t.strictSame(together([stay('a', 0, 10, 'x'), stay('s', 12, 13), stay('b', 15, 70, 'x')]), { 'meeting-x': 'a s b' });
    t.strictSame(together([stay('a', 0, 10, 'x'), stay('s', 30, 40), stay('b', 60, 70, 'x')]), { 'meeting-x': 'a b', 'own-s': 's' });
});

t.test('of several meetings it is the one overlapped longest, and rather one that is overlapped than one that is followed', async (t) => {
    const meetings = [stay('m', 0, 30, 'x'), stay('n', 25, 60, 'y')];
    t.strictSame(together([...meetings, stay('s', 10, 35)]), { 'meeting-x': 'm s', 'meeting-y': 'n' });
    t.strictSame(together([...meetings, stay('s', 24, 40)]), { 'meeting-x': 'm', 'meeting-y': 's n' });
    t.strictSame(together([stay('m', 0, 30, 'x'), stay('n', 32, 60, 'y'), stay('s', 31, 33)]), { 'meeting-x': 'm', 'meeting-y': 's n' });
    t.strictSame(together([stay('m', 0, 28, 'x'), stay('n', 25, 29, 'y'), stay('s', 30, 33)]), { 'meeting-x': 'm', 'meeting-y': 'n s' });
});

t.test('who overlaps somebody that is in a meeting is in it too', async (t) => {
    t.strictSame(together([stay('m', 0, 30, 'x'), stay('s', 20, 50), stay('u', 40, 80)]), { 'meeting-x': 'm s u' });
    t.strictSame(together([stay('u', 0, 12), stay('s', 10, 25), stay('m', 20, 60, 'x')]), { 'meeting-x': 'u s m' });
    t.strictSame(together([stay('m', 0, 30, 'x'), stay('s', 20, 50), stay('u', 54, 80)]), { 'meeting-x': 'm s u' }, 'or follows');
});

t.test('a session that stays through two meetings does not join them', async (t) => {
    const sessions = [stay('m', 0, 50, 'x'), stay('n', 55, 90, 'y'), stay('s', 0, 90), stay('u', 10, 20), stay('v', 60, 70)];
    t.strictSame(together(sessions), { 'meeting-x': 'm s u', 'meeting-y': 'n v' });
});

t.test('a conference begins with its first session and ends with its last; while one goes on, it does too', async (t) => {
    const [ended] = assembleConferences([stay('a', 0, 30, 'x'), stay('b', 5, 20, 'x')], RULE);
    t.match(ended, { startedAt: START, endedAt: START + 30 * MINUTE });
    const [running] = assembleConferences([stay('a', 0, 30, 'x'), stay('b', 5, null, 'x')], RULE);
    t.match(running, { startedAt: START, endedAt: null });
});

t.test('a session that tells of a start long ago is not in everything since', async (t) => {
    const days = (count: number) => count * 24 * 60;
    const wrong = stay('w', 0, 10, null, { startedAt: 0 });
    t.strictSame(together([wrong, stay('a', -days(9), -days(9) + 60), stay('b', -days(8), -days(8) + 60), stay('c', 5, 20)]),
        { 'own-a': 'a', 'own-b': 'b', 'own-w': 'w c' });
});

t.test('a session that goes on is there until now', async (t) => {
    t.strictSame(together([stay('a', 0, null), stay('b', 900, 910)]), { 'own-a': 'a b' });
});

const someStays = fc.uniqueArray(fc.record({
    id: fc.nat(99), from: fc.nat(60), length: fc.nat(20), meeting: fc.option(fc.constantFrom('x', 'y', 'z'), { freq: 1 }), runs: fc.nat(20)
}), { maxLength: 14, selector: ({ id }) => id })
    .map((given) => given.map(({ id, from, length, meeting, runs }) => stay(`s${id}`, from, runs === 0 ? null : from + length, meeting)));

t.test('the order in which sessions are given makes no difference', async () => {
    const shuffled = someStays.chain((sessions) =>
        fc.tuple(fc.constant(sessions), fc.shuffledSubarray(sessions, { minLength: sessions.length })));
    fc.assert(fc.property(shuffled, ([sessions, otherwise]) => {
        deepStrictEqual(assembleConferences(otherwise, RULE), assembleConferences(sessions, RULE));
    }), { numRuns: 500 });
});

t.test('every session is in one conference, one meetingId at most in each, and whoever overlaps outside of meetings is together', async () => {
    fc.assert(fc.property(someStays, (sessions) => {
        const conferences = assembleConferences(sessions, RULE);
        const homes = new Map(conferences.flatMap(({ conferenceId, stays }) => stays.map(({ session }) => [session.sessionId, conferenceId])));
        equal(conferences.flatMap(({ stays }) => stays).length, sessions.length);
        equal(homes.size, sessions.length);
        equal(new Set(conferences.map(({ conferenceId }) => conferenceId)).size, conferences.length, 'every conference has its own id');
        for (const { meetingConferenceId, sessionId } of sessions) if (meetingConferenceId !== null) equal(homes.get(sessionId), meetingConferenceId);
        for (const { stays } of conferences) {
            ok(new Set(stays.map(({ session }) => session.meetingId).filter((id) => id !== null)).size <= 1);
        }
        if (sessions.some(({ meetingId }) => meetingId !== null)) return;
        for (const a of sessions) for (const b of sessions) {
            if (a.startedAt <= b.startedAt && b.startedAt - a.lastAt <= JOINS_WITHIN) equal(homes.get(a.sessionId), homes.get(b.sessionId));
        }
    }), { numRuns: 500 });
});
