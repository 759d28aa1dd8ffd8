import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Log } from '../log.js';
import { openDatabase, resultCodeOf } from '../store/sqlite/open-database.js';

export const LOCK_FILE = 'lock.sqlite';

/** A folder whose holder was killed may be held for a moment more, and one that is stopping lets go soon. ms */
const WAIT_MS = 5000;
const RETRY_MS = 100;
/** https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5, SQLITE_FULL = 13;

export interface HeldFolder { release(): void }

interface Options {
    folder: string;
    log: Log;
    waitMs?: number;
    /** What to do about a folder that is held, in the failure's message. */
    advice?: string;
}

const ADVICE = 'Two services need two folders (DATA_DIR).';

/**
 * Makes the folder where it is missing, and has it for this process alone until it is released or the process ends, however it ends.
 * Waits for whoever has it.
 * @throws when it is still held after `waitMs`, naming the holder; when the folder cannot be written
 */
export async function holdFolder({ folder, log, waitMs = WAIT_MS, advice = ADVICE }: Options): Promise<HeldFolder> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, LOCK_FILE);
    for (let waited = 0; ; waited += RETRY_MS) {
        const held = tryToHold(file);
        if (held !== undefined) return held;
        if (waited >= waitMs) throw new Error(`${describeHolder(file, folder)} ${advice}`);
        if (waited === 0) log.info(`${describeHolder(file, folder)} Waiting for it.`);
        await delay(RETRY_MS);
    }
}

/**
 * Who holds the folder is a row of a SQLite file, and the lock is a transaction on it that never ends: SQLite then lets others read,
 * but not write, and the operating system takes the lock away from a process that is gone.
 */
function tryToHold(file: string): HeldFolder | undefined {
    try {
        const db = openDatabase(file, 'the lock', (db) => {
            db.exec('BEGIN IMMEDIATE');
            writeHolder(db);
            db.exec('BEGIN IMMEDIATE');
        });
        // closing alone would not do while the statement above is not yet collected
        return { release: () => { db.exec('ROLLBACK'); db.close(); } };
    } catch (error) {
        if (resultCodeOf((error as Error).cause) === SQLITE_BUSY) return undefined;
        throw error;
    }
}

function writeHolder(db: DatabaseSyncInstance): void {
    try {
        db.exec(`CREATE TABLE IF NOT EXISTS holder (pid INTEGER NOT NULL, host TEXT NOT NULL, since TEXT NOT NULL) STRICT;
            DELETE FROM holder`);
        db.prepare('INSERT INTO holder VALUES (?, ?, ?)').run(process.pid, hostname(), new Date().toISOString());
        db.exec('COMMIT');
    } catch (error) {
        // a full disk keeps nobody from starting: what is in the spool must get out of it
        if (resultCodeOf(error) !== SQLITE_FULL) throw error;
        if (db.isTransaction) db.exec('ROLLBACK');
    }
}

function describeHolder(file: string, folder: string): string {
    const { pid, host, since } = readHolder(file) ?? {};
    const other = pid === undefined ? 'another process' : `process ${String(pid)} on ${String(host)}, since ${String(since)}`;
    return `${folder} is in use by ${other}.`;
}

function readHolder(file: string): { pid: number; host: string; since: string } | undefined {
    let db: DatabaseSyncInstance | undefined;
    try {
        db = new DatabaseSync(file, { readOnly: true });
        return db.prepare('SELECT pid, host, since FROM holder').get() as ReturnType<typeof readHolder>;
    } catch {
        return undefined;
    } finally {
        db?.close();
    }
}
