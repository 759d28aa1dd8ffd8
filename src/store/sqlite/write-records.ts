import { isDeepStrictEqual } from 'node:util';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import { dueAt, mayChangeConference } from '../due.js';
import type { EncodedPush } from '../encode-records.js';
import { encodeObjects, type EncodedRtcStats } from '../encode-rtcstats.js';
import { mergePresence, mergeRegisters, presenceOf, registersOf, sessionDocument, type SessionRegisters } from '../merge-session.js';
import { NOT_JSON, siftLines, type UsableLine } from '../sift-lines.js';
import type { Presence, SessionRecord, WriteResult } from '../store.js';
import { isCheckFailure, isRefusal } from './open-database.js';
import { createObjectWriter } from './rtcstats.js';
import { createFacetKeeper } from './session-facets.js';
import { PRESENCE_COLUMNS, presenceOfRow, presenceValues, sessionIdBytes, type PresenceRow } from './session-rows.js';
import type { Tombstones } from './tombstones.js';
import { transact } from './transact.js';

/** A session that this transaction touches: gathered in memory, written once at the end. */
interface TouchedSession {
    id: number;
    /** Of the posts; undefined until the first one in this transaction. */
    registers: SessionRegisters | undefined;
    /** null until something of it is stored. */
    presence: Presence | null;
    /** As it was found. */
    before: Presence | null;
    analysed: boolean;
    pushes: number;
    samples: number;
    changed: boolean;
    /** Nothing more of it is written. */
    deleted: boolean;
    /** Posts that told something. */
    posts: UsableLine[];
}
type Outcome = 'stored' | 'duplicates' | 'conflicts' | 'erased';

