import type { EncodedPush } from '../encode-records.js';
import { encodeObjects, type EncodedObject, type EncodedRtcStats } from '../encode-rtcstats.js';
import { NOT_JSON, siftLines, type UsableLine } from '../sift-lines.js';
import type { PushRecord, SessionRecord, WriteResult } from '../store.js';

/** The records of a write by their kinds, and what has become of them so far. */
export interface SortedRecords {
    posts: SessionRecord[];
    pushes: PushRecord[];
    /** Their objects are parsed when they are needed: most are there already. */
    reports: EncodedRtcStats[];
    result: WriteResult;
    /** This record, one of those above, cannot be stored: the result says so, with its line. */
    reject(record: SessionRecord | PushRecord, reason: string): void;
    /** The same for one object of a report, with a line of its own. */
    rejectObject(report: EncodedRtcStats, object: EncodedObject, reason: string, why: 'rejected' | 'damaged'): void;
}

export function sortRecords(batches: readonly Uint8Array[]): SortedRecords {
    const result: WriteResult = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: [], damaged: [] };
    const posts: SessionRecord[] = [];
    const pushes: PushRecord[] = [];
    const reports: EncodedRtcStats[] = [];
    const lines = new Map<SessionRecord | PushRecord, UsableLine>();
    for (const line of siftLines(batches, result)) {
        if (line.record.kind === 'rtcstats') {
            reports.push(line.record);
            continue;
        }
        const record = line.record.kind === 'session' ? line.record : readPush(line.record);
        if (record === null) {
            result.damaged.push({ bytes: line.copy(), reason: NOT_JSON });
            continue;
        }
        lines.set(record, line);
        if (record.kind === 'session') posts.push(record);
        else pushes.push(record);
    }
    return {
        posts, pushes, reports, result,
        reject(record, reason) {
            const line = lines.get(record);
            if (line !== undefined) result.rejected.push({ bytes: line.copy(), reason });
        },
        rejectObject(report, object, reason, why) {
            result[why].push({ bytes: new TextEncoder().encode(encodeObjects({ ...report, objects: [object] })), reason });
        }
    };
}

/** null if its texts are damaged. */
function readPush({ samples: _, deltas, events, ...head }: EncodedPush): PushRecord | null {
    try {
        return { ...head, deltas: JSON.parse(deltas) as PushRecord['deltas'], events: JSON.parse(events) as PushRecord['events'] };
    } catch {
        return null;
    }
}
