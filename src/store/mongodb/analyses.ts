import type { Document } from 'mongodb';
import type { Analyses } from '../store.js';
import type { Collections } from './collections.js';
import { POSTED } from './read-sessions.js';

/** Store.analyses. `dueAt` is absent when there is nothing to do. */
export const createAnalyses = (collections: () => Promise<Collections>): Analyses => ({
    async claim(seenBefore, leaseMs, limit) {
        const { sessions } = await collections();
        const isDue = { dueAt: { $lte: seenBefore }, ...POSTED };
        const found = await sessions.find(isDue).sort({ dueAt: 1 }).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        // one by one: each is either claimed here or has just been claimed by another instance
        const claimed = await Promise.all(found.map(({ _id }) =>
            sessions.findOneAndUpdate({ _id, ...isDue }, { $set: { dueAt: seenBefore + leaseMs } }, { projection: { changes: 1 } })));
        return claimed.flatMap((session) => session === null ? [] : [{ sessionId: session._id, changes: session.changes ?? 0 }]);
    },

    async finish({ sessionId, changes }, analysis) {
        const { sessions } = await collections();
        const found: Document = { $set: { analysis, assembleAt: 0 }, $inc: { assemblies: 1 }, $unset: { dueAt: true } };
        const { matchedCount } = await sessions.updateOne({ _id: sessionId, changes }, found);
        return matchedCount === 1;
    },

    async postpone({ sessionId, changes }) {
        const { sessions } = await collections();
        const session = await sessions.findOne({ _id: sessionId, changes }, { projection: { lastSeenAt: 1 } });
        if (session?.lastSeenAt === undefined) return;
        await sessions.updateOne({ _id: sessionId, changes }, { $set: { dueAt: session.lastSeenAt.getTime() } });
    }
});
