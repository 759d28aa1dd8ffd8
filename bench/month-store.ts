import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { assembleConferences } from '../src/analysis/assemble-conferences.js';
import { documentOf } from '../src/analysis/conference-document.js';
import { encodeRecord } from '../src/store/encode-records.js';
import { mergePresence, presenceOf, registersOf, sessionDocument } from '../src/store/merge-session.js';
import { createAnalyses } from '../src/store/sqlite/analyses.js';
import { createConferences } from '../src/store/sqlite/conferences.js';
import { migrate } from '../src/store/sqlite/migrations.js';
import { createTombstones } from '../src/store/sqlite/tombstones.js';
import { createWriter } from '../src/store/sqlite/write-records.js';
import type { Store } from '../src/store/store.js';
import { THRESHOLDS } from '../src/thresholds.js';
import type { GeneratedSession } from './month-calls.js';

/** What loading needs of a store. */
export interface LoadedStore {
    write: Store['write'];
    analyses: Pick<Store['analyses'], 'claim' | 'finish'>;
    conferences: Pick<Store['conferences'], 'claim' | 'replace' | 'release'>;
    close(): Promise<void>;
}

/**
 * The embedded store with the program's own statements, so that its rows are those that the program writes, but in this thread, in few and
 * large transactions, and without waiting for the disk.
 */
export function openForLoading(folder: string): LoadedStore {
    const file = path.join(folder, 'confmeter.sqlite');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000');
    migrate(db, file);
    db.exec('BEGIN');
    const inOne = withoutTransactions(db);
    const write = createWriter(inOne, createTombstones(inOne));
    const { claim, finish } = createAnalyses(inOne);
    const { claimRooms, replaceConferences, releaseRooms } = createConferences(inOne);
    return {
        write: async (batches) => write(batches),
        analyses: { claim: async (...args) => claim(...args), finish: async (...args) => finish(...args) },
        conferences: {
            claim: async (...args) => claimRooms(...args),
            replace: async (...args) => replaceConferences(...args),
            release: async (...args) => { releaseRooms(...args); }
        },
        async close() {
            db.exec('COMMIT');
            db.close();
        }
    };
}

/** The same, but what begins or ends a transaction does nothing: it is all part of one. */
const withoutTransactions = (db: DatabaseSyncInstance): DatabaseSyncInstance => new Proxy(db, {
    get(target, name) {
        if (name === 'exec') return (sql: string) => { if (!/^(BEGIN|COMMIT)/.test(sql)) target.exec(sql); };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) as unknown : member;
    }
});

const LEASE_MS = 60_000;

/** Stores these conferences as if their pages had sent them, they had been analysed and put together. */
export async function loadConferences(store: LoadedStore, conferences: readonly (readonly GeneratedSession[])[], now: number): Promise<void> {
    const sessions = new Map(conferences.flat().map((session) => [session.post.sessionId, session]));
    await store.write([Buffer.from([...sessions.values()].flatMap(({ post, push }) => [encodeRecord(post), encodeRecord(push)]).join(''))]);
    const due = await store.analyses.claim(now, LEASE_MS, sessions.size);
    for (const one of due) await store.analyses.finish(one, sessions.get(one.sessionId)?.analysis ?? missing(one.sessionId));

    const documents = conferences.flatMap((conference) => assembleConferences(conference.map(({ post, push, analysis }) =>
        sessionDocument(registersOf(post), mergePresence(presenceOf(post), presenceOf(push)), analysis)), { now, pushInterval: 30_000 }));
    const { claims } = await store.conferences.claim(now, LEASE_MS, sessions.size);
    await store.conferences.replace(claims, {
        documents: documents.map((conference) => documentOf(conference, { sessions: conference.stays.length, thresholds: THRESHOLDS })),
        gone: [],
        moved: documents.flatMap(({ conferenceId, stays }) => stays.map(({ session }) => [session.sessionId, conferenceId] as const)),
        settled: claims.flatMap((claim) => claim.due.map((one) => ({ ...one, again: null })))
    });
    await store.conferences.release(claims, true);
}

function missing(sessionId: string): never {
    throw new Error(`session ${sessionId} was due, but not generated`);
}