/** Answers a function that writes batches in one transaction, so with one fsync. It throws if nothing was written. */
export function createWriter(db: DatabaseSyncInstance, tombstones: Tombstones): (batches: readonly Uint8Array[]) => WriteResult {
    const findSession = db.prepare(`SELECT s.id, ${PRESENCE_COLUMNS}, p.pushes, p.samples, EXISTS (SELECT 1 FROM analyses a WHERE a.session = s.id) AS analysed
        FROM sessions s JOIN presence p ON p.session = s.id WHERE s.session_id = ?`);
    const insertSession = db.prepare('INSERT INTO sessions (session_id) VALUES (?)');
    const findRegisters = db.prepare('SELECT registers FROM sessions WHERE id = ?');
    const removeSession = db.prepare('DELETE FROM sessions WHERE id = ?');
    const updateSession = db.prepare(`UPDATE sessions SET registers = ?, started_at = ?, conference_name = ?, conference_key = ?, user_id = ?,
        meeting_conference_id = ?, own_conference_id = ? WHERE id = ?`);
    const upsertPresence = db.prepare(`INSERT INTO presence (session, last_seen_at, last_at, last_seq, end_seq, end_reason, end_at, region_seq, region,
            pushes, samples, due_at, changes, assemble_at, assemblies) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
        ON CONFLICT (session) DO UPDATE SET
        last_seen_at = excluded.last_seen_at, last_at = excluded.last_at, last_seq = excluded.last_seq,
        end_seq = excluded.end_seq, end_reason = excluded.end_reason, end_at = excluded.end_at,
        region_seq = excluded.region_seq, region = excluded.region, pushes = excluded.pushes, samples = excluded.samples,
        due_at = excluded.due_at, changes = changes + 1,
        assemble_at = coalesce(excluded.assemble_at, assemble_at), assemblies = assemblies + excluded.assemblies`);
    const insertPush = db.prepare(`INSERT INTO pushes (session, seq, received_at, at, offset, samples, deltas, events, end_reason, region)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session, seq) DO NOTHING`);
    const keepFacets = createFacetKeeper(db);
    const storeObject = createObjectWriter(db);
    const findPush = db.prepare('SELECT deltas, events, end_reason FROM pushes WHERE session = ? AND seq = ?');

    function touch(sessionId: string, touched: Map<string, TouchedSession>): TouchedSession {
        let session = touched.get(sessionId);
        if (session === undefined) {
            session = loadSession(sessionId);
            touched.set(sessionId, session);
        }
        return session;
    }

    function loadSession(sessionId: string): TouchedSession {
        const bytes = sessionIdBytes(sessionId);
        const untouched = { registers: undefined, changed: false, deleted: false, posts: [] };
        const row = findSession.get(bytes) as PresenceRow & { id: number; pushes: number; samples: number; analysed: number } | undefined;
        if (row === undefined) {
            // the row of a session that is deleted is not found by its id
            const deleted = tombstones.isDeleted(sessionId);
            const id = deleted ? 0 : Number(insertSession.run(bytes).lastInsertRowid);
            return { ...untouched, id, deleted, presence: null, before: null, analysed: false, pushes: 0, samples: 0 };
        }
        const presence = presenceOfRow(row);
        return { ...untouched, id: row.id, presence, before: presence, analysed: row.analysed === 1, pushes: row.pushes, samples: row.samples };
    }

    function storedRegisters(id: number): SessionRegisters {
        const { registers } = findRegisters.get(id) as { registers: string | null };
        return registers === null ? {} : JSON.parse(registers) as SessionRegisters;
    }

    const mergeInto = (session: TouchedSession, presence: Presence): Presence =>
        session.presence === null ? presence : mergePresence(session.presence, presence);

    function writePost(session: TouchedSession, line: UsableLine, record: SessionRecord): Outcome {
        const deletedAt = tombstones.findUser(record);
        if (deletedAt !== undefined) {
            tombstones.bury(record.sessionId, deletedAt);
            session.deleted = true;
            return 'erased';
        }
        const before = session.registers ?? storedRegisters(session.id);
        session.registers = mergeRegisters(before, registersOf(record));
        const presence = mergeInto(session, presenceOf(record));
        if (isDeepStrictEqual([before, session.presence], [session.registers, presence])) return 'duplicates';
        session.presence = presence;
        session.changed = true;
        session.posts.push(line);
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
        session.presence = mergeInto(session, presenceOf(push));
        session.pushes += 1;
        session.samples += samples;
        session.changed = true;
        return 'stored';
    }

    /** null when there was none that could be stored. */
    function writeObjects(session: TouchedSession, report: EncodedRtcStats, result: WriteResult): Outcome | null {
        let stored = 0;
        let refused = 0;
        for (const object of report.objects) {
            try {
                if (storeObject(session.id, report, object)) stored += 1;
            } catch (error) {
                reject({ copy: () => Buffer.from(encodeObjects({ ...report, objects: [object] })) }, error, result);
                refused += 1;
            }
        }
        if (refused > 0 && refused === report.objects.length) return null;
        if (stored === 0) return 'duplicates';
        session.presence = mergeInto(session, presenceOf(report));
        session.changed = true;
        return 'stored';
    }

    function save(session: TouchedSession, result: WriteResult): void {
        if (session.deleted) return;
        if (session.presence === null) removeSession.run(session.id);
        if (session.presence === null || !session.changed) return;
        const marks = session.posts.length > 0 || session.analysed || mayChangeConference(session.before, session.presence);
        upsertPresence.run(session.id, ...presenceValues(session.presence), session.pushes, session.samples, dueAt(session.presence),
            ...marks ? [0, 1] : [null, 0]);
        const moved = session.presence.region?.value !== session.before?.region?.value;
        if (session.registers !== undefined) saveRegisters(session, session.registers, session.presence, result);
        if (session.registers !== undefined || moved) keepFacets(session.id);
    }

    function saveRegisters(session: TouchedSession, registers: SessionRegisters, presence: Presence, result: WriteResult): void {
        const { startedAt, conferenceName, conferenceKey, userId, meetingConferenceId, ownConferenceId } =
            sessionDocument(registers, presence);
        try {
            updateSession.run(JSON.stringify(registers), startedAt, foldName(conferenceName), conferenceKey, userId ?? null,
                meetingConferenceId, ownConferenceId, session.id);
        } catch (error) {
            for (const line of session.posts) reject(line, error, result);
            result.stored -= session.posts.length;
        }
    }

    function writeLine(line: UsableLine, touched: Map<string, TouchedSession>, result: WriteResult): Outcome | null {
        const { record } = line;
        const session = touch(record.sessionId, touched);
        if (session.deleted) return 'erased';
        if (record.kind === 'rtcstats') return writeObjects(session, record, result);
        return record.kind === 'session' ? writePost(session, line, record) : writePush(session, record);
    }

    return (batches) => {
        const result: WriteResult = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: [], damaged: [] };
        const touched = new Map<string, TouchedSession>();
        transact(db, () => {
            for (const line of siftLines(batches, result)) {
                try {
                    const outcome = writeLine(line, touched, result);
                    if (outcome !== null) result[outcome] += 1;
                } catch (error) {
                    reject(line, error, result);
                }
            }
            for (const session of touched.values()) save(session, result);
        });
        return result;
    };
}

/** @throws {error} if it is not this line's fault */
function reject(line: Pick<UsableLine, 'copy'>, error: unknown, { rejected, damaged }: WriteResult): void {
    if (isCheckFailure(error)) damaged.push({ bytes: line.copy(), reason: NOT_JSON });
    else if (isRefusal(error)) rejected.push({ bytes: line.copy(), reason: (error as Error).message });
    else throw error;
}

/** Equal as texts, mostly; a newer program may have written the members in another order. */
const sameJson = (a: string | null, b: string | null): boolean =>
    a === b || (a !== null && b !== null && isDeepStrictEqual(JSON.parse(a), JSON.parse(b)));
