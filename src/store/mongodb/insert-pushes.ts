import { isDeepStrictEqual } from 'node:util';
import type { PushRecord } from '../store.js';
import type { Collections } from './collections.js';
import { pushDocumentOf, pushOfDocument } from './push-documents.js';
import type { SortedRecords } from './sort-records.js';
import { outcomeOf } from './write-outcome.js';

/**
 * Inserts the pushes that are not there yet and counts what became of each. Answers those that are stored now, as they are
 * stored: of one that was there already that is the first one, not the one given. Whoever stored that one may have died before its
 * session was told of it.
 */
export async function insertPushes({ pushes }: Collections, { pushes: records, result, reject }: SortedRecords): Promise<PushRecord[]> {
    const bulk = pushes.initializeUnorderedBulkOp();
    const sent: PushRecord[] = [];
    for (const record of records) {
        try {
            bulk.insert(pushDocumentOf(record));
            sent.push(record);
        } catch (error) {
            reject(record, (error as Error).message);
        }
    }
    if (sent.length === 0) return [];
    const { duplicates, raced, refused } = await outcomeOf(bulk.execute());
    if (raced.length > 0) throw new Error(`${String(raced.length)} pushes met other writers`);
    for (const { index, reason } of refused) reject(sent[index] as PushRecord, reason);

    const failed = new Set([...duplicates, ...refused.map(({ index }) => index)]);
    const stored = sent.filter((_, index) => !failed.has(index));
    result.stored += stored.length;
    if (duplicates.length === 0) return stored;
    const again = duplicates.map((index) => sent[index] as PushRecord);
    const found = await pushes.find({ _id: { $in: again.map(idOf) } }).toArray();
    const there = new Map(found.map((document) => [document._id, pushOfDocument(document)]));
    for (const record of again) {
        const first = there.get(idOf(record));
        // not there any more: it has expired since
        result[first === undefined || sameContent(first, record) ? 'duplicates' : 'conflicts'] += 1;
    }
    return [...stored, ...there.values()];
}

const idOf = (record: PushRecord) => pushDocumentOf(record)._id;

/** A push that is sent again comes at another time; what it tells stays the same. */
const sameContent = (a: PushRecord, b: PushRecord) =>
    a.end === b.end && isDeepStrictEqual(a.deltas, b.deltas) && isDeepStrictEqual(a.events, b.events);
