import { decodeObjects, encodeRtcStats, type EncodedRtcStats } from './encode-rtcstats.js';
import type { PushRecord, SessionRecord, StoredRecord } from './store.js';

const NEWLINE = 0x0a;

/**
 * Encoded records are lines in UTF-8, so batches can be joined by joining their bytes. A line is JSON; a push's is three JSON texts
 * with tabs in between (no JSON text has a raw tab or line end in it): everything else, its deltas, its events; those of a report of
 * RTCStats are in encode-rtcstats.ts. A store that keeps these as texts then need neither read nor write them again.
 */
export function encodeRecord(record: StoredRecord): string {
    if (record.kind === 'session') return `${JSON.stringify(record)}\n`;
    if (record.kind === 'rtcstats') return encodeRtcStats(record);
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
export type DecodedRecord = SessionRecord | EncodedPush | EncodedRtcStats;

/** A line that was decoded: its record, or why it is none. */
export interface DecodedLine {
    record: unknown;
    fault: string | null;
    /** A copy of its bytes, line end included: a batch of its own. */
    copy(): Uint8Array;
}

/**
 * The inverse. Bytes that encodeRecord did not make mean a damaged file, not bad input: such a line has a `fault`, and nothing of the
 * others is lost. Whoever reads the texts of a push or of a report finds out about those.
 */
export function decodeRecords(bytes: Uint8Array): DecodedLine[] {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const lines: DecodedLine[] = [];
    for (let begin = 0; begin < buffer.length;) {
        const newline = buffer.indexOf(NEWLINE, begin);
        const end = newline === -1 ? buffer.length : newline;
        lines.push(decodeLine(buffer, begin, end));
        begin = end + 1;
    }
    return lines;
}

function decodeLine(buffer: Buffer, begin: number, end: number): DecodedLine {
    const copy = () => new Uint8Array(buffer.subarray(begin, end + 1));
    try {
        return { record: decodeRecord(buffer.toString('utf8', begin, end)), fault: null, copy };
    } catch (error) {
        return { record: undefined, fault: (error as Error).message, copy };
    }
}

function decodeRecord(line: string): unknown {
    const [text = '', ...texts] = line.split('\t');
    const head = JSON.parse(text) as Partial<DecodedRecord> | null;
    if (head?.kind === 'rtcstats') return Object.assign(head, { objects: decodeObjects(head.objects, texts) });
    if (texts.length === 0) return head;
    const [deltas, ...events] = texts;
    return Object.assign(head ?? {}, { deltas, events: events.join('\t') });
}
