import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { LONGEST_STAY_MS } from '../store.js';
import { createSessionList } from './list-sessions.js';
import { PRESENCE_COLUMNS, sessionIdBytes, type SessionRow } from './session-rows.js';

// CROSS JOIN keeps the order of the tables: the index that gives the order of the answer leads, presence is looked up by its key.
const SELECT = `SELECT s.registers, ${PRESENCE_COLUMNS}, a.analysis
    FROM sessions s CROSS JOIN presence p ON p.session = s.id LEFT JOIN analyses a ON a.session = s.id`;

/** Rows, for session-rows.ts to read: they cross to the main thread, where a text is cheaper to receive than an object. */
export function createSessionReads(db: DatabaseSyncInstance) {
    const find = db.prepare(`${SELECT} WHERE s.session_id = ? AND s.registers IS NOT NULL`);
    const listByKey = db.prepare(`WITH there AS (
            SELECT s.id, s.meeting_conference_id AS meeting FROM sessions s CROSS JOIN presence p ON p.session = s.id
            WHERE s.conference_key = :key AND s.registers IS NOT NULL AND s.started_at BETWEEN :begunFrom AND :to
                AND (p.last_seen_at >= :from OR (:untilAnalysed AND p.due_at IS NOT NULL AND p.end_seq IS NOT p.last_seq))
        )
        ${SELECT} WHERE s.id IN (
            SELECT id FROM there UNION SELECT id FROM sessions WHERE meeting_conference_id IN (SELECT meeting FROM there)
        ) ORDER BY s.started_at, s.session_id LIMIT :limit`);
    const findByMeeting = db.prepare(`${SELECT} WHERE s.meeting_conference_id = ? ORDER BY s.started_at, s.session_id LIMIT 1`);
    const findByOwnId = db.prepare(`${SELECT} WHERE s.own_conference_id = ? AND s.registers IS NOT NULL LIMIT 1`);

    // an index gives the order
    const listSeen = db.prepare(`SELECT s.registers, ${PRESENCE_COLUMNS}, NULL AS analysis FROM presence p CROSS JOIN sessions s ON s.id = p.session
        WHERE p.last_seen_at >= ? AND s.registers IS NOT NULL ORDER BY p.last_seen_at DESC LIMIT ?`);

    return {
        listSeenSessions: (lastSeenAt: number, limit: number) => listSeen.all(lastSeenAt, limit) as SessionRow[],

        findSession: (sessionId: string) => find.get(sessionIdBytes(sessionId)) as SessionRow | undefined,

        listSessions: createSessionList(db),

        listSessionsByConferenceKey: (key: string, from: number, to: number, limit: number, untilAnalysed: boolean) =>
            listByKey.all({ key, from, begunFrom: from - LONGEST_STAY_MS, to, limit, untilAnalysed: Number(untilAnalysed) }) as SessionRow[],

        findSessionByConferenceId: (conferenceId: string) =>
            (findByMeeting.get(conferenceId) ?? findByOwnId.get(conferenceId)) as SessionRow | undefined
    };
}
