import type { StoredRecord } from './store.js';

const NEWLINE = 0x0a;

/** Encoded records are JSON lines in UTF-8, so batches can be joined by joining their bytes. */
export const encodeRecord = (record: StoredRecord): string => `${JSON.stringify(record)}\n`;

/**
 * The inverse. Bytes that encodeRecord did not make mean a damaged file, not bad input: every line that is still JSON is
 * answered, and `fault` says what is wrong with the first one that is not.
 */
export function decodeRecords(bytes: Uint8Array): { records: unknown[]; fault: string | null } {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: unknown[] = [];
    let fault: string | null = null;
    for (let begin = 0; begin < buffer.length;) {
        const newline = buffer.indexOf(NEWLINE, begin);
        const end = newline === -1 ? buffer.length : newline;
        try {
            records.push(JSON.parse(buffer.toString('utf8', begin, end)));
        } catch (error) {
            fault ??= `${(error as Error).message} (bytes ${String(begin)} to ${String(end)})`;
        }
        begin = end + 1;
    }
    return { records, fault };
}
