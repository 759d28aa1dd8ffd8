import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { CallEvent } from '../../../schemas/event.js';
import type { Delta, EndReason } from '../../../schemas/push.js';
import type { PushCounts, PushPlace, PushRecord } from '../store.js';
import { sessionIdBytes } from './session-rows.js';

export interface PushRow {
    seq: number; received_at: number; at: number; offset: number;
    deltas: string; events: string | null; end_reason: EndReason | null; region: string | null;
}

/** Rows, for pushOfRow to read: they cross to the main thread, where a text is cheaper to receive than an object. */
export function createPushReads(db: DatabaseSyncInstance) {
    const list = db.prepare(`SELECT seq, received_at, at, offset, deltas, events, end_reason, region FROM pushes
        WHERE session = (SELECT id FROM sessions WHERE session_id = ?) AND seq > ? ORDER BY seq LIMIT ?`);
    const count = db.prepare('SELECT p.pushes, p.samples FROM sessions s JOIN presence p ON p.session = s.id WHERE s.session_id = ?');
    return {
        listPushesOfEach(places: readonly PushPlace[], limit: number): [sessionId: string, rows: PushRow[]][] {
            const found: [string, PushRow[]][] = [];
            let left = limit;
            for (const { sessionId, after } of places.toSorted(bySessionId)) {
                if (left === 0) break;
                const rows = list.all(sessionIdBytes(sessionId), after, left) as PushRow[];
                left -= rows.length;
                found.push([sessionId, rows]);
            }
            return found;
        },
        listPushes: (sessionId: string, after: number, limit: number) => list.all(sessionIdBytes(sessionId), after, limit) as PushRow[],
        countPushes: (sessionIds: readonly string[]) => sessionIds.map((sessionId): [string, PushCounts] => {
            const row = count.get(sessionIdBytes(sessionId)) as PushCounts | undefined;
            return [sessionId, { pushes: row?.pushes ?? 0, samples: row?.samples ?? 0 }];
        })
    };
}

const bySessionId = (a: PushPlace, b: PushPlace): number => a.sessionId < b.sessionId ? -1 : Number(a.sessionId > b.sessionId);

export const pushOfRow = (sessionId: string, row: PushRow): PushRecord => ({
    kind: 'push',
    sessionId,
    seq: row.seq,
    at: row.at,
    receivedAt: row.received_at,
    offset: row.offset,
    deltas: JSON.parse(row.deltas) as Delta[],
    events: row.events === null ? [] : JSON.parse(row.events) as CallEvent[],
    ...row.end_reason === null ? {} : { end: row.end_reason },
    ...row.region === null ? {} : { region: row.region }
});
