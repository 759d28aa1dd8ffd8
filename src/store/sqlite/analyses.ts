import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { SessionAnalysis } from '../../../schemas/session-analysis.js';
import { hourOf } from '../rollups.js';
import type { DueSession } from '../store.js';
import { createHourMarker } from './mark-hours.js';
import { createFacetKeeper } from './session-facets.js';
import { sessionIdBytes, sessionIdOf } from './session-rows.js';
import { transact } from './transact.js';

/** Store.analyses. `presence.due_at` is null when there is nothing to do. */
export function createAnalyses(db: DatabaseSyncInstance) {
    const claim = db.prepare(`UPDATE presence SET due_at = :until WHERE session IN (
            SELECT p.session FROM presence p CROSS JOIN sessions s ON s.id = p.session
            WHERE p.due_at <= :seenBefore AND s.registers IS NOT NULL ORDER BY p.due_at LIMIT :limit
        ) RETURNING (SELECT session_id FROM sessions WHERE id = presence.session) AS id, changes`);
    const settle = db.prepare(`UPDATE presence SET due_at = NULL, assemble_at = 0, assemblies = assemblies + 1
        WHERE session = (SELECT id FROM sessions WHERE session_id = ?) AND changes = ? RETURNING session`);
    const findStart = db.prepare('SELECT s.started_at, a.hour FROM sessions s LEFT JOIN analyses a ON a.session = s.id WHERE s.id = ?');
    const keep = db.prepare(`INSERT INTO analyses VALUES (?, ?, ?)
        ON CONFLICT (session) DO UPDATE SET analysis = excluded.analysis, hour = excluded.hour`);
    const markHours = createHourMarker(db);
    const keepFacets = createFacetKeeper(db);
    const postpone = db.prepare(`UPDATE presence SET due_at = last_seen_at + ?
        WHERE session = (SELECT id FROM sessions WHERE session_id = ?) AND changes = ?`);

    return {
        claim(seenBefore: number, leaseMs: number, limit: number): DueSession[] {
            const rows = claim.all({ seenBefore, until: seenBefore + leaseMs, limit }) as { id: Uint8Array; changes: number }[];
            return rows.map(({ id, changes }) => ({ sessionId: sessionIdOf(id), changes }));
        },

        finish({ sessionId, changes }: DueSession, analysis: SessionAnalysis): boolean {
            return transact(db, () => {
                const row = settle.get(sessionIdBytes(sessionId), changes) as { session: number } | undefined;
                if (row === undefined) return false;
                const before = findStart.get(row.session) as { started_at: number; hour: number | null };
                const hour = hourOf(before.started_at);
                keep.run(row.session, JSON.stringify(analysis), hour);
                markHours(before.hour === null ? [hour] : [hour, before.hour]);
                keepFacets(row.session);
                return true;
            });
        },

        postpone({ sessionId, changes }: DueSession, by: number): void {
            postpone.run(by, sessionIdBytes(sessionId), changes);
        }
    };
}
