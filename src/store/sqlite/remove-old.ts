import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Erased } from '../erasures.js';
import { transact } from './transact.js';

/** Free pages given back to the disk per call, if more than a quarter of the file is free; the rest is reused by what comes. */
const PAGES_TO_RELEASE = 2000;

/** Answers Store.removeBefore: pushes and RTCStats objects first, then the sessions that have none left, in one transaction. */
export function createRemover(db: DatabaseSyncInstance) {
    const oldPushes = 'SELECT id FROM pushes WHERE received_at < ? ORDER BY received_at LIMIT ?';
    const countOld = db.prepare(`SELECT session, count(*) AS pushes, sum(samples) AS samples FROM pushes WHERE id IN (${oldPushes}) GROUP BY session`);
    const removePushes = db.prepare(`DELETE FROM pushes WHERE id IN (${oldPushes})`);
    const uncount = db.prepare('UPDATE presence SET pushes = pushes - ?, samples = samples - ? WHERE session = ?');
    const removeSessions = db.prepare(`DELETE FROM sessions WHERE id IN (SELECT session FROM presence
        WHERE last_seen_at < ? AND pushes = 0 AND NOT EXISTS (SELECT 1 FROM rtcstats r WHERE r.session = presence.session)
        ORDER BY last_seen_at LIMIT ?)`);
    const removeObjects = db.prepare('DELETE FROM rtcstats WHERE id IN (SELECT id FROM rtcstats WHERE received_at < ? ORDER BY received_at LIMIT ?)');
    const pageCount = db.prepare('PRAGMA page_count');
    const freePageCount = db.prepare('PRAGMA freelist_count');

    return (before: number, limit: number): Erased => {
        const removed = transact(db, () => {
            for (const { session, pushes, samples } of countOld.all(before, limit) as { session: number; pushes: number; samples: number }[])
                uncount.run(pushes, samples, session);
            const pushes = Number(removePushes.run(before, limit).changes);
            const rtcstats = Number(removeObjects.run(before, limit).changes);
            const sessions = Number(removeSessions.run(before, limit).changes);
            return { sessions, pushes, rtcstats };
        });
        releasePages();
        return removed;
    };

    function releasePages(): void {
        const { page_count: pages } = pageCount.get() as { page_count: number };
        const { freelist_count: free } = freePageCount.get() as { freelist_count: number };
        if (free > pages / 4) db.exec(`PRAGMA incremental_vacuum(${String(PAGES_TO_RELEASE)})`);
    }
}
