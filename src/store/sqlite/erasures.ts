import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Erased, Mark, MarkedBy, OpenErasure, Swept, Whose } from '../erasures.js';
import { sessionIdOf } from './session-rows.js';
import type { Tombstones } from './tombstones.js';
import { transact } from './transact.js';
import { createWebhookEraser } from './webhooks.js';

/** Store.erasures. One connection writes, so nobody can write between a look at the marks and what follows from it. */
export function createErasures(db: DatabaseSyncInstance, tombstones: Tombstones) {
    const listOfUser = db.prepare('SELECT session_id FROM sessions WHERE user_id = ? AND started_at <= ? LIMIT ?');
    const listOpen = db.prepare("SELECT user_id AS userId, at FROM deleted WHERE user_id >= ''");
    const listMarks = db.prepare('SELECT id, at FROM deleted WHERE at >= ? ORDER BY at LIMIT ?');
    const nextToSweep = db.prepare('SELECT id, session FROM deleted WHERE session > 0 LIMIT 1');
    const removePushes = db.prepare('DELETE FROM pushes WHERE id IN (SELECT id FROM pushes WHERE session = ? LIMIT ?)');
    const removeObjects = db.prepare('DELETE FROM rtcstats WHERE id IN (SELECT id FROM rtcstats WHERE session = ? LIMIT ?)');
    const removeSession = db.prepare('DELETE FROM sessions WHERE id = ?');
    const busyTimeout = db.prepare('PRAGMA busy_timeout');
    const checkpoint = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
    const eraseWebhooks = createWebhookEraser(db);
    const isSwept = db.prepare('UPDATE deleted SET session = NULL WHERE id = ?');

    /** Since the write-ahead log was emptied, something was removed of which it may hold copies. */
    let isLogStale = true;

    /** What is deleted is overwritten with zeros, not only given up. https://sqlite.org/pragma.html#pragma_secure_delete */
    function inTransaction<T>(work: () => T): T {
        db.exec('PRAGMA secure_delete = ON');
        isLogStale = true;
        try {
            return transact(db, work);
        } finally {
            db.exec('PRAGMA secure_delete = FAST');
        }
    }

    /** A reader that is at work in it is not waited for: there will be another sweep. */
    function emptyLog(): void {
        const { timeout } = busyTimeout.get() as { timeout: number };
        db.exec('PRAGMA busy_timeout = 0');
        const { busy } = checkpoint.get() as { busy: number };
        db.exec(`PRAGMA busy_timeout = ${String(timeout)}`);
        isLogStale = busy !== 0;
    }

    function bury(sessionIds: readonly string[], at: number): Erased {
        const erased: Erased = { sessions: 0, pushes: 0, rtcstats: 0 };
        for (const sessionId of sessionIds) {
            eraseWebhooks.session(sessionId);
            const had = tombstones.bury(sessionId, at);
            if (had === undefined) continue;
            erased.sessions += 1;
            erased.pushes += had.pushes;
            erased.rtcstats += had.rtcstats;
        }
        return erased;
    }

    function markUser(userId: string, at: number, limit: number): Erased {
        const until = tombstones.markUser(userId, at);
        eraseWebhooks.user(userId, until);
        const rows = listOfUser.all(userId, until, limit) as { session_id: Uint8Array }[];
        if (rows.length < limit) tombstones.closeUser(userId);
        return bury(rows.map(({ session_id: id }) => sessionIdOf(id)), until);
    }

    return {
        mark: (whose: Whose, at: number, limit: number): Erased => inTransaction(() =>
            'userId' in whose ? markUser(whose.userId, at, limit) : bury([whose.sessionId], at)),

        listMarked: (from: number, limit: number) => listMarks.all(from, limit) as unknown as Mark[],

        listOpenErasures: () => listOpen.all() as unknown as OpenErasure[],

        sweep(limit: number): Swept {
            let left = limit;
            const swept = { pushes: 0, rtcstats: 0 };
            if (nextToSweep.get() !== undefined) inTransaction(() => {
                for (let next = nextToSweep.get(); next !== undefined && left > 0; next = nextToSweep.get()) {
                    const { id, session } = next as { id: string; session: number };
                    const pushes = Number(removePushes.run(session, left).changes);
                    const rtcstats = pushes < left ? Number(removeObjects.run(session, left - pushes).changes) : 0;
                    const removed = pushes + rtcstats;
                    if (removed < left) {
                        removeSession.run(session);
                        isSwept.run(id);
                    }
                    swept.pushes += pushes;
                    swept.rtcstats += rtcstats;
                    // one that had none costs something, too
                    left -= Math.max(1, removed);
                }
            });
            const more = nextToSweep.get() !== undefined;
            if (!more && isLogStale) emptyLog();
            return { ...swept, more };
        },

        findMarked: (sessions: readonly MarkedBy[]): string[] =>
            sessions.filter((session) => tombstones.isDeleted(session.sessionId) || tombstones.findUser(session) !== undefined)
                .map(({ sessionId }) => sessionId),

        unmark: (before: number, limit: number): number => inTransaction(() => tombstones.unmark(before, limit))
    };
}
