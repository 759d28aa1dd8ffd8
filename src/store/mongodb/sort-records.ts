import type { EncodedPush } from '../encode-records.js';
import { NOT_JSON, siftLines, type UsableLine } from '../sift-lines.js';
import type { PushRecord, SessionRecord, StoredRecord, WriteResult } from '../store.js';

/** The records of a write by their kinds, and what has become of them so far. */
export interface SortedRecords {
    posts: SessionRecord[];
    pushes: PushRecord[];
    result: WriteResult;
    /** This record, one of those above, cannot be stored: the result says so, with its line. */
    reject(record: StoredRecord, reason: string): void;
}

export function sortRecords(batches: readonly Uint8Array[]): SortedRecords {
    const result: WriteResult = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: [], damaged: [] };
    const posts: SessionRecord[] = [];
    const pushes: PushRecord[] = [];
    const lines = new Map<StoredRecord, UsableLine>();
    for (const line of siftLines(batches, result)) {
        const record = line.record.kind === 'session' ? line.record : readPush(line.record);
        if (record === null) {
            result.damaged.push({ bytes: line.copy(), reason: NOT_JSON });
            continue;
        }
        lines.set(record, line);
        if (record.kind === 'session') posts.push(record);
        else pushes.push(record);
    }
    const reject = (record: StoredRecord, reason: string) => {
        const line = lines.get(record);
        if (line !== undefined) result.rejected.push({ bytes: line.copy(), reason });
    };
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
