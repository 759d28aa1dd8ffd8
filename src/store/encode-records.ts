import type { PushRecord, SessionRecord, StoredRecord } from './store.js';

const NEWLINE = 0x0a;

/**
 * Encoded records are lines in UTF-8, so batches can be joined by joining their bytes. A line is JSON; a push's is three JSON texts
 * with tabs in between (no JSON text has a raw tab or line end in it): everything else, its deltas, its events. A store that keeps
 * deltas and events as texts then need neither read nor write them again.
 */
export function encodeRecord(record: StoredRecord): string {
    if (record.kind === 'session') return `${JSON.stringify(record)}\n`;
    const { deltas, events, ...head } = record;
    (head as Partial<EncodedPush>).samples = deltas.length;
    return `${JSON.stringify(head)}\t${JSON.stringify(deltas)}\t${JSON.stringify(events)}\n`;
}

/** A push whose deltas and events are still the JSON texts that they came as. */
export interface EncodedPush extends Omit<PushRecord, 'deltas' | 'events'> {
    /** How many deltas there are. */
    samples: number;
    deltas: string;
    events: string;
}
export type DecodedRecord = SessionRecord | EncodedPush;

/**
 * The inverse. Bytes that encodeRecord did not make mean a damaged file, not bad input: every line that can still be read is
 * answered, and `fault` says what is wrong with the first one that cannot. Whoever reads the texts of a push finds out about those.
 */
export function decodeRecords(bytes: Uint8Array): { records: unknown[]; fault: string | null } {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: unknown[] = [];
    let fault: string | null = null;
    for (let begin = 0; begin < buffer.length;) {
        const newline = buffer.indexOf(NEWLINE, begin);
        const end = newline === -1 ? buffer.length : newline;
        try {
            records.push(decodeLine(buffer.toString('utf8', begin, end)));
        } catch (error) {
            fault ??= `${(error as Error).message} (bytes ${String(begin)} to ${String(end)})`;
        }
        begin = end + 1;
    }
    return { records, fault };
}

function decodeLine(line: string): unknown {
    const tab = line.indexOf('\t');
    if (tab === -1) return JSON.parse(line);
    const secondTab = line.indexOf('\t', tab + 1);
    const head = JSON.parse(line.slice(0, tab)) as object;
    return Object.assign(head, { deltas: line.slice(tab + 1, secondTab), events: line.slice(secondTab + 1) });
}
