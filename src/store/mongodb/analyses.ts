import type { Document } from 'mongodb';
import { hourOf } from '../rollups.js';
import type { Analyses } from '../store.js';
import type { Collections } from './collections.js';
import { facetsOfDocument, revisionIs } from './keep-facets.js';
import { POSTED } from './list-sessions.js';
import { markPeriods } from './mark-periods.js';

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
        const into = await collections();
        const session = await into.sessions.findOne({ _id: sessionId, changes, ...POSTED });
        if (typeof session?.startedAt !== 'number') return false;
        const hours = [...new Set([...session.hours ?? [], hourOf(session.startedAt)])];
        // the hours before the session is settled: whoever is killed in between leaves it due, and marks them next time
        const found: Document = {
            $set: { analysis, facets: facetsOfDocument({ ...session, analysis }), hours, assembleAt: 0 }, $inc: { revision: 1, assemblies: 1 }
        };
        const kept = await into.sessions.updateOne({ _id: sessionId, changes, ...revisionIs(session.revision) }, found);
        if (kept.matchedCount === 0) return false;
        await markPeriods(into, hours.map((at) => ({ level: 'hour', at })));
        const settled = await into.sessions.updateOne({ _id: sessionId, changes }, { $unset: { dueAt: true } });
        return settled.matchedCount === 1;
    },

    async postpone({ sessionId, changes }, by) {
        const { sessions } = await collections();
        const session = await sessions.findOne({ _id: sessionId, changes }, { projection: { lastSeenAt: 1 } });
        if (session?.lastSeenAt === undefined) return;
        await sessions.updateOne({ _id: sessionId, changes }, { $set: { dueAt: session.lastSeenAt.getTime() + by } });
    }
});
