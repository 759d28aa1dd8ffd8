import type { PushReads } from '../store.js';
import type { Collections } from './collections.js';
import { pushOfDocument } from './push-documents.js';

export const createPushReads = (collections: () => Promise<Collections>): PushReads => ({
    async list(sessionId, after, limit) {
        const { pushes } = await collections();
        const found = await pushes.find({ sessionId, seq: { $gt: after } }).sort({ seq: 1 }).limit(limit).toArray();
        return found.map(pushOfDocument);
    },

    async listEach(places, limit) {
        if (places.length === 0) return [];
        const { pushes } = await collections();
        const above = places.map(({ sessionId, after }) => ({ sessionId, seq: { $gt: after } }));
        const found = await pushes.find({ $or: above }).sort({ sessionId: 1, seq: 1 }).limit(limit).toArray();
        return found.map(pushOfDocument);
    },

    async count(sessionIds) {
        const { pushes } = await collections();
        const counted = await pushes.aggregate<{ _id: string; pushes: number; samples: number }>([
            { $match: { sessionId: { $in: sessionIds } } },
            { $group: { _id: '$sessionId', pushes: { $sum: 1 }, samples: { $sum: '$samples' } } }
        ]).toArray();
        return new Map([
            ...sessionIds.map((sessionId) => [sessionId, { pushes: 0, samples: 0 }] as const),
            ...counted.map(({ _id, pushes, samples }) => [_id, { pushes, samples }] as const)
        ]);
    }
});
