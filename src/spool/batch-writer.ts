import type { Log } from '../log.js';
import { createEpisode } from './episode.js';
import type { AppendResult, Spool } from './spool.js';

export type AddResult = AppendResult | 'failed' | 'closed';

export interface BatchWriter {
    /**
     * Resolves with 'durable' when the line's batch is on disk; 'full' when too much waits for the disk or for the store; 'failed'
     * when the batch could not be written; 'closed' after close. Never rejects. Only 'durable' means that the line is kept.
     * @param line - encodeRecord's
     */
    add(line: string): Promise<AddResult>;
    /** Writes what waits, then resolves. */
    close(): Promise<void>;
}

interface Options {
    spool: Pick<Spool, 'append'>;
    /** UTF-8 bytes that may gather while a batch is being written. One line always may, however long. */
    maxPendingBytes: number;
    /** Once per episode: when the spool cannot be written, and when it can again. */
    log: Log;
    /** After every batch that came to rest on disk. */
    onDurable?: () => void;
}

interface Batch {
    text: string;
    bytes: number;
    /** One promise for all its lines. */
    result: Promise<AddResult>;
    settle: (result: AddResult) => void;
}

function createBatch(): Batch {
    let settle: Batch['settle'] = () => undefined;
    const result = new Promise<AddResult>((resolve) => { settle = resolve; });
    return { text: '', bytes: 0, result, settle };
}

/** Gathers lines into batches: while one is on its way to the disk the next one fills, so that many lines share one fsync. */
export function createBatchWriter({ spool, maxPendingBytes, log, onDurable }: Options): BatchWriter {
    let gathering = createBatch();
    let writing: Promise<void> | undefined;
    let closed = false;
    const failing = createEpisode();

    async function writeAll(): Promise<void> {
        // once all requests that have arrived already are handled: they share this batch
        await new Promise((resolve) => setImmediate(resolve));
        while (gathering.bytes > 0) {
            const batch = gathering;
            gathering = createBatch();
            batch.settle(await write(batch));
        }
        writing = undefined;
    }

    async function write({ text, bytes }: Batch): Promise<AddResult> {
        // memory of its own, not a piece of Buffer's pool: it moves to the spool's thread instead of being copied
        const buffer = Buffer.allocUnsafeSlow(bytes);
        buffer.write(text, 'utf8');
        try {
            const result = await spool.append(buffer);
            if (failing.ends()) log.info('The spool can be written again');
            if (result === 'durable') onDurable?.();
            return result;
        } catch (error) {
            if (failing.begins()) log.error({ err: error }, 'The spool cannot be written: what comes is refused until it can');
            return 'failed';
        }
    }

    return {
        add(line) {
            if (closed) return Promise.resolve('closed');
            const bytes = Buffer.byteLength(line, 'utf8');
            if (gathering.bytes > 0 && gathering.bytes + bytes > maxPendingBytes) return Promise.resolve('full');
            gathering.text += line;
            gathering.bytes += bytes;
            writing ??= writeAll();
            return gathering.result;
        },
        async close() {
            closed = true;
            await writing;
        }
    };
}
