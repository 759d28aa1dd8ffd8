import { statfsSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { openDatabase } from '../store/sqlite/open-database.js';
import { transact } from '../store/sqlite/transact.js';
import { movableBuffers, Moved, serveCalls } from '../threads/serve-calls.js';
import type { RejectedLine } from '../store/store.js';
import type { KeptLine, SpoolDepth, SpooledBatch } from './spool.js';

/** The file is made small again when this much of it, and at least half of it, is free, bytes. */
const IDLE_FREE_BYTES = 16 * 1024 * 1024;
/** How much may wait in it then: making it small copies what is in it. */
const IDLE_CONTENT_BYTES = 1024 * 1024;

export interface SpoolThreadData { file: string; reserveBytes: number; maxRejectedBytes: number }

function prepare(db: DatabaseSyncInstance): void {
    // EXCLUSIVE, set before the first access: the lock is held until close, so a second process gets SQLITE_BUSY at once, and the
    // operating system frees it however this one ends. FULL: a commit is on disk when it returns, also without power.
    db.exec(`PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = FAST;
        PRAGMA journal_size_limit = ${String(IDLE_FREE_BYTES)};
        CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, at REAL NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS rejected (id INTEGER PRIMARY KEY, at REAL NOT NULL, reason TEXT NOT NULL, bytes BLOB NOT NULL) STRICT`);
    // where earlier versions kept whole batches
    if (db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'set_aside'").get() !== undefined)
        db.exec('BEGIN; INSERT INTO rejected (at, reason, bytes) SELECT at, reason, bytes FROM set_aside ORDER BY id; DROP TABLE set_aside; COMMIT');
}

function openSpoolFile({ file, reserveBytes, maxRejectedBytes }: SpoolThreadData) {
    const db = openDatabase(file, 'the spool', prepare);
    const insert = db.prepare('INSERT INTO batches (id, at, bytes) VALUES (?, ?, ?)');
    const selectAfter = db.prepare('SELECT id, bytes FROM batches WHERE id > ? ORDER BY id');
    const sizeOf = db.prepare('SELECT length(bytes) AS size FROM batches WHERE id = ?');
    const remove = db.prepare('DELETE FROM batches WHERE id = ?');
    const oldest = db.prepare('SELECT at FROM batches ORDER BY id LIMIT 1');
    const pageCount = db.prepare('PRAGMA page_count');
    const freePageCount = db.prepare('PRAGMA freelist_count');
    const pageSize = (db.prepare('PRAGMA page_size').get() as { page_size: number }).page_size;
    const insertRejected = db.prepare('INSERT INTO rejected (at, reason, bytes) VALUES (?, ?, ?)');
    const oldestRejected = db.prepare('SELECT id, length(bytes) AS size FROM rejected ORDER BY id LIMIT 1');
    const selectRejected = db.prepare('SELECT id, bytes FROM rejected WHERE id > ? ORDER BY id');
    const sizeOfRejected = db.prepare('SELECT length(bytes) AS size FROM rejected WHERE id = ?');
    const removeRejected = db.prepare('DELETE FROM rejected WHERE id = ?');
    const depth = db.prepare('SELECT count(*) AS batches, coalesce(sum(length(bytes)), 0) AS bytes, min(at) AS oldestAt FROM batches')
        .get() as SpoolDepth;
    let { rejectedBytes } = db.prepare('SELECT coalesce(sum(length(bytes)), 0) AS rejectedBytes FROM rejected').get() as { rejectedBytes: number };
    const { lastId } = db.prepare('SELECT coalesce(max(id), 0) AS lastId FROM batches').get() as { lastId: number };

    /** Deletes in a transaction, with what `also` does, then brings `depth` up to date. */
    function removeBatches(ids: readonly number[], also: () => void): SpoolDepth {
        const left = { batches: depth.batches, bytes: depth.bytes };
        transact(db, () => {
            also();
            for (const id of ids) {
                const row = sizeOf.get(id) as { size: number } | undefined;
                if (row === undefined) continue;
                remove.run(id);
                left.batches -= 1;
                left.bytes -= row.size;
            }
        });
        Object.assign(depth, left, { oldestAt: (oldest.get() as { at: number } | undefined)?.at ?? null });
        return { ...depth };
    }

    /** VACUUM writes the little that is left to a new file: after a backlog the disk space goes back. */
    function shrink(): void {
        const { page_count: pages } = pageCount.get() as { page_count: number };
        const free = freeBytes();
        if (free <= IDLE_FREE_BYTES || free < pages * pageSize / 2 || depth.bytes > IDLE_CONTENT_BYTES) return;
        try {
            db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
        } catch {
            // no room for the copy: the free pages are reused, and the next time may find room
        }
    }

    function freeBytes(): number {
        const { freelist_count: pages } = freePageCount.get() as { freelist_count: number };
        return pages * pageSize;
    }

    /** Forgetting needs room as well: were the last of it used up, what has been drained could not leave. */
    function checkRoom(bytes: number): void {
        const { bavail: blocks, bsize: blockSize } = statfsSync(path.dirname(file));
        if (blocks * blockSize + freeBytes() - bytes < reserveBytes)
            throw new Error(`The disk of ${file} is full: DISK_RESERVE keeps the last ${String(reserveBytes)} bytes free.`);
    }

    /** The first row, and what follows as far as it fits. */
    function takeSome(select: StatementSyncInstance, after: number, maxBytes: number): Moved<SpooledBatch[]> {
        const rows: SpooledBatch[] = [];
        let size = 0;
        for (const row of select.iterate(after) as Iterable<SpooledBatch>) {
            size += row.bytes.byteLength;
            if (rows.length > 0 && size > maxBytes) break;
            rows.push(row);
        }
        return new Moved(rows, movableBuffers(rows.map(({ bytes }) => bytes)));
    }

    return {
        /** What an earlier process left. */
        begin: () => ({ depth: { ...depth }, lastId }),

        append(id: number, at: number, bytes: Uint8Array): SpoolDepth {
            checkRoom(bytes.byteLength);
            insert.run(id, at, bytes);
            depth.batches += 1;
            depth.bytes += bytes.byteLength;
            depth.oldestAt ??= at;
            return { ...depth };
        },

        take: (after: number, maxBytes: number): Moved<SpooledBatch[]> => takeSome(selectAfter, after, maxBytes),

        forget(ids: readonly number[]): SpoolDepth {
            // without an fsync of its own: should it be lost with the power, the store is given again what it has
            db.exec('PRAGMA synchronous = NORMAL');
            try {
                const left = removeBatches(ids, () => undefined);
                shrink();
                return left;
            } finally {
                db.exec('PRAGMA synchronous = FULL');
            }
        },

        forgetBut(ids: readonly number[], at: number, lines: readonly RejectedLine[]): { left: SpoolDepth; dropped: number } {
            let kept = lines.reduce((sum, { bytes }) => sum + bytes.byteLength, rejectedBytes);
            let dropped = 0;
            const left = removeBatches(ids, () => {
                for (const { reason, bytes } of lines) insertRejected.run(at, reason, bytes);
                for (; kept > maxRejectedBytes; dropped++) {
                    const { id, size } = oldestRejected.get() as { id: number; size: number };
                    removeRejected.run(id);
                    kept -= size;
                }
            });
            rejectedBytes = kept;
            return { left, dropped };
        },

        listRejected: (after: number, maxBytes: number): Moved<KeptLine[]> => takeSome(selectRejected, after, maxBytes),

        removeRejected(ids: readonly number[]): void {
            let kept = rejectedBytes;
            // overwrites what is given up; the rest of the time only where it costs nothing
            db.exec('PRAGMA secure_delete = ON');
            try {
                transact(db, () => {
                    for (const id of ids) {
                        kept -= (sizeOfRejected.get(id) as { size: number } | undefined)?.size ?? 0;
                        removeRejected.run(id);
                    }
                });
            } finally {
                db.exec('PRAGMA secure_delete = FAST');
            }
            rejectedBytes = kept;
            // the write-ahead log has copies; nobody else reads it
            db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        },

        isBlank(): boolean {
            const tables = db.prepare('SELECT name FROM sqlite_schema WHERE type = \'table\'').all() as { name: string }[];
            return tables.every(({ name }) => db.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get() === undefined);
        },

        close: () => { db.close(); }
    };
}

export type SpoolCalls = ReturnType<typeof openSpoolFile>;

serveCalls(() => openSpoolFile(workerData as SpoolThreadData));
