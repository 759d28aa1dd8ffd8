import { isDeepStrictEqual } from 'node:util';
import { dueAt } from '../due.js';
import { facetsOf } from '../facets.js';
import { mergePresence, mergeRegisters, presenceOf, registersOf, sessionDocument, type SessionRegisters } from '../merge-session.js';
import type { Presence, SessionRecord } from '../store.js';
import type { Collections, SessionFields } from './collections.js';
import { revisionIs } from './keep-facets.js';
import { fieldsOfRegisters, presenceFieldsOf, presenceOfDocument, registersOfDocument } from './session-documents.js';
import type { SortedRecords } from './sort-records.js';
import { outcomeOf } from './write-outcome.js';

/** How often it is tried again when other instances change the same sessions at the same moment. */
const MAX_ATTEMPTS = 20;

/** A session with the posts of a batch merged into it. */
interface Merged {
    registers: SessionRegisters;
    presence: Presence;
    /** How many posts told something, and how many did not. */
    stored: number;
    duplicates: number;
}

/**
 * Merges posts into their sessions and counts what became of each. It reads, merges, and writes what nobody has changed
 * meanwhile, until nothing is left to write: merging is idempotent, so it does not matter who wrote in between, and no transaction
 * is needed.
 */
export async function mergePosts({ sessions }: Collections, { posts: records, result, reject }: SortedRecords): Promise<void> {
    const posts = groupBySession(records);
    const merges = new Map<string, Merged>();
    const rejectAllOf = (sessionId: string, reason: string) => {
        for (const record of posts.get(sessionId) ?? []) reject(record, reason);
        posts.delete(sessionId);
        merges.delete(sessionId);
    };
    for (let attempt = 0; posts.size > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${String(posts.size)} sessions were changed by others ${String(attempt)} times over`);
        const there = new Map((await sessions.find({ _id: { $in: [...posts.keys()] } }).toArray()).map((document) => [document._id, document]));
        const bulk = sessions.initializeUnorderedBulkOp();
        const sent: string[] = [];
        for (const [sessionId, ofSession] of posts) {
            const document = there.get(sessionId) ?? { _id: sessionId };
            const merged = merge(document, ofSession);
            if (!merges.has(sessionId)) merges.set(sessionId, merged);
            if (merged.stored === 0) continue;
            try {
                const { filter, update } = changeOf(document, merged);
                const found = bulk.find(filter);
                (there.has(sessionId) ? found : found.upsert()).updateOne(update);
                sent.push(sessionId);
            } catch (error) {
                rejectAllOf(sessionId, (error as Error).message);
            }
        }
        if (sent.length === 0) break;
        const { result: written, refused } = await outcomeOf(bulk.execute());
        for (const { index, reason } of refused) rejectAllOf(sent[index] as string, reason);
        if (written.matchedCount + written.upsertedCount + refused.length === sent.length) break;
    }
    for (const { stored, duplicates } of merges.values()) {
        result.stored += stored;
        result.duplicates += duplicates;
    }
}

function groupBySession(records: readonly SessionRecord[]): Map<string, SessionRecord[]> {
    const groups = new Map<string, SessionRecord[]>();
    for (const record of records) {
        const group = groups.get(record.sessionId);
        if (group === undefined) groups.set(record.sessionId, [record]);
        else group.push(record);
    }
    return groups;
}

function merge(document: SessionFields, posts: readonly SessionRecord[]): Merged {
    const merged: Merged = { registers: registersOfDocument(document), presence: presenceOfDocument(document), stored: 0, duplicates: 0 };
    for (const post of posts) {
        const { registers, presence } = merged;
        merged.registers = mergeRegisters(registers, registersOf(post));
        merged.presence = mergePresence(presence, presenceOf(post));
        if (isDeepStrictEqual([registers, presence], [merged.registers, merged.presence])) merged.duplicates += 1;
        else merged.stored += 1;
    }
    return merged;
}

/** The change that makes a document what was merged from it, if it still is what it was; or the whole of one that is not there yet. */
function changeOf({ _id, revision, sentAtOf, analysis }: SessionFields, { registers, presence }: Merged) {
    const document = sessionDocument(registers, presence, analysis ?? null);
    const fields = fieldsOfRegisters(registers, document);
    const { lastSeenAt, lastAt } = presenceFieldsOf(presence);
    return {
        filter: { _id, ...revisionIs(revision) },
        update: {
            $set: {
                ...fields, facets: facetsOf(document).sort(), revision: (revision ?? 0) + 1, dueAt: dueAt(presence), assembleAt: 0
            },
            $max: { lastSeenAt, lastAt },
            $inc: { changes: 1, assemblies: 1 },
            ...sentAtOf !== undefined && fields.sentAtOf === undefined ? { $unset: { sentAtOf: true } } : {}
        }
    };
}
