import { describeFault } from '../describe-fault.js';
import { decodeRecords, type DecodedRecord, type EncodedPush } from '../encode-records.js';
import type { PushRecord, SessionRecord, StoredRecord, WriteResult } from '../store.js';

/** The records of a write by their kinds, and what has become of them so far. */
export interface SortedRecords {
    posts: SessionRecord[];
    pushes: PushRecord[];
    result: WriteResult;
    /** This record cannot be stored: the result says so, with the place of its batch. */
    reject(record: StoredRecord, reason: string): void;
}

export function sortRecords(batches: readonly Uint8Array[]): SortedRecords {
    const result: WriteResult = { stored: 0, duplicates: 0, conflicts: 0, rejected: [], damaged: [] };
    const posts: SessionRecord[] = [];
    const pushes: PushRecord[] = [];
    const batchOf = new Map<StoredRecord, number>();
    batches.forEach((bytes, batch) => {
        const { records, fault } = decodeRecords(bytes);
        if (fault !== null) result.damaged.push({ batch, reason: fault });
        for (const record of records as DecodedRecord[]) {
            const reason = describeFault(record);
            if (reason !== null) {
                result.rejected.push({ batch, reason });
                continue;
            }
            const read = record.kind === 'session' ? record : readPush(record);
            if (read === null) {
                result.damaged.push({ batch, reason: `the push ${record.sessionId} is not JSON` });
                continue;
            }
            batchOf.set(read, batch);
            if (read.kind === 'session') posts.push(read);
            else pushes.push(read);
        }
    });
    const reject = (record: StoredRecord, reason: string) => { result.rejected.push({ batch: batchOf.get(record) ?? 0, reason }); };
    return { posts, pushes, result, reject };
}

/** null if its texts are damaged. */
function readPush({ samples: _, deltas, events, ...head }: EncodedPush): PushRecord | null {
    try {
        return { ...head, deltas: JSON.parse(deltas) as PushRecord['deltas'], events: JSON.parse(events) as PushRecord['events'] };
    } catch {
        return null;
    }
}
