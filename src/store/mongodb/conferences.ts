import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { MongoServerError, type Collection } from 'mongodb';
import { rolledHours, type ConferenceReads, type Conferences, type RoomClaim } from '../conferences.js';
import type { Collections, RoomFields } from './collections.js';
import { fieldsOfConference } from './conference-documents.js';
import { POSTED } from './list-sessions.js';
import { markPeriods } from './mark-periods.js';
import { DUPLICATE_KEY, writeAll } from './write-outcome.js';

/**
 * Store.conferences, what writes. `assembleAt` of a session is absent when there is nothing to do; a document in `rooms` is a claim, or a mark.
 * There are no transactions: a room names the conferences that a change is about, and their hours, before the change begins, so that whoever
 * claims the room after a claimant died half-way looks at them again.
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
        const there = new Map((await conferences.find({ _id: { $in: ids } }).toArray()).map((document) => [document._id, document]));
        const wanted = documents.map(fieldsOfConference).filter((fields) => !isDeepStrictEqual(fields, there.get(fields._id)));
        const changed = [...wanted, ...[...wanted.map(({ _id }) => _id), ...gone].flatMap((id) => there.get(id) ?? [])];

        const hours = new Set<number>();
        const intent = { $addToSet: { conferenceIds: { $each: ids }, hours: { $each: rolledHours(changed) } } };
        for (const { conferenceKey, holder } of claims) {
            const room = await rooms.findOneAndUpdate({ _id: conferenceKey, holder }, intent, { returnDocument: 'after' });
            if (room === null) return false;
            for (const hour of room.hours ?? []) hours.add(hour);
        }
        await writeAll(conferences, [
            ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
            ...wanted.map((fields) => ({ replaceOne: { filter: { _id: fields._id }, replacement: fields, upsert: true } }))
        ]);
        await writeAll(sessions, moved.map(([_id, conferenceId]) => ({ updateOne: { filter: { _id }, update: { $set: { conferenceId } } } })));
        await markPeriods(into, [...hours].map((at) => ({ level: 'hour', at })));
        await writeAll(sessions, settled.map(({ sessionId, changes, again }) => ({
            updateOne: {
                filter: { _id: sessionId, assemblies: changes },
                update: again === null ? { $unset: { assembleAt: true } } : { $set: { assembleAt: again } }
            }
        })));
        return true;
    },

    async release(claims, isDone) {
        const { rooms } = await collections();
        for (const { conferenceKey, holder, changes } of claims) {
            const isGone = isDone && (await rooms.deleteOne({ _id: conferenceKey, holder, changes })).deletedCount > 0;
            if (!isGone) await rooms.updateOne({ _id: conferenceKey, holder }, { $set: { heldUntil: 0, holder: null } });
        }
    }
});

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
