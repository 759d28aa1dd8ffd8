/** A batch on its way to the store. */
export interface SpooledBatch { id: number; bytes: Uint8Array }

export interface SpoolDepth { batches: number; bytes: number; oldestAt: number | null }

export type AppendResult = 'durable' | 'full';

/** Accepted data on disk, between the answer to its sender and the store. Opaque to it: bytes in, the same bytes out. */
export interface Spool {
    /** Resolves when the bytes are on disk (fsync). Rejects when they could not be written (disk full, I/O error): then they are not there. */
    append(bytes: Uint8Array): Promise<AppendResult>;
    /** The oldest batches with an id above `after`, at least one if there is one, then as many as fit in `maxBytes`. */
    take(after: number, maxBytes: number): Promise<SpooledBatch[]>;
    /** Idempotent. */
    forget(ids: readonly number[]): Promise<void>;
    depth(): SpoolDepth;
    close(): Promise<void>;
}
