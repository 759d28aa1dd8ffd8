import { randomUUID } from 'node:crypto';
import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import {
    lastsUntil, longUntil, rolledHours, type ConferenceChange, type ConferenceDocument, type RoomClaim, type RoomClaims
} from '../conferences.js';
import { createConferenceRows } from './conference-rows.js';
import { createHourMarker } from './mark-hours.js';
import { sessionIdBytes, sessionIdOf } from './session-rows.js';
import { transact } from './transact.js';

/** Store.conferences, what writes. `presence.assemble_at` is null when there is nothing to do; a row in `rooms` is a claim, or a mark. */
export function createConferences(db: DatabaseSyncInstance) {
    const { documentOf, removeFacet, drop } = createConferenceRows(db);
    const listDue = db.prepare(`SELECT s.conference_key AS conferenceKey, s.session_id AS id, p.assemblies AS changes
        FROM presence p CROSS JOIN sessions s ON s.id = p.session
        WHERE p.assemble_at <= ? AND s.registers IS NOT NULL ORDER BY p.assemble_at LIMIT ?`);
    const listRooms = db.prepare('SELECT conference_key FROM rooms WHERE held_until <= ? ORDER BY held_until LIMIT ?');
    const hold = db.prepare(`INSERT INTO rooms (conference_key, held_until, holder) VALUES (:key, :until, :holder)
        ON CONFLICT (conference_key) DO UPDATE SET held_until = excluded.held_until, holder = excluded.holder WHERE held_until <= :now
        RETURNING conference_ids, changes`);
    const isHeld = db.prepare('SELECT 1 FROM rooms WHERE conference_key = ? AND holder = ?');
    const forget = db.prepare('DELETE FROM rooms WHERE conference_key = ? AND holder = ? AND changes = ?');
    const free = db.prepare('UPDATE rooms SET held_until = 0, holder = NULL WHERE conference_key = ? AND holder = ?');
    const upsert = db.prepare(`INSERT INTO conferences
            (conference_id, folded_name, started_at, until_at, long_until, last_seen_at, document) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (conference_id) DO UPDATE SET folded_name = excluded.folded_name, started_at = excluded.started_at,
            until_at = excluded.until_at, long_until = excluded.long_until, last_seen_at = excluded.last_seen_at, document = excluded.document`);
    const addFacet = db.prepare('INSERT INTO conference_facets VALUES (?, ?, ?)');
    const move = db.prepare(`INSERT INTO conference_sessions SELECT id, ? FROM sessions WHERE session_id = ?
        ON CONFLICT (session) DO UPDATE SET conference_id = excluded.conference_id`);
    const settle = db.prepare(`UPDATE presence SET assemble_at = ?
        WHERE session = (SELECT id FROM sessions WHERE session_id = ?) AND assemblies = ?`);
    const markHours = createHourMarker(db);
    const listOld = db.prepare('SELECT conference_id FROM conferences WHERE last_seen_at < ? ORDER BY last_seen_at LIMIT ?');

    function holdRoom(conferenceKey: string, now: number, leaseMs: number): RoomClaim | null {
        const holder = randomUUID();
        const row = hold.get({ key: conferenceKey, until: now + leaseMs, holder, now }) as { conference_ids: string; changes: number } | undefined;
        if (row === undefined) return null;
        return { conferenceKey, holder, due: [], conferenceIds: [...new Set(JSON.parse(row.conference_ids) as string[])], changes: row.changes };
    }

    function put(document: ConferenceDocument): void {
        const { conferenceId, conferenceName, startedAt, lastSeenAt, facets } = document;
        const before = documentOf(conferenceId);
        const text = JSON.stringify(document);
        if (before?.text === text) return;
        markHours(rolledHours(before === undefined ? [document] : [document, before]));
        upsert.run(conferenceId, foldName(conferenceName), startedAt, lastsUntil(document), longUntil(document), lastSeenAt, text);
        const there = new Set(before?.startedAt === startedAt ? before.facets : []);
        const wanted = new Set(facets);
        for (const facet of before?.facets ?? [])
            if (!wanted.has(facet) || !there.has(facet)) removeFacet(facet, before?.startedAt ?? startedAt, conferenceId);
        for (const facet of wanted) if (!there.has(facet)) addFacet.run(facet, startedAt, conferenceId);
    }

    return {
        claimRooms: (now: number, leaseMs: number, limit: number): RoomClaims => transact(db, () => {
            const due = listDue.all(now, limit) as { conferenceKey: string; id: Uint8Array; changes: number }[];
            const marked = listRooms.all(now, limit) as { conference_key: string }[];
            const rooms = new Map([...due.map(({ conferenceKey }) => conferenceKey), ...marked.map(({ conference_key: key }) => key)]
                .map((key) => [key, undefined as RoomClaim | null | undefined]));
            for (const key of rooms.keys()) rooms.set(key, holdRoom(key, now, leaseMs));
            for (const { conferenceKey, id, changes } of due) rooms.get(conferenceKey)?.due.push({ sessionId: sessionIdOf(id), changes });
            const claims = [...rooms.values()].filter((claim) => claim !== null && claim !== undefined);
            return { claims, held: rooms.size - claims.length };
        }),

        claimRoom: (conferenceKey: string, now: number, leaseMs: number) => transact(db, () => holdRoom(conferenceKey, now, leaseMs)),

        replaceConferences: (claims: readonly RoomClaim[], { documents, gone, moved, settled }: ConferenceChange): boolean => transact(db, () => {
            if (claims.some(({ conferenceKey, holder }) => isHeld.get(conferenceKey, holder) === undefined)) return false;
            markHours(rolledHours(gone.flatMap((conferenceId) => drop(conferenceId) ?? [])));
            for (const document of documents) put(document);
            for (const [sessionId, conferenceId] of moved) move.run(conferenceId, sessionIdBytes(sessionId));
            for (const { sessionId, changes, again } of settled) settle.run(again, sessionIdBytes(sessionId), changes);
            return true;
        }),

        releaseRooms: (claims: readonly RoomClaim[], isDone: boolean): void => transact(db, () => {
            for (const { conferenceKey, holder, changes } of claims)
                if (!isDone || forget.run(conferenceKey, holder, changes).changes === 0) free.run(conferenceKey, holder);
        }),

        /** Part of Store.removeBefore. */
        removeConferencesBefore: (before: number, limit: number): void => transact(db, () => {
            for (const { conference_id: id } of listOld.all(before, limit) as { conference_id: string }[]) drop(id);
        })
    };
}
