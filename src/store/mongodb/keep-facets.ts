import { isDeepStrictEqual } from 'node:util';
import type { Document, Filter } from 'mongodb';
import { facetsOf } from '../facets.js';
import type { Collections, SessionFields } from './collections.js';
import { POSTED } from './list-sessions.js';
import { sessionOfDocument } from './session-documents.js';
import { outcomeOf } from './write-outcome.js';

/** How often it is tried again when other instances change the same sessions at the same moment. */
const MAX_ATTEMPTS = 20;

/** What no facet follows from, and is long. */
const WITHOUT_FIGURES = { 'analysis.histograms': false, 'analysis.timeline': false, 'analysis.summary.metrics': false };

/**
 * Brings the facets of sessions up to date whose region may have changed. `revision` tells of each change to what facets follow from, so none
 * are written that were made of something older: then who changed it has written them, or will. Those of sessions that have had no post come
 * with it.
 */
export async function keepFacets({ sessions }: Pick<Collections, 'sessions'>, sessionIds: readonly string[]): Promise<void> {
    let open = sessionIds;
    for (let attempt = 0; open.length > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${String(open.length)} sessions were changed by others ${String(attempt)} times over`);
        const documents = await sessions.find({ _id: { $in: [...open] }, ...POSTED }).project<SessionFields>(WITHOUT_FIGURES).toArray();
        const changed = documents.flatMap((document) => {
            const facets = facetsOfDocument(document);
            return isDeepStrictEqual(facets, document.facets) ? [] : [{ ...document, facets }];
        });
        if (changed.length === 0) return;
        const bulk = sessions.initializeUnorderedBulkOp();
        for (const { _id, revision, facets } of changed) bulk.find({ _id, ...revisionIs(revision) }).updateOne({ $set: { facets } });
        const { result, refused } = await outcomeOf(bulk.execute());
        // what the database's owner has it refuse stays as it is
        if (result.matchedCount + refused.length === changed.length) return;
        open = changed.map(({ _id }) => _id);
    }
}

/** Always in the same order. */
export const facetsOfDocument = (document: SessionFields): string[] => facetsOf(sessionOfDocument(document)).sort();

/** Of a document that nothing has been changed in that facets follow from. */
export const revisionIs = (revision: number | undefined): Filter<SessionFields> => ({ revision: revision ?? { $exists: false } });

/** Sessions that are adopted at a time. */
const BATCH = 1000;

/** Gives facets to the sessions that an older program wrote, and has them analysed. May be done again, by several instances at once. */
export async function adoptSessions(collections: Pick<Collections, 'sessions'>): Promise<void> {
    for (let last = ''; ;) {
        const found = await collections.sessions.find({ _id: { $gt: last }, facets: { $exists: false } })
            .sort({ _id: 1 }).limit(BATCH).project<{ _id: string }>({ _id: 1 }).toArray();
        const ids = found.map(({ _id }) => _id);
        const due: Document = { $set: { dueAt: 0, assembleAt: 0 }, $inc: { changes: 1, assemblies: 1 } };
        await collections.sessions.updateMany({ _id: { $in: ids }, changes: { $exists: false } }, due);
        await keepFacets(collections, ids);
        const end = found.at(-1);
        if (end === undefined) return;
        last = end._id;
    }
}
