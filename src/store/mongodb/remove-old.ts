import type { Erased } from '../erasures.js';
import type { Collections } from './collections.js';

/** Store.removeBefore. The TTL indexes do the same by themselves; this is for servers that have none. */
export async function removeBefore({ sessions, pushes, rtcstats, conferences }: Collections, receivedAt: number, limit: number): Promise<Erased> {
    const before = { $lt: new Date(receivedAt) };
    const oldPushes = await pushes.find({ receivedAt: before }).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray();
    const oldObjects = await rtcstats.find({ receivedAt: before }).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray();
    const oldSessions = await sessions.find({ lastSeenAt: before }).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray();
    const oldConferences = await conferences.find({ lastSeenAt: before }).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray();
    const removedPushes = await pushes.deleteMany({ _id: { $in: oldPushes.map(({ _id }) => _id) } });
    const removedObjects = await rtcstats.deleteMany({ _id: { $in: oldObjects.map(({ _id }) => _id) } });
    // seen again since: stays
    const removedSessions = await sessions.deleteMany({ _id: { $in: oldSessions.map(({ _id }) => _id) }, lastSeenAt: before });
    await conferences.deleteMany({ _id: { $in: oldConferences.map(({ _id }) => _id) }, lastSeenAt: before });
    return { sessions: removedSessions.deletedCount, pushes: removedPushes.deletedCount, rtcstats: removedObjects.deletedCount };
}
