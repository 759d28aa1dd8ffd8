import { workerData } from 'node:worker_threads';
import { serveCalls } from '../../threads/serve-calls.js';
import { createAnalyses } from './analyses.js';
import { createConferences } from './conferences.js';
import { createErasures } from './erasures.js';
import { migrate } from './migrations.js';
import { openDatabase } from './open-database.js';
import { createConferenceReads } from './read-conferences.js';
import { createPushReads } from './read-pushes.js';
import { createSessionReads } from './read-sessions.js';
import { createRemover } from './remove-old.js';
import { createRollupReads, createRollupWrites } from './rollups.js';
import { createRtcStatsReads } from './rtcstats.js';
import { createSearch } from './search.js';
import { createTombstones } from './tombstones.js';
import { createWebhooks } from './webhooks.js';
import { createWriter } from './write-records.js';

/** How long a connection waits for another one's lock: an administrator's sqlite3 shell, a backup. */
const LOCK_WAIT_MS = 5000;
/** A write-ahead log that grew in a rush is cut back to this size. */
const WAL_LIMIT_BYTES = 64 * 1024 * 1024;

export interface StoreThreadData { file: string; role: 'write' | 'read' }

function openWriting(file: string) {
    const db = openDatabase(file, 'the store', (db) => {
        // auto_vacuum counts only before the first table; FULL: a commit is on disk when it returns, also without power
        db.exec(`PRAGMA busy_timeout = ${String(LOCK_WAIT_MS)};
            PRAGMA auto_vacuum = INCREMENTAL;
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA secure_delete = FAST;
            PRAGMA journal_size_limit = ${String(WAL_LIMIT_BYTES)}`);
        migrate(db, file);
    });
    const tombstones = createTombstones(db);
    return {
        write: createWriter(db, tombstones), removeBefore: createRemover(db), ...createAnalyses(db), ...createConferences(db),
        ...createRollupWrites(db), ...createErasures(db, tombstones), ...createWebhooks(db),
        close: () => { db.close(); }
    };
}

function openReading(file: string) {
    const db = openDatabase(file, 'the store', (db) => { db.exec(`PRAGMA busy_timeout = ${String(LOCK_WAIT_MS)}`); }, true);
    return {
        ...createSessionReads(db), ...createPushReads(db), ...createRtcStatsReads(db), ...createConferenceReads(db), ...createRollupReads(db),
        ...createSearch(db),
        close: () => { db.close(); }
    };
}

export type WritingCalls = ReturnType<typeof openWriting>;
export type ReadingCalls = ReturnType<typeof openReading>;

const { file, role } = workerData as StoreThreadData;
serveCalls(() => role === 'write' ? openWriting(file) : openReading(file));
