import t from 'tap';
import type { CallEvent } from '../../../schemas/event.js';
import { analyzeCall, changed, codesOf, GOOD, inSeconds, START, SECOND, type Call } from '../analyzed-call.js';

const LEFT: CallEvent = { at: 60, type: 'left' };
const outside = (events: CallEvent[], rest: Partial<Call> = {}) =>
    analyzeCall({ stretches: [], events, session: { joinedAt: null }, end: { endedAt: START + 60 * SECOND, endReason: 'closed' }, ...rest });
const failed = (code: string, at = 5): CallEvent => ({ at, type: 'conferenceFailed', data: { code } });
const inside = (...events: CallEvent[]) => analyzeCall({ stretches: [{ seconds: 60 }], events });

t.test('who was refused, or never got in, failed to join', async (t) => {
    const { issues, summary } = outside([failed('conference.connectionError.notAllowed')]);
    t.match(issues.map(inSeconds), [{ code: 'join_failed', severity: 'error', from: 0, to: 5, text: /\(conference\.connectionError\.notAllowed\)/ }]);
    t.match(summary, { verdict: 'poor', inCallMs: 0, measuredMs: 0 });
    t.strictSame(codesOf(outside([])), ['join_failed'], 'a minute without an answer');
    t.strictSame(codesOf(outside([{ at: 5, type: 'connectionFailed' }])), ['join_failed', 'connection_failed']);
});

t.test('who waited for the host, was asked for a password, or thought better of it, did not', async (t) => {
    t.strictSame(outside([failed('conference.connectionError.membersOnly')]).summary.verdict, null);
    t.strictSame(codesOf(outside([failed('conference.passwordRequired')])), []);
    t.strictSame(codesOf(outside([], { end: { endedAt: START + 8 * SECOND, endReason: 'closed' } })), []);
});

t.test('a join that took long is told, unless a person was waited for', async (t) => {
    const joined: CallEvent = { at: 7, type: 'joined', data: { setupMs: 7000 } };
    const { issues, summary } = inside(joined);
    t.match(issues.map(inSeconds), [{ code: 'slow_join', from: 0, to: 7, text: 'It took 7 s to get in.' }]);
    t.equal(summary.setupMs, 7000);
    t.strictSame(codesOf(inside(failed('conference.connectionError.membersOnly', 1), joined)), []);
    t.strictSame(codesOf(inside({ ...joined, data: { setupMs: 900 } })), []);
});

t.test('others there and never any media is no connection; being alone is not', async (t) => {
    const events: CallEvent[] = [
        { at: 1, type: 'joined' }, { at: 5, type: 'userJoined', data: { count: 2 } }, { at: 55, type: 'userLeft', data: { count: 1 } }, LEFT
    ];
    t.match(outside(events).issues, [{ code: 'no_connection', severity: 'error', evidence: { othersMs: 50_000 } }]);
    t.strictSame(codesOf(outside([{ at: 1, type: 'joined' }, LEFT])), []);
    const silent = changed(GOOD, { bitrate: { upload: 0, download: 0 } });
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60, state: silent }], events })), ['no_connection']);
    t.strictSame(codesOf(inside(...events)), []);
});

t.test('a failure of ICE, or of the signalling connection, is an error', async (t) => {
    t.match(inside(failed('conference.iceFailed', 20)).issues, [{ code: 'ice_failed', severity: 'error' }]);
    t.match(inside({ at: 20, type: 'connectionFailed', data: { code: 'connection.droppedError' } }).issues,
        [{ code: 'connection_failed', severity: 'error', text: /\(connection\.droppedError\)/ }]);
});

t.test('media that could not be had is a warning, and an error when nothing was ever sent', async (t) => {
    const error: CallEvent = { at: 2, type: 'mediaError', data: { name: 'gum.permission_denied', message: 'audio.video' } };
    const text = 'Microphone and camera could not be had (gum.permission_denied).';
    t.match(inside(error).issues, [{ code: 'media_error', severity: 'warning', text }]);
    t.match(inside({ ...error, data: { message: 'audio' } }).issues, [{ text: 'The microphone could not be had.' }]);
    t.match(inside({ at: 2, type: 'mediaError' }).issues, [{ text: 'Microphone or camera could not be had.' }]);
    const mute = changed(GOOD, { bitrate: { upload: 0 } });
    const { issues, summary } = analyzeCall({ stretches: [{ seconds: 60, state: mute }], events: [error] });
    t.match(issues.map(inSeconds), [{ code: 'no_media_access', severity: 'error', from: 2, to: 60 }]);
    t.match(summary, { verdict: 'poor', mediaErrors: 1 });
});

t.test('a question for the screen that was closed is no media error', async (t) => {
    const cancelled: CallEvent = { at: 2, type: 'mediaError', data: { name: 'gum.screensharing_user_canceled', message: 'desktop' } };
    t.strictSame(codesOf(inside(cancelled)), []);
});

const nothing = changed(GOOD, { bitrate: { download: 0 } });

