import { RequestError } from '../errors.js';
import type { IngestCounts } from './ingest-counts.js';

/** The batch writer as ingest sees it: resolves when the line is on disk, or says why it is not. */
export interface LineWriter { add(line: string): Promise<'durable' | 'full' | 'failed' | 'closed'> }

/** Seconds after which a client may try again; the SDK adds its own jitter. */
const RETRY_AFTER = { spool_full: 30, not_writable: 30, shutting_down: 5 } as const;

/** Resolves when the record is on disk. @throws {RequestError} spool_full, not_writable or shutting_down: then it is not stored. */
export async function makeDurable(writer: LineWriter, counts: IngestCounts, line: string): Promise<void> {
    const result = await writer.add(line);
    if (result === 'durable') {
        counts.failedAt = null;
        return;
    }
    if (result === 'failed') counts.failedAt = Date.now();
    counts.refused += 1;
    const code = ({ full: 'spool_full', failed: 'not_writable', closed: 'shutting_down' } as const)[result];
    throw new RequestError(code, { retryAfterSeconds: RETRY_AFTER[code] });
}
