import type { Filter } from 'mongodb';
import type { RtcStatsReads } from '../rtcstats.js';
import type { Collections, RtcStatsDocument } from './collections.js';
import { rtcStatsIdOf, storedRtcStatsOf } from './rtcstats-documents.js';

export const createRtcStatsReads = (collections: () => Promise<Collections>): RtcStatsReads => ({
    async list(sessionId, { type, id, after, limit }) {
        const { rtcstats } = await collections();
        const filter: Filter<RtcStatsDocument> = {
            sessionId,
            ...type !== undefined && { 'stats.type': type },
            ...id !== undefined && { 'stats.id': id },
            ...after !== undefined && {
                at: { $gte: after.at }, $or: [{ at: { $gt: after.at } }, { _id: { $gt: rtcStatsIdOf(sessionId, after.key) } }]
            }
        };
        return (await rtcstats.find(filter).sort({ at: 1, _id: 1 }).limit(limit).toArray()).map(storedRtcStatsOf);
    }
});