t.test('an interruption began where nothing came any more, not where the library noticed', async (t) => {
    const { issues, summary } = analyzeCall({
        stretches: [{ seconds: 30 }, { seconds: 12, state: nothing }, { seconds: 60 }],
        events: [{ at: 36, type: 'connectionInterrupted' }, { at: 43, type: 'connectionRestored' }]
    });
    const evidence = { times: 1, totalMs: 13_000, longestMs: 13_000 };
    t.match(issues.map(inSeconds), [{ code: 'connection_interrupted', severity: 'error', from: 30, to: 43, evidence }]);
    t.strictSame(summary.interruptions, { count: 1, restored: 1, totalMs: 13_000, longestMs: 13_000 });
});

t.test('a short one is a warning, several together are one issue, far apart several', async (t) => {
    const cut = (at: number): CallEvent[] => [{ at, type: 'connectionInterrupted' }, { at: at + 4, type: 'connectionRestored' }];
    const { issues } = analyzeCall({ stretches: [{ seconds: 200 }], events: [...cut(10), ...cut(30), ...cut(100)] });
    t.match(issues.map(inSeconds), [
        { code: 'connection_interrupted', severity: 'warning', from: 10, to: 34, evidence: { times: 2, totalMs: 8000, longestMs: 4000 } },
        { code: 'connection_interrupted', severity: 'warning', from: 100, to: 104, evidence: { times: 1 } }
    ]);
});

t.test('one that nobody notices is counted, and no issue', async (t) => {
    const { issues, summary } = analyzeCall({
        stretches: [{ seconds: 60 }], events: [{ at: 40, type: 'connectionInterrupted' }, { at: 40.2, type: 'connectionRestored' }]
    });
    t.strictSame([issues, summary.interruptions.count], [[], 1]);
});

t.test('one that never ended lasts to the end and says so', async (t) => {
    const { issues, summary } = analyzeCall({ stretches: [{ seconds: 60 }], events: [{ at: 40, type: 'connectionInterrupted' }] });
    t.match(issues.map(inSeconds), [{ code: 'connection_interrupted', from: 40, to: 60, text: /did not come back/ }]);
    t.equal(summary.interruptions.restored, 0);
});

t.test('connections are restored that were never interrupted: P2P begins like that', async (t) => {
    t.strictSame(codesOf(inside({ at: 2, type: 'connectionRestored' }, { at: 50, type: 'connectionRestored' })), []);
});

t.test('what an interruption does to video and estimates is no trouble of its own', async (t) => {
    const cutOff = changed(nothing, { outbound: { video: { framesPerSecond: 5 } }, candidatePair: { availableOutgoingBitrate: 100 } });
    const analysis = analyzeCall({
        stretches: [{ seconds: 30 }, { seconds: 20, state: cutOff }, { seconds: 60 }],
        events: [{ at: 36, type: 'connectionInterrupted' }, { at: 50, type: 'connectionRestored' }]
    });
    t.strictSame(codesOf(analysis), ['connection_interrupted']);
});

t.test('a session that falls silent after a join ended without a word', async (t) => {
    const end = { endedAt: START + 60 * SECOND, endReason: 'silent' } as const;
    const { issues } = analyzeCall({ stretches: [{ seconds: 60 }], end });
    t.match(issues.map(inSeconds), [{ code: 'abrupt_end', severity: 'warning', from: 60, to: 60 }]);
    t.strictSame(codesOf(analyzeCall({ stretches: [], end: { endReason: 'silent' } })), ['abrupt_end'], 'before its first push');
    const foreign = analyzeCall({ stretches: [], session: { client: 'jmmc' }, end: { endReason: 'silent' } });
    t.strictSame(codesOf(foreign), [], 'whose script never says goodbye');
    t.strictSame(codesOf(outside([], { end: { endedAt: START + 5 * SECOND, endReason: 'silent' } })), []);
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60 }], end: { endReason: 'closed' } })), []);
});

t.test('a session that goes on has not ended', async (t) => {
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60 }], end: { endedAt: null, endReason: null } })), []);
    t.strictSame(codesOf(outside([], { end: { endedAt: null, endReason: null } })), []);
});

t.test('one or two stars are an issue, the last rating counts, a declined one is none', async (t) => {
    const rated = (...ratings: number[]) => inside(...ratings.map((rating, n): CallEvent => ({ at: 61 + n, type: 'feedback', data: { rating } })));
    t.match(rated(2), { summary: { verdict: 'poor', rating: 2 }, issues: [{ code: 'low_rating', evidence: { rating: 2 } }] });
    t.strictSame(codesOf(rated(1, 4)), []);
    t.match(rated(-1), { summary: { rating: null }, issues: [] });
});

t.test('of who is seen from outside neither silence nor a missing join says anything', async (t) => {
    const session = { joinedAt: null, observedBy: '00000000-0000-8000-8000-000000000001' };
    t.strictSame(codesOf(analyzeCall({ stretches: [{ seconds: 60 }], session, end: { endReason: 'silent' } })), []);
    t.strictSame(codesOf(analyzeCall({ stretches: [], session, end: { endedAt: START + 60 * SECOND, endReason: 'unobserved' } })), []);
});
