import { describeFault } from './describe-fault.js';
import { decodeRecords, type DecodedLine, type DecodedRecord } from './encode-records.js';
import type { WriteResult } from './store.js';

/** A line with a record that a store can keep, unless the texts in it are damaged. */
export interface UsableLine extends DecodedLine { record: DecodedRecord }

/** Why a push is damaged whose deltas or events cannot be read, or an object of a report. */
export const NOT_JSON = 'its deltas or its events, or an object of RTCStats, are not JSON';

/** The usable lines of batches, in their order; the others go into the result. */
export function* siftLines(batches: readonly Uint8Array[], { rejected, damaged }: Pick<WriteResult, 'rejected' | 'damaged'>): Generator<UsableLine> {
    for (const bytes of batches) {
        for (const line of decodeRecords(bytes)) {
            const reason = line.fault === null ? describeFault(line.record) : null;
            if (line.fault !== null) damaged.push({ bytes: line.copy(), reason: line.fault });
            else if (reason !== null) rejected.push({ bytes: line.copy(), reason });
            else yield line as UsableLine;
        }
    }
}
