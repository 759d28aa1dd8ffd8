import t from 'tap';
import { longestSilenceMs, sessionEnd } from '../../src/analysis/session-end.js';
import { buildSession } from './build-records.js';

const START = 1_795_228_082_000;
const PUSH_INTERVAL = 30_000;
const at = (now: number) => ({ now, pushInterval: PUSH_INTERVAL });

t.test('a session ends when its last push says so', async (t) => {
    const session = buildSession({ startedAt: START, lastSeq: 4, lastSeenAt: START + 60_000, end: { seq: 4, reason: 'kicked', at: START + 59_000 } });
    t.strictSame(sessionEnd(session, at(START + 60_001)), { endedAt: START + 59_000, endReason: 'kicked' });
    t.strictSame(sessionEnd(session, at(START + 90_000_000)), { endedAt: START + 59_000, endReason: 'kicked' }, 'and stays so');
});

t.test('a push after the one that said the end reopens it', async (t) => {
    const session = buildSession({ startedAt: START, lastSeq: 5, lastSeenAt: START + 60_000, end: { seq: 4, reason: 'closed', at: START + 59_000 } });
    t.strictSame(sessionEnd(session, at(START + 60_001)), { endedAt: null, endReason: null });
});

t.test('a session goes on until nothing came for three pushIntervals', async (t) => {
    const session = buildSession({ startedAt: START, lastSeenAt: START + 60_000 });
    t.strictSame(sessionEnd(session, at(START + 60_000 + 3 * PUSH_INTERVAL - 1)), { endedAt: null, endReason: null });
    t.strictSame(sessionEnd(session, at(START + 60_000 + 3 * PUSH_INTERVAL)), { endedAt: START + 60_000, endReason: 'silent' });
});

t.test('of a client with an interval of its own nothing need come for three of these', async (t) => {
    const jmmc = buildSession({ startedAt: START, lastSeenAt: START, client: 'jmmc' });
    const fast = (now: number) => ({ now, pushInterval: 5000 });
    t.match(sessionEnd(jmmc, fast(START + 89_999)), { endReason: null });
    t.match(sessionEnd(jmmc, fast(START + 90_000)), { endReason: 'silent' });
    t.match(sessionEnd(buildSession({ startedAt: START, lastSeenAt: START, client: 'sora' }), at(START + 179_999)), { endReason: null });
    t.match(sessionEnd(jmmc, { now: START + 179_999, pushInterval: 60_000 }), { endReason: null }, 'a longer PUSH_INTERVAL is patience with all');
    t.equal(longestSilenceMs(fast(0)), 180_000);
});

t.test('a session that fell silent ended at the last moment that it told of, not when that reached us the next morning', async (t) => {
    const session = buildSession({ startedAt: START, lastAt: START + 60_000, lastSeenAt: START + 50_000_000 });
    t.strictSame(sessionEnd(session, at(START + 90_000_000)), { endedAt: START + 60_000, endReason: 'silent' });
});

t.test('no session ends before it began', async (t) => {
    const ended = buildSession({ startedAt: START, lastSeq: 0, end: { seq: 0, reason: 'failed', at: START - 3000 } });
    t.equal(sessionEnd(ended, at(START)).endedAt, START);
    t.equal(sessionEnd(buildSession({ startedAt: START, lastAt: START - 3000, lastSeenAt: START }), at(START + 1e9)).endedAt, START);
});
