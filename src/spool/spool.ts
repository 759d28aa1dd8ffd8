import type { RejectedLine } from '../store/store.js';

/** A batch on its way to the store. Ids rise in the order of the calls to append. */
export interface SpooledBatch { id: number; bytes: Uint8Array }

/** A line that found no place in the store. */
export interface KeptLine { id: number; bytes: Uint8Array }

export interface SpoolDepth { batches: number; bytes: number; oldestAt: number | null }

export type AppendResult = 'durable' | 'full';

/** Accepted data on disk, between the answer to its sender and the store. Opaque to it: bytes in, the same bytes out. */
export interface Spool {
    /**
     * Resolves when the bytes are on disk (fsync). Rejects when they could not be written (disk full, I/O error): then they are
     * not there. A buffer that `bytes` fills alone moves to another thread and is empty afterwards.
     */
    append(bytes: Uint8Array): Promise<AppendResult>;
    /** The id of the last append called so far, finished or not; calls of `take` from now on see it if it succeeds. */
    lastId(): number;
    /** The oldest batches with an id above `after`, at least one if there is one, then as many as fit in `maxBytes`. */
    take(after: number, maxBytes: number): Promise<SpooledBatch[]>;
    /** Idempotent. Need not survive a power loss: a batch that comes back is known to the store. */
    forget(ids: readonly number[]): Promise<void>;
    /**
     * Forgets batches, and keeps, durably and in the same step, the lines of them that found no place in the store: the newest, up to a
     * limit. Answers how many older ones had to go for them.
     */
    forgetBut(ids: readonly number[], lines: readonly RejectedLine[]): Promise<number>;
    /** Of the lines that forgetBut kept the oldest with an id above `after`, at least one if there is one, then as many as fit in `maxBytes`. */
    listRejected(after: number, maxBytes: number): Promise<KeptLine[]>;
    /** Removes these for good: their place on the disk is overwritten. */
    removeRejected(ids: readonly number[]): Promise<void>;
    /** Nothing is in it at all, not even what was refused: its file could be removed. */
    isBlank(): Promise<boolean>;
    depth(): SpoolDepth;
    close(): Promise<void>;
}
