import type { Document } from 'mongodb';
import { dueAt, mayChangeConference } from '../due.js';
import { mergePresence, presenceOf, type PresenceTeller } from '../merge-session.js';
import type { Presence } from '../store.js';
import type { Collections } from './collections.js';
import { keepFacets } from './keep-facets.js';
import { presenceFieldsOf } from './session-documents.js';
import { outcomeOf } from './write-outcome.js';

/** How often it is tried again when other instances make the same sessions at the same moment. */
const MAX_ATTEMPTS = 10;

/**
 * Tells sessions of their stored pushes and reports. Maxima only, so it may be told again and in any order. A session whose post has not come
 * yet is made, for no read to see until it has.
 */
export async function tellPresence(collections: Collections, records: readonly PresenceTeller[]): Promise<void> {
    const presences = new Map<string, Presence>();
    for (const record of records) {
        const before = presences.get(record.sessionId);
        presences.set(record.sessionId, before === undefined ? presenceOf(record) : mergePresence(before, presenceOf(record)));
    }
    const unmarked: string[] = [];
    let open = [...presences].map(([sessionId, presence]) => {
        const marks = mayChangeConference(null, presence);
        if (!marks) unmarked.push(sessionId);
        return {
            sessionId,
            update: {
                $max: presenceFieldsOf(presence),
                $set: { dueAt: dueAt(presence), ...marks && { assembleAt: 0 } },
                $inc: { changes: 1, ...presence.region !== null && { revision: 1 }, ...marks && { assemblies: 1 } }
            }
        };
    });
    for (let attempt = 0; open.length > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${String(open.length)} sessions were made by others ${String(attempt)} times over`);
        const bulk = collections.sessions.initializeUnorderedBulkOp();
        for (const { sessionId, update } of open) bulk.find({ _id: sessionId }).upsert().updateOne(update);
        const { duplicates, raced, refused } = await outcomeOf(bulk.execute());
        if (refused[0] !== undefined) throw new Error(`A session's presence was refused: ${refused[0].reason}`);
        open = open.filter((_, index) => duplicates.includes(index) || raced.includes(index));
    }
    // those that were taken for ended go on
    if (unmarked.length > 0) {
        const mark: Document = { $set: { assembleAt: 0 }, $inc: { assemblies: 1 } };
        await collections.sessions.updateMany({ _id: { $in: unmarked }, $or: [{ end: { $exists: true } }, { analysis: { $exists: true } }] }, mark);
    }
    await keepFacets(collections, [...presences].filter(([, { region }]) => region !== null).map(([sessionId]) => sessionId));
}
