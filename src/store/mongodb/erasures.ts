import { userMarkOf, type Erased, type Erasures, type Swept } from '../erasures.js';
import type { Collections } from './collections.js';
import { BEGINNING } from './list-sessions.js';
import { bury, findMarks, LOOK_AGAIN_MS, putMarks, withdraw } from './tombstones.js';
import { eraseWebhooksOfSessions, eraseWebhooksOfUser } from './webhooks.js';

/** Whatever the connection string says of reading: what a secondary does not know yet would be left. */
const PRIMARY = { readPreference: 'primary' } as const;

/** Store.erasures. */
export function createErasures(collections: () => Promise<Collections>): Erasures {
    async function markAll(into: Collections, sessionIds: readonly string[], at: number): Promise<Omit<Erased, 'sessions'>> {
        const ofThem = { sessionId: { $in: [...sessionIds] } };
        const had = { pushes: await into.pushes.countDocuments(ofThem, PRIMARY), rtcstats: await into.rtcstats.countDocuments(ofThem, PRIMARY) };
        await bury(into, sessionIds, at);
        await eraseWebhooksOfSessions(into, sessionIds);
        return had;
    }

    async function markSession(sessionId: string, at: number): Promise<Erased> {
        const into = await collections();
        const session = await into.sessions.findOne({ _id: sessionId }, { ...PRIMARY, projection: { _id: 1 } });
        const had = await markAll(into, [sessionId], at);
        return { sessions: session === null && had.pushes + had.rtcstats === 0 ? 0 : 1, ...had };
    }

    async function markUser(userId: string, markedAt: number, limit: number): Promise<Erased> {
        const into = await collections();
        const _id = userMarkOf(userId);
        await putMarks(into, [_id], markedAt, userId);
        const at = (await into.deleted.findOne({ _id }))?.at.getTime() ?? markedAt;
        await eraseWebhooksOfUser(into, userId, at);
        const found = await into.sessions.find({ userId, startedAt: { $gte: BEGINNING, $lte: at } }, PRIMARY)
            .limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        const had = await markAll(into, found.map((session) => session._id), at);
        if (found.length < limit) await into.deleted.updateOne({ _id }, { $unset: { userId: true } });
        return { sessions: found.length, ...had };
    }

    /** Answers how many pushes and objects went; fewer than `limit` of both together: none is left. */
    async function removeSome(into: Collections, sessionId: string, limit: number): Promise<Omit<Swept, 'more'>> {
        await withdraw(into, [sessionId]);
        const pushes = await removePushes(into, sessionId, limit);
        return { pushes, rtcstats: await removeObjects(into, sessionId, limit - pushes) };
    }

    async function removePushes({ pushes }: Collections, sessionId: string, limit: number): Promise<number> {
        const found = await pushes.find({ sessionId }, PRIMARY).sort({ seq: 1 }).limit(limit).project<{ seq: number }>({ _id: 0, seq: 1 }).toArray();
        const last = found.at(-1);
        if (last !== undefined) await pushes.deleteMany({ sessionId, seq: { $lte: last.seq } });
        return found.length;
    }

    async function removeObjects({ rtcstats }: Collections, sessionId: string, limit: number): Promise<number> {
        if (limit === 0) return 0;
        const found = await rtcstats.find({ sessionId }, PRIMARY).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        if (found.length > 0) await rtcstats.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
        return found.length;
    }

    /** Whether nothing is left. */
    async function isRemoved(into: Collections, sessionId: string, limit: number): Promise<boolean> {
        const { pushes, rtcstats } = await removeSome(into, sessionId, limit);
        return pushes + rtcstats < limit;
    }

    return {
        mark: (whose, at, limit) => 'userId' in whose ? markUser(whose.userId, at, limit) : markSession(whose.sessionId, at),

        async listOpen() {
            const { deleted } = await collections();
            const found = await deleted.find({ userId: { $exists: true } }).toArray();
            return found.map(({ userId = '', at }) => ({ userId, at: at.getTime() }));
        },

        async sweep(now, limit) {
            const into = await collections();
            const { deleted } = into;
            const due = { sweepAt: { $lte: new Date(now) } };
            const gone = { pushes: 0, rtcstats: 0 };
            for (let left = limit; left > 0;) {
                const next = await deleted.findOne(due, { sort: { sweepAt: 1 } });
                if (next === null) return { ...gone, more: false };
                const { _id, sweepAt = new Date(0), swept } = next;
                const { pushes, rtcstats } = await removeSome(into, _id, left);
                const removed = pushes + rtcstats;
                // marked anew meanwhile: it is due at once
                if (removed < left) await deleted.updateOne({ _id, sweepAt }, swept
                    ? { $unset: { sweepAt: true } }
                    : { $set: { swept: true, sweepAt: new Date(now + LOOK_AGAIN_MS) } });
                gone.pushes += pushes;
                gone.rtcstats += rtcstats;
                // one that had none costs something, too
                left -= Math.max(1, removed);
            }
            return { ...gone, more: await deleted.findOne(due) !== null };
        },

        async listMarked(from, limit) {
            const { deleted } = await collections();
            const found = await deleted.find({ at: { $gte: new Date(from) } }).sort({ at: 1 }).limit(limit).toArray();
            return found.map(({ _id, at }) => ({ id: _id, at: at.getTime() }));
        },

        async findMarked(sessions) {
            const { known, ofUsers } = await findMarks(await collections(), sessions);
            return new Set([...known, ...ofUsers.keys()]);
        },

        async unmark(before, limit) {
            const into = await collections();
            const old = { at: { $lt: new Date(before) }, userId: { $exists: false } };
            const found = await into.deleted.find(old).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
            for (const { _id } of found) while (!await isRemoved(into, _id, limit));
            return (await into.deleted.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...old })).deletedCount;
        }
    };
}
