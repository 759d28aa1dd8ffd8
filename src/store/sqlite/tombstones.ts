import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { rolledHours } from '../conferences.js';
import { userMarkOf, type Erased, type MarkedBy } from '../erasures.js';
import { createConferenceRows } from './conference-rows.js';
import { createHourMarker } from './mark-hours.js';
import { sessionIdBytes } from './session-rows.js';

/** Who is deleted, as the one connection that writes knows it. Looking is free while nobody is. */
export interface Tombstones {
    isDeleted(sessionId: string): boolean;
    /** When the user was marked of whom this is a session of before, or undefined. */
    findUser(record: MarkedBy): number | undefined;
    /** Marks a session, and takes its row, if it has one, out of all reads. Answers what it had; undefined if it was not there. */
    bury(sessionId: string, at: number): Omit<Erased, 'sessions'> | undefined;
    /** Answers the moment that holds now: that of an earlier call, if it was later. */
    markUser(userId: string, at: number): number;
    /** All sessions of this user that are there are marked. */
    closeUser(userId: string): void;
    /** Marks of before that moment go, where nothing is left to be removed. */
    unmark(before: number, limit: number): number;
}

interface SessionRow {
    id: number; conferenceKey: string | null; conferenceId: string | null; hour: number | null; pushes: number | null; rtcstats: number;
}

/** Inside of transactions only. */
export function createTombstones(db: DatabaseSyncInstance): Tombstones {
    const latest = db.prepare('SELECT max(at) AS at FROM deleted');
    const find = db.prepare('SELECT at FROM deleted WHERE id = ?');
    const mark = db.prepare(`INSERT INTO deleted (id, at, user_id, session) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
        at = max(at, excluded.at), user_id = excluded.user_id, session = coalesce(excluded.session, session) RETURNING at`);
    const closeUser = db.prepare('UPDATE deleted SET user_id = NULL WHERE id = ?');
    const unmark = db.prepare(`DELETE FROM deleted WHERE id IN (
        SELECT id FROM deleted WHERE at < ? AND session IS NULL AND user_id IS NULL ORDER BY at LIMIT ?)`);
    const findRow = db.prepare(`SELECT s.id, s.conference_key AS conferenceKey, c.conference_id AS conferenceId, a.hour, p.pushes,
        (SELECT count(*) FROM rtcstats r WHERE r.session = s.id) AS rtcstats FROM sessions s
        LEFT JOIN presence p ON p.session = s.id LEFT JOIN analyses a ON a.session = s.id
        LEFT JOIN conference_sessions c ON c.session = s.id WHERE s.session_id = ?`);
    const markHours = createHourMarker(db);
    const { drop: dropConference } = createConferenceRows(db);
    // who has claimed the room has seen the session: what they make of it counts no more
    const markRoom = db.prepare(`INSERT INTO rooms (conference_key, held_until, conference_ids) VALUES (:key, 0, json_array(:id))
        ON CONFLICT (conference_key) DO UPDATE SET changes = changes + 1, conference_ids = json_insert(conference_ids, '$[#]', :id),
            held_until = 0, holder = NULL`);
    const takeRoom = db.prepare('UPDATE rooms SET changes = changes + 1, held_until = 0, holder = NULL WHERE conference_key = ?');
    // the row stays until the rows that name it are gone, under an id that is no session's
    const hide = db.prepare(`UPDATE sessions SET session_id = CAST('deleted ' || id AS BLOB), registers = NULL, facets = NULL, started_at = NULL, conference_name = NULL,
        conference_key = NULL, user_id = NULL, meeting_conference_id = NULL, own_conference_id = NULL WHERE id = ?`);
    const removeParts = ['presence', 'analyses', 'conference_sessions'].map((table) => db.prepare(`DELETE FROM ${table} WHERE session = ?`));
    const isAny = () => (latest.get() as { at: number | null }).at !== null;
    let marked = isAny();

    const findMark = (id: string) => marked ? (find.get(id) as { at: number } | undefined)?.at : undefined;
    const putMark = (id: string, at: number, userId: string | null, session: number | null): number => {
        marked = true;
        return (mark.get(id, at, userId, session) as { at: number }).at;
    };

    /** The conference is in no answer until it has been put together anew without the session. */
    function withdrawConference({ conferenceKey, conferenceId }: SessionRow): void {
        if (conferenceKey === null) return;
        if (conferenceId === null) {
            takeRoom.run(conferenceKey);
            return;
        }
        const conference = dropConference(conferenceId);
        if (conference !== undefined) markHours(rolledHours([conference]));
        markRoom.run({ key: conferenceKey, id: conferenceId });
    }

    return {
        isDeleted: (sessionId) => findMark(sessionId) !== undefined,
        findUser({ userId, startedAt }) {
            if (!marked || typeof userId !== 'string' || startedAt === undefined) return undefined;
            const at = findMark(userMarkOf(userId));
            return at !== undefined && startedAt <= at ? at : undefined;
        },
        bury(sessionId, at) {
            const row = findRow.get(sessionIdBytes(sessionId)) as SessionRow | undefined;
            putMark(sessionId, at, null, row?.id ?? null);
            if (row === undefined) return undefined;
            withdrawConference(row);
            if (row.hour !== null) markHours([row.hour]);
            for (const remove of removeParts) remove.run(row.id);
            hide.run(row.id);
            return { pushes: row.pushes ?? 0, rtcstats: row.rtcstats };
        },
        markUser: (userId, at) => putMark(userMarkOf(userId), at, userId, null),
        closeUser(userId) { closeUser.run(userMarkOf(userId)); },
        unmark(before, limit) {
            const removed = Number(unmark.run(before, limit).changes);
            marked = isAny();
            return removed;
        }
    };
}
