import type { DatabaseSyncInstance } from '@photostructure/sqlite';

/**
 * Does the work in one transaction, so with one fsync. IMMEDIATE takes the write lock at once, so that it cannot fail half-way for want of it.
 * @throws what the work throws; then nothing of it is done
 */
export function transact<T>(db: DatabaseSyncInstance, work: () => T): T {
    db.exec('BEGIN IMMEDIATE');
    try {
        const result = work();
        db.exec('COMMIT');
        return result;
    } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
    }
}
