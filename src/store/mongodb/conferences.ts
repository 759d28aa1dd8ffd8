import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { MongoServerError, type Collection, type UpdateFilter } from 'mongodb';
import { rolledHours, type ConferenceReads, type Conferences, type RoomClaim } from '../conferences.js';
import type { Collections, RoomFields } from './collections.js';
import { fieldsOfConference } from './conference-documents.js';
import { POSTED } from './list-sessions.js';
import { markPeriods } from './mark-periods.js';
import { DUPLICATE_KEY, writeAll } from './write-outcome.js';

/**
 * Store.conferences, what writes. `assembleAt` of a session is absent when there is nothing to do; a document in `rooms` is a claim, or a mark.
 * There are no transactions: a room names the conferences that a change is about before the change begins, so that whoever claims the room
 * after a claimant died half-way looks at them again.
 */
export const createConferenceWrites = (collections: () => Promise<Collections>): Omit<Conferences, keyof ConferenceReads> => ({
    async claim(now, leaseMs, limit) {
        const { sessions, rooms } = await collections();
        const isDue = { assembleAt: { $lte: now }, ...POSTED };
        const due = await sessions.find(isDue).sort({ assembleAt: 1 }).limit(limit)
            .project<{ _id: string; conferenceKey: string }>({ conferenceKey: 1 }).toArray();
        const marked = await rooms.find({ heldUntil: { $lte: now } }).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        const keys = [...new Set([...due.map(({ conferenceKey }) => conferenceKey), ...marked.map(({ _id }) => _id)])];
        const claims = (await Promise.all(keys.map((key) => holdRoom(rooms, key, now, leaseMs)))).filter((claim) => claim !== null);

        const byKey = new Map(claims.map((claim) => [claim.conferenceKey, claim]));
        const ids = due.filter(({ conferenceKey }) => byKey.has(conferenceKey)).map(({ _id }) => _id);
        // who had a room until now may have done what was due
        const stillDue = await sessions.find({ _id: { $in: ids }, ...isDue })
            .project<{ _id: string; conferenceKey: string; assemblies?: number }>({ conferenceKey: 1, assemblies: 1 }).toArray();
        for (const { _id, conferenceKey, assemblies = 0 } of stillDue) byKey.get(conferenceKey)?.due.push({ sessionId: _id, changes: assemblies });
        return { claims, held: keys.length - claims.length };
    },

    async claimRoom(conferenceKey, now, leaseMs) {
        return holdRoom((await collections()).rooms, conferenceKey, now, leaseMs);
    },

    async replace(claims, { documents, gone, moved, settled }) {
        const into = await collections();
        const { sessions, conferences, rooms } = into;
        const ids = [...documents.map(({ conferenceId }) => conferenceId), ...gone];
        for (const { conferenceKey, holder } of claims) {
            const { matchedCount } = await rooms.updateOne({ _id: conferenceKey, holder }, { $addToSet: { conferenceIds: { $each: ids } } });
            if (matchedCount === 0) return false;
        }
        const there = new Map((await conferences.find({ _id: { $in: ids } }).toArray()).map((document) => [document._id, document]));
        const hours = rolledHours([...there.values(), ...documents]).map((at) => ({ level: 'hour', at }) as const);
        // before as well: afterwards it is not known any more where a conference was counted that is another one, or none, now
        await markPeriods(into, hours);
        const wanted = documents.map(fieldsOfConference).filter((fields) => !isDeepStrictEqual(fields, there.get(fields._id)));
        await writeAll(conferences, [
            ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
            ...wanted.map((fields) => ({ replaceOne: { filter: { _id: fields._id }, replacement: fields, upsert: true } }))
        ]);
        await markPeriods(into, hours);
        await writeAll(sessions, moved.map(([_id, conferenceId]) => ({ updateOne: { filter: { _id }, update: { $set: { conferenceId } } } })));
        await writeAll(sessions, settled.map(({ sessionId, changes, again }) => ({
            updateOne: {
                filter: { _id: sessionId, assemblies: changes },
                update: again === null ? { $unset: { assembleAt: true } } : { $set: { assembleAt: again } }
            }
        })));
        return true;
    },

    async release(claims) {
        const { rooms } = await collections();
        for (const { conferenceKey, holder, changes } of claims) {
            const { deletedCount } = await rooms.deleteOne({ _id: conferenceKey, holder, changes });
            if (deletedCount === 0) await rooms.updateOne({ _id: conferenceKey, holder }, { $set: { heldUntil: 0, holder: null } });
        }
    },

    async mark(marked, at) {
        const { rooms } = await collections();
        for (const { conferenceKey, conferenceId } of marked) {
            const told = { $addToSet: { conferenceIds: conferenceId }, $inc: { changes: 1 } };
            for (let isTold = false; !isTold;) {
                // of a room that somebody has the lease stays; it is due when it is released
                const { matchedCount } = await rooms.updateOne({ _id: conferenceKey, holder: { $ne: null } }, told);
                isTold = matchedCount > 0 || await markFree(rooms, conferenceKey, { ...told, $min: { heldUntil: at } });
            }
        }
    }
});

/** False if somebody has got the room meanwhile. */
async function markFree(rooms: Collection<RoomFields>, conferenceKey: string, update: UpdateFilter<RoomFields>): Promise<boolean> {
    try {
        await rooms.updateOne({ _id: conferenceKey, holder: null }, update, { upsert: true });
        return true;
    } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
    }
}

async function holdRoom(rooms: Collection<RoomFields>, conferenceKey: string, now: number, leaseMs: number): Promise<RoomClaim | null> {
    const holder = randomUUID();
    try {
        const room = await rooms.findOneAndUpdate(
            { _id: conferenceKey, heldUntil: { $lte: now } },
            { $set: { heldUntil: now + leaseMs, holder }, $setOnInsert: { changes: 0 } },
            { upsert: true, returnDocument: 'after' }
        );
        return { conferenceKey, holder, due: [], conferenceIds: room?.conferenceIds ?? [], changes: room?.changes ?? 0 };
    } catch (error) {
        // it is there, so somebody else has it
        if (isDuplicate(error)) return null;
        throw error;
    }
}

const isDuplicate = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE_KEY;
