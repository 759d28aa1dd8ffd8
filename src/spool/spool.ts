/** A batch on its way to the store. Ids rise in the order of the calls to append. */
export interface SpooledBatch { id: number; bytes: Uint8Array }

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
    /** Takes a batch out of the way that the store could not take whole, and keeps a few of such for someone to look at. Idempotent. */
    setAside(id: number, reason: string): Promise<void>;
    /** Nothing is in it at all, not even what was set aside: its file could be removed. */
    isBlank(): Promise<boolean>;
    depth(): SpoolDepth;
    close(): Promise<void>;
}
