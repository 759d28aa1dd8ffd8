import { isDeepStrictEqual } from 'node:util';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import { describeFault } from '../describe-fault.js';
import { decodeRecords, type DecodedRecord, type EncodedPush } from '../encode-records.js';
import { mergePresence, mergeRegisters, presenceOf, registersOf, sessionDocument, type SessionRegisters } from '../merge-session.js';
import type { Presence, SessionRecord, WriteResult } from '../store.js';
import { isCheckFailure } from './open-database.js';
import { PRESENCE_COLUMNS, presenceOfRow, presenceValues, sessionIdBytes, type PresenceRow } from './session-rows.js';

/** A session that this transaction touches: gathered in memory, written once at the end. */
interface TouchedSession {
    id: number;
    /** Of the posts; undefined until the first one in this transaction. */
    registers: SessionRegisters | undefined;
    presence: Presence;
    pushes: number;
    samples: number;
    changed: boolean;
}
type Outcome = 'stored' | 'duplicates' | 'conflicts';

/** Answers a function that writes batches in one transaction, so with one fsync. It throws if nothing was written. */
export function createWriter(db: DatabaseSyncInstance): (batches: readonly Uint8Array[]) => WriteResult {
    const findSession = db.prepare(`SELECT s.id, ${PRESENCE_COLUMNS}, p.pushes, p.samples
        FROM sessions s JOIN presence p ON p.session = s.id WHERE s.session_id = ?`);
    const insertSession = db.prepare('INSERT INTO sessions (session_id) VALUES (?)');
    const findRegisters = db.prepare('SELECT registers FROM sessions WHERE id = ?');
    const updateSession = db.prepare(`UPDATE sessions SET registers = ?, started_at = ?, conference_name = ?, conference_key = ?, user_id = ?,
        meeting_conference_id = ?, own_conference_id = ? WHERE id = ?`);
    const upsertPresence = db.prepare(`INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session) DO UPDATE SET
        last_seen_at = excluded.last_seen_at, last_at = excluded.last_at, last_seq = excluded.last_seq,
        end_seq = excluded.end_seq, end_reason = excluded.end_reason, end_at = excluded.end_at,
        region_seq = excluded.region_seq, region = excluded.region, pushes = excluded.pushes, samples = excluded.samples`);
    const insertPush = db.prepare(`INSERT INTO pushes (session, seq, received_at, at, offset, samples, deltas, events, end_reason, region)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, seq) DO NOTHING`);
    const findPush = db.prepare('SELECT deltas, events, end_reason FROM pushes WHERE session = ? AND seq = ?');

    function touch(sessionId: string, touched: Map<string, TouchedSession>, record: DecodedRecord): TouchedSession {
        let session = touched.get(sessionId);
        if (session === undefined) {
            session = loadSession(sessionId, record);
            touched.set(sessionId, session);
        }
        return session;
    }

    function loadSession(sessionId: string, record: DecodedRecord): TouchedSession {
        const bytes = sessionIdBytes(sessionId);
        const row = findSession.get(bytes) as PresenceRow & { id: number; pushes: number; samples: number } | undefined;
        if (row !== undefined) {
            return { id: row.id, registers: undefined, presence: presenceOfRow(row), pushes: row.pushes, samples: row.samples, changed: false };
        }
        const id = Number(insertSession.run(bytes).lastInsertRowid);
        return { id, registers: undefined, presence: presenceOf(record), pushes: 0, samples: 0, changed: true };
    }

    function storedRegisters(id: number): SessionRegisters {
        const { registers } = findRegisters.get(id) as { registers: string | null };
        return registers === null ? {} : JSON.parse(registers) as SessionRegisters;
    }

    function writePost(session: TouchedSession, record: SessionRecord): Outcome {
        const before = session.registers ?? storedRegisters(session.id);
        session.registers = mergeRegisters(before, registersOf(record));
        const presence = mergePresence(session.presence, presenceOf(record));
        if (isDeepStrictEqual([before, session.presence], [session.registers, presence])) return 'duplicates';
        session.presence = presence;
        session.changed = true;
        return 'stored';
    }

    function writePush(session: TouchedSession, push: EncodedPush): Outcome {
        const { seq, receivedAt, at, offset, samples, deltas } = push;
        const events = push.events === '[]' ? null : push.events;
        const end = push.end ?? null;
        const isNew = insertPush.run(session.id, seq, receivedAt, at, offset, samples, deltas, events, end, push.region ?? null).changes > 0;
        if (!isNew) {
            const there = findPush.get(session.id, seq) as { deltas: string; events: string | null; end_reason: string | null };
            return there.end_reason === end && sameJson(there.deltas, deltas) && sameJson(there.events, events) ? 'duplicates' : 'conflicts';
        }
        session.presence = mergePresence(session.presence, presenceOf(push));
        session.pushes += 1;
        session.samples += samples;
        session.changed = true;
        return 'stored';
    }

    function save(session: TouchedSession): void {
        if (!session.changed) return;
        upsertPresence.run(session.id, ...presenceValues(session.presence), session.pushes, session.samples);
        if (session.registers === undefined) return;
        const { startedAt, conferenceName, conferenceKey, userId, meetingConferenceId, ownConferenceId } =
            sessionDocument(session.registers, session.presence);
        updateSession.run(JSON.stringify(session.registers), startedAt, foldName(conferenceName), conferenceKey, userId ?? null,
            meetingConferenceId, ownConferenceId, session.id);
    }

    function writeRecord(record: DecodedRecord, touched: Map<string, TouchedSession>): Outcome {
        const session = touch(record.sessionId, touched, record);
        return record.kind === 'session' ? writePost(session, record) : writePush(session, record);
    }

    return (batches) => {
        const result: WriteResult = { stored: 0, duplicates: 0, conflicts: 0, rejected: [], damaged: [] };
        const touched = new Map<string, TouchedSession>();
        // IMMEDIATE: takes the write lock at once, so that the transaction cannot fail half-way for want of it
        db.exec('BEGIN IMMEDIATE');
        try {
            batches.forEach((bytes, batch) => {
                const { records, fault } = decodeRecords(bytes);
                if (fault !== null) result.damaged.push({ batch, reason: fault });
                for (const record of records as DecodedRecord[]) {
                    const reason = describeFault(record);
                    if (reason !== null) {
                        result.rejected.push({ batch, reason });
                        continue;
                    }
                    try {
                        result[writeRecord(record, touched)] += 1;
                    } catch (error) {
                        if (!isCheckFailure(error)) throw error;
                        result.damaged.push({ batch, reason: `the push ${record.sessionId} is not JSON` });
                    }
                }
            });
            touched.forEach(save);
            db.exec('COMMIT');
        } catch (error) {
            if (db.isTransaction) db.exec('ROLLBACK');
            throw error;
        }
        return result;
    };
}

/** Equal as texts, mostly; a newer program may have written the members in another order. */
const sameJson = (a: string | null, b: string | null): boolean =>
    a === b || (a !== null && b !== null && isDeepStrictEqual(JSON.parse(a), JSON.parse(b)));
