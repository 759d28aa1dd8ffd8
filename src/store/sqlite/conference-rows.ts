import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ConferenceDocument } from '../conferences.js';

/** A stored conference: its text, and what of it stands in conference_facets. */
interface ConferenceRow extends Pick<ConferenceDocument, 'startedAt' | 'endedAt' | 'facets'> { text: string }

/** Conferences and their facets, one by one. */
export function createConferenceRows(db: DatabaseSyncInstance) {
    const find = db.prepare('SELECT started_at, document FROM conferences WHERE conference_id = ?');
    const remove = db.prepare('DELETE FROM conferences WHERE conference_id = ?');
    const removeFacet = db.prepare('DELETE FROM conference_facets WHERE facet = ? AND started_at = ? AND conference_id = ?');

    const documentOf = (conferenceId: string): ConferenceRow | undefined => {
        const row = find.get(conferenceId) as { started_at: number; document: string } | undefined;
        if (row === undefined) return undefined;
        const { endedAt, facets } = JSON.parse(row.document) as ConferenceDocument;
        return { startedAt: row.started_at, endedAt, text: row.document, facets };
    };
    return {
        documentOf,
        removeFacet(facet: string, startedAt: number, conferenceId: string): void {
            removeFacet.run(facet, startedAt, conferenceId);
        },
        /** Answers what was there. */
        drop(conferenceId: string): ConferenceRow | undefined {
            const before = documentOf(conferenceId);
            if (before === undefined) return undefined;
            for (const facet of before.facets) removeFacet.run(facet, before.startedAt, conferenceId);
            remove.run(conferenceId);
            return before;
        }
    };
}
