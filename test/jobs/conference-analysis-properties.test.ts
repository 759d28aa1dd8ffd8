import { deepStrictEqual } from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { assembleConferences } from '../../src/analysis/assemble-conferences.js';
import { documentOf } from '../../src/analysis/conference-document.js';
import { sessionEnd } from '../../src/analysis/session-end.js';
import { createConferenceAnalysis } from '../../src/jobs/conference-analysis.js';
import type { ConferenceDocument } from '../../src/store/conferences.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { StoredRecord } from '../../src/store/store.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { MINUTE, NOW, PUSH_INTERVAL } from '../analysis/build-reads.js';
import { aPost, aPush, batchOf, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';

const RULE = { now: NOW, pushInterval: PUSH_INTERVAL };

/** Two sessions in three say which meeting they are of, and some only later; a few change it, or their room, or go on. */
const aSession = fc.record({
    room: fc.constantFrom('red', 'blue'), from: fc.nat(120), length: fc.nat(20), userId: fc.constantFrom('u', 'v', undefined),
    meetingId: fc.option(fc.constantFrom('x', 'y', 'z'), { freq: 2, nil: undefined }),
    later: fc.option(fc.record({ meetingId: fc.constantFrom('x', 'y'), room: fc.constantFrom('red', 'blue', 'Red') }), { freq: 1, nil: undefined }),
    end: fc.constantFrom('left', 'left', 'silent', 'goes on', 'goes on after all'), isLate: fc.boolean()
});
type Session = typeof aSession extends fc.Arbitrary<infer S> ? S : never;

function recordsOf(name: string, { room, from, length, userId, meetingId, later, end, isLate }: Session): StoredRecord[] {
    const startedAt = T0 + from * MINUTE;
    const at = startedAt + length * MINUTE;
    // a closed laptop tells in the end what it had to tell
    const receivedAt = end.startsWith('goes on') ? NOW - 1000 : isLate ? at + 30 * MINUTE : at;
    const post = aPost(name, {
        conferenceName: room, startedAt, joinedAt: startedAt, sentAt: startedAt, receivedAt: startedAt, offset: 0,
        ...userId !== undefined && { userId }, ...meetingId !== undefined && { meetingId }
    });
    const push = (seq: number, members: object) => aPush(name, seq, { at, receivedAt, offset: 0, deltas: [], events: [], ...members });
    return [
        post,
        ...later === undefined ? [] : [{ ...post, conferenceName: later.room, meetingId: later.meetingId, sentAt: startedAt + 1 }],
        push(0, length % 2 === 0 ? { region: `eu-${String(length)}` } : {}),
        ...end === 'left' ? [push(1, { end: 'left' })] : end === 'goes on after all' ? [push(1, { end: 'closed' }), push(2, {})] : []
    ];
}

const inAnyOrder = fc.array(aSession, { maxLength: 10 }).chain((sessions) => {
    const records = sessions.flatMap((session, index) => recordsOf(`s${String(index)}`, session));
    return fc.record({
        order: fc.shuffledSubarray(records, { minLength: records.length }),
        /** What is done after each record; the clock goes on with the turns until it is NOW. */
        turns: fc.array(fc.constantFrom('none', 'none', 'none', 'assemble', 'analyse'), { minLength: records.length, maxLength: records.length }),
        clock: fc.constantFrom('now', 'as they come')
    });
});

t.test('whatever the order in which sessions come, and whenever they are looked at, the same conferences are stored in the end', async (t) => {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    t.teardown(() => store.close());
    const { log, lines } = createLogLines();
    const clock = { now: NOW };
    const job = createConferenceAnalysis({
        store, pushInterval: PUSH_INTERVAL, maxSessions: 5000, thresholds: THRESHOLDS, log, now: () => clock.now, setTimer: createTimers().setTimer
    });
    async function analyse(): Promise<void> {
        for (const due of await store.analyses.claim(clock.now - 3 * PUSH_INTERVAL, 1, 100)) {
            const session = await store.sessions.find(due.sessionId);
            if (session === null) continue;
            const { endedAt, endReason } = sessionEnd(session, { ...RULE, now: clock.now });
            if (endedAt === null || endReason === null) await store.analyses.postpone(due, 0);
            else await store.analyses.finish(due, buildAnalysis({ endedAt, endReason }));
        }
    }

    await fc.assert(fc.asyncProperty(inAnyOrder, async ({ order, turns, clock: runs }) => {
        clock.now = NOW * 2;
        await store.removeBefore(Infinity, 1000);
        await job.turn();
        clock.now = runs === 'now' ? NOW : T0;
        for (const [index, record] of order.entries()) {
            clock.now = Math.max(clock.now, Math.min(record.receivedAt, NOW));
            await store.write([batchOf(record)]);
            if (turns[index] === 'assemble') await job.turn();
            if (turns[index] === 'analyse') await analyse();
        }
        clock.now = NOW;
        await analyse();
        await job.turn();
        deepStrictEqual(lines, []);

        const documents = (await store.sessions.list({ limit: 100, walk: 100 })).items;
        const keys = new Set(documents.map(({ conferenceKey }) => conferenceKey));
        const sessionsOf = (key: string) => documents.filter(({ conferenceKey }) => conferenceKey === key);
        const expected = [...keys].flatMap((key) => assembleConferences(sessionsOf(key), RULE));
        const stored = (await store.conferences.list({ now: NOW, limit: 100, walk: 100 })).items;
        type Named = Pick<ConferenceDocument, 'conferenceId'>;
        const byId = (a: Named, b: Named) => a.conferenceId < b.conferenceId ? -1 : 1;
        // who goes on is seen again and again, without that being kept each time
        const comparable = (documents: ConferenceDocument[]) => documents
            .map((document) => ({ ...document, lastSeenAt: document.endedAt === null ? null : document.lastSeenAt })).sort(byId);
        const all = expected.map((conference) => documentOf(conference, { sessions: conference.stays.length, thresholds: THRESHOLDS }));
        deepStrictEqual(comparable(stored), comparable(all));
        const homes = new Map(expected.flatMap(({ conferenceId, stays }) =>
            stays.map(({ session: { sessionId } }) => [sessionId, conferenceId] as const)));
        deepStrictEqual(new Map([...await store.conferences.conferenceIdsOf([...homes.keys()])].sort()), new Map([...homes].sort()));
        deepStrictEqual(await store.conferences.claim(NOW, 1, 10), { claims: [], held: 0 }, 'nothing is left to do');
    }), { numRuns: 150 });
});
