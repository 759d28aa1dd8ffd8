import { userMarkOf, type MarkedBy } from '../erasures.js';
import { hourOf } from '../rollups.js';
import type { Collections, DeletedFields } from './collections.js';
import { markPeriods } from './mark-periods.js';
import { rtcStatsIdOf } from './rtcstats-documents.js';
import type { SortedRecords } from './sort-records.js';
import { writeAll } from './write-outcome.js';

/**
 * When it is looked once more for what there is of a deleted session, ms: a process that had begun to write it before it was marked, and died
 * before it could look at the marks again, has done so by then.
 */
export const LOOK_AGAIN_MS = 10 * 60_000;

/** Makes or changes marks; they are to be swept. */
export const putMarks = ({ deleted }: Collections, ids: readonly string[], at: number, userId?: string): Promise<void> =>
    writeAll(deleted, ids.map((_id) => ({
        updateOne: {
            filter: { _id }, upsert: true,
            update: { $max: { at: new Date(at) }, $set: { sweepAt: new Date(0), ...userId !== undefined && { userId } }, $unset: { swept: true } }
        }
    })));

/** Marks sessions, then takes them out of all reads. What is left of them is to be swept. */
export async function bury(collections: Collections, sessionIds: readonly string[], at: number): Promise<void> {
    if (sessionIds.length === 0) return;
    await putMarks(collections, sessionIds, at);
    await withdraw(collections, sessionIds);
}

/**
 * Takes sessions out of all reads, and their conferences, which are to be put together anew without them, as their hours are.
 * Who has claimed a room has seen
 * the session: what they make of it counts no more, or, should they be just writing it, not for long.
 */
export async function withdraw(collections: Collections, sessionIds: readonly string[]): Promise<void> {
    const { sessions, conferences, rooms } = collections;
    const chosen = { _id: { $in: [...sessionIds] } };
    const found = await sessions.find({ ...chosen, conferenceKey: { $exists: true } }, { readPreference: 'primary' })
        .project<{ conferenceKey: string; conferenceId?: string; hours?: number[] }>({ conferenceKey: 1, conferenceId: 1, hours: 1 }).toArray();
    const withdrawn = found.flatMap(({ conferenceId }) => conferenceId ?? []);
    const begun = await conferences.find({ _id: { $in: withdrawn } }).project<{ startedAt: number }>({ startedAt: 1 }).toArray();
    const hours = [...found.flatMap((session) => session.hours ?? []), ...begun.map(({ startedAt }) => hourOf(startedAt))]
        .map((at) => ({ level: 'hour', at }) as const);
    const conferenceIds = new Map<string, Set<string>>(found.map(({ conferenceKey }) => [conferenceKey, new Set()]));
    for (const { conferenceKey, conferenceId } of found) if (conferenceId !== undefined) conferenceIds.get(conferenceKey)?.add(conferenceId);
    await writeAll(rooms, [...conferenceIds].map(([_id, ids]) => ({
        updateOne: {
            filter: { _id },
            update: { $set: { heldUntil: 0, holder: null }, $inc: { changes: 1 }, $addToSet: { conferenceIds: { $each: [...ids] } } },
            upsert: ids.size > 0
        }
    })));
    // once more afterwards, should they be made in between; before, should this process be killed in between
    await markPeriods(collections, hours);
    await sessions.deleteMany(chosen);
    if (withdrawn.length > 0) await conferences.deleteMany({ _id: { $in: withdrawn } });
    await markPeriods(collections, hours);
}

/** Since when sessions are deleted: those that are marked, and those that belong to a marked user. */
interface Marked {
    known: Set<string>;
    /** Not marked themselves yet. */
    ofUsers: Map<string, number>;
}

/** One query, by `_id`. */
export async function findMarks({ deleted }: Collections, records: readonly MarkedBy[]): Promise<Marked> {
    const ids = new Set(records.map(({ sessionId }) => sessionId));
    const posts = records.flatMap(({ sessionId, userId, startedAt }) =>
        typeof userId === 'string' && startedAt !== undefined ? [{ sessionId, startedAt, mark: userMarkOf(userId) }] : []);
    for (const { mark } of posts) ids.add(mark);
    if (ids.size === 0) return { known: new Set(), ofUsers: new Map() };
    const found = await deleted.find({ _id: { $in: [...ids] } }).project<Pick<DeletedFields, '_id' | 'at'>>({ at: 1 }).toArray();
    const marks = new Map(found.map(({ _id, at }) => [_id, at.getTime()]));
    return {
        known: new Set(records.map(({ sessionId }) => sessionId).filter((sessionId) => marks.has(sessionId))),
        ofUsers: new Map(posts.flatMap(({ sessionId, startedAt, mark }) => {
            const at = marks.get(mark);
            return at === undefined || startedAt > at || marks.has(sessionId) ? [] : [[sessionId, at]];
        }))
    };
}

/** The sessions of these records that are deleted, all of them marked by now. */
async function findBuried(collections: Collections, { posts, pushes, reports }: SortedRecords): Promise<Set<string>> {
    const { known, ofUsers } = await findMarks(collections, [...posts, ...pushes, ...reports]);
    for (const [sessionId, at] of ofUsers) await bury(collections, [sessionId], at);
    return new Set([...known, ...ofUsers.keys()]);
}

/** What of the records is of no deleted session; the others are counted. Costs next to nothing as long as nobody is deleted. */
export async function dropDeleted(collections: Collections, records: SortedRecords): Promise<SortedRecords> {
    if (await collections.deleted.findOne({}, { projection: { _id: 1 } }) === null) return records;
    const buried = await findBuried(collections, records);
    if (buried.size === 0) return records;
    const isKept = ({ sessionId }: MarkedBy) => !buried.has(sessionId);
    const [posts, pushes, reports] = [records.posts.filter(isKept), records.pushes.filter(isKept), records.reports.filter(isKept)];
    const countAll = (sorted: SortedRecords) => sorted.posts.length + sorted.pushes.length + sorted.reports.length;
    const kept = { ...records, posts, pushes, reports };
    records.result.erased += countAll(records) - countAll(kept);
    return kept;
}

/**
 * After records were written: removes those of sessions that were marked since dropDeleted looked. Whoever marks them later removes what was
 * written by then: so one of the two sees the other, however long the writing took.
 * @param lookedAt - when dropDeleted began to look, epoch ms
 */
export async function removeIfDeleted(collections: Collections, records: SortedRecords, lookedAt: number): Promise<void> {
    // marks that are so new are still to be swept, and mostly there is none
    const isNewToBeSwept = Date.now() - lookedAt < LOOK_AGAIN_MS / 2;
    if (isNewToBeSwept && await collections.deleted.findOne({ sweepAt: { $gte: new Date(0) } }, { projection: { _id: 1 } }) === null) return;
    const buried = await findBuried(collections, records);
    if (buried.size === 0) return;
    await bury(collections, [...buried], 0);
    for (const sessionId of buried) {
        const seqs = records.pushes.filter((push) => push.sessionId === sessionId).map(({ seq }) => seq);
        if (seqs.length > 0) await collections.pushes.deleteMany({ sessionId, seq: { $in: seqs } });
        const objects = records.reports.filter((report) => report.sessionId === sessionId).flatMap((report) => report.objects);
        if (objects.length > 0) await collections.rtcstats.deleteMany({ _id: { $in: objects.map(({ key }) => rtcStatsIdOf(sessionId, key)) } });
    }
}
