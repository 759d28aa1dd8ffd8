import path from 'node:path';
import type { Test } from 'tap';
import { createConferenceAnalysis } from '../../src/jobs/conference-analysis.js';
import { createReads, type Reads } from '../../src/analysis/reads.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { Store, StoredRecord } from '../../src/store/store.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import { aPost, aPush, batchOf, T0 } from '../store/sample-records.js';
import { createLogLines } from '../support/log-lines.js';
import { createTimers } from '../support/timers.js';

export const MINUTE = 60_000;
export const PUSH_INTERVAL = 30_000;
/** A day after the sessions of these tests. */
export const NOW = T0 + 1440 * MINUTE;

export interface StoredReads { reads: Reads; store: Store; clock: { now: number }; write(...records: StoredRecord[]): Promise<void> }

interface ReadsSettings {
    now?: number;
    pushInterval?: number;
    maxConferenceSessions?: number;
    maxSeriesValues?: number;
    maxWalk?: number;
    maxUserSessions?: number;
}

/**
 * The reads on an empty store of their own, at a time that stands still unless the test moves it. Conferences are put together before they are
 * listed, as routes see to it.
 */
export async function openReads(t: Test, settings: ReadsSettings = {}): Promise<StoredReads> {
    const store = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    t.teardown(() => store.close());
    const {
        now = NOW, pushInterval = PUSH_INTERVAL, maxConferenceSessions = 5000, maxSeriesValues = 500_000, maxWalk = 10_000, maxUserSessions = 1000
    } = settings;
    const clock = { now };
    const reads = createReads({
        store, now: () => clock.now, pushInterval, maxConferenceSessions, maxSeriesValues, maxWalk, maxUserSessions,
        timelineMax: 200, maxTimelineSessions: 500, thresholds: THRESHOLDS
    });
    const { log, lines } = createLogLines();
    const analysis = createConferenceAnalysis({
        store, pushInterval, maxSessions: maxConferenceSessions, thresholds: THRESHOLDS, log, now: () => clock.now, setTimer: createTimers().setTimer
    });
    return {
        reads: {
            ...reads,
            async listConferences(filter) {
                await analysis.turn();
                if (lines.length > 0) throw new Error(JSON.stringify(lines));
                return reads.listConferences(filter);
            }
        },
        store, clock,
        write: async (...records) => { await store.write([batchOf(...records)]); }
    };
}

interface StayOptions { room?: string; meetingId?: string; userId?: string | null }

/** The records of a session from one minute after T0 to another; `to` null: it says no end, and its last push has just come. */
export function aStay(name: string, from: number, to: number | null, { room = 'weekly-standup', ...members }: StayOptions = {}): StoredRecord[] {
    const startedAt = T0 + from * MINUTE;
    const at = to === null ? NOW - 1000 : T0 + to * MINUTE;
    return [
        aPost(name, { conferenceName: room, startedAt, joinedAt: startedAt, sentAt: startedAt, receivedAt: startedAt, offset: 0, ...members }),
        aPush(name, 0, { at, receivedAt: at, offset: 0, deltas: [], events: [{ at, type: 'left' }], ...to !== null && { end: 'left' } })
    ];
}
