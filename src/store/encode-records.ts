import type { StoredRecord } from './store.js';

const NEWLINE = 0x0a;

/** Encoded records are JSON lines in UTF-8, so batches can be joined by joining their bytes. */
export const encodeRecord = (record: StoredRecord): string => `${JSON.stringify(record)}\n`;

/** The inverse. Throws on bytes that encodeRecord did not make: they mean a damaged file, not bad input. */
export function decodeRecords(bytes: Uint8Array): StoredRecord[] {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: StoredRecord[] = [];
    for (let begin = 0; begin < buffer.length;) {
        const newline = buffer.indexOf(NEWLINE, begin);
        const end = newline === -1 ? buffer.length : newline;
        records.push(JSON.parse(buffer.toString('utf8', begin, end)) as StoredRecord);
        begin = end + 1;
    }
    return records;
}
