import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const SQLITE_PERM = 3;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_TOOBIG = 18;
const SQLITE_CONSTRAINT = 19;
const SQLITE_MISMATCH = 20;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

/** Extended: a CHECK of the schema says no. */
const SQLITE_CONSTRAINT_CHECK = 275;

export const isCheckFailure = (error: unknown): boolean => (error as { errcode?: unknown }).errcode === SQLITE_CONSTRAINT_CHECK;

/** SQLite refused a row for what is in it: only that statement was undone, and running it again would not help. */
export const isRefusal = (error: unknown): boolean =>
    [SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH].some((code) => resultCodeOf(error) === code);

/** The primary result code of an error that SQLite gave, undefined for any other error. */
export function resultCodeOf(error: unknown): number | undefined {
    const { errcode } = error as { errcode?: unknown };
    return typeof errcode === 'number' ? errcode & 0xff : undefined;
}

/**
 * Opens a database file and prepares it, and says what an administrator can do if that fails.
 * @param what the file is, for the message: "the store"
 * @throws when the file cannot be opened, is damaged, is no database, or another process has it for itself
 */
export function openDatabase(file: string, what: string, prepare: (db: DatabaseSyncInstance) => void, readOnly = false): DatabaseSyncInstance {
    let db: DatabaseSyncInstance | undefined;
    try {
        db = new DatabaseSync(file, { readOnly });
        prepare(db);
        return db;
    } catch (error) {
        db?.close();
        const advice = adviceOn(resultCodeOf(error), file, what);
        if (advice === undefined) throw error;
        throw new Error(`${advice} (SQLite: ${(error as Error).message})`, { cause: error });
    }
}

function adviceOn(code: number | undefined, file: string, what: string): string | undefined {
    if (code === SQLITE_BUSY) return `${file}: another process has opened ${what} for itself. Two services need two folders (DATA_DIR).`;
    if (code === SQLITE_CANTOPEN) return `${file}: ${what} cannot be opened. Does the folder exist, and may this user write to it?`;
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB)
        return `${file}: ${what} is damaged or is no SQLite file. Move it and its -wal file away to start with an empty one, or restore a copy.`;
    if (code === SQLITE_PERM || code === SQLITE_READONLY || code === SQLITE_IOERR)
        return `${file}: ${what} cannot be written. May this user write the file and its folder, and is the disk well?`;
    if (code === SQLITE_FULL) return `${file}: the disk is full.`;
    return undefined;
}
