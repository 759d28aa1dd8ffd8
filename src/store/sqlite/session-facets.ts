import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { facetsOf } from '../facets.js';
import { PRESENCE_COLUMNS, sessionOfRow, type SessionRow } from './session-rows.js';

/**
 * Answers a function that brings `sessions.facets` up to date, for the transaction that changed what they follow from: the posts, the region,
 * the analysis. The table session_facets follows by triggers (migrations.ts). Of a session that has had no post there are none.
 */
export function createFacetKeeper(db: DatabaseSyncInstance): (session: number) => void {
    const find = db.prepare(`SELECT s.registers, ${PRESENCE_COLUMNS}, a.analysis
        FROM sessions s CROSS JOIN presence p ON p.session = s.id LEFT JOIN analyses a ON a.session = s.id
        WHERE s.id = ? AND s.registers IS NOT NULL`);
    const keep = db.prepare('UPDATE sessions SET facets = :facets WHERE id = :session AND facets IS NOT :facets');
    return (session) => {
        const row = find.get(session) as SessionRow | undefined;
        if (row !== undefined) keep.run({ session, facets: JSON.stringify(facetsOf(sessionOfRow(row)).sort()) });
    };
}

/** Gives facets to the sessions of a file that an older program wrote. */
export function fillFacets(db: DatabaseSyncInstance): void {
    const keepFacets = createFacetKeeper(db);
    for (const { id } of db.prepare('SELECT id FROM sessions').all() as { id: number }[]) keepFacets(id);
}
