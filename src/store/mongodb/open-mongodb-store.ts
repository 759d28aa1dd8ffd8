import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../log.js';
import { openThread } from '../../threads/open-thread.js';
import { movableBuffers } from '../../threads/serve-calls.js';
import type { Store } from '../store.js';
import { createAnalyses } from './analyses.js';
import { createSharedAudience } from './audience.js';
import { collectionsOf, type Collections } from './collections.js';
import { createConferenceWrites } from './conferences.js';
import { createConnection } from './connect.js';
import { createErasures } from './erasures.js';
import { prepareDatabase } from './prepare-database.js';
import { createConferenceReads } from './read-conferences.js';
import { createPushReads } from './read-pushes.js';
import { createRtcStatsReads } from './read-rtcstats.js';
import { createSessionReads } from './read-sessions.js';
import { removeBefore } from './remove-old.js';
import { createRollups } from './rollups.js';
import { createSearch } from './search.js';
import { createWebhooks } from './webhooks.js';
import type { MongodbWriterData, MongodbWritingCalls } from './write-thread.js';

const WRITER = new URL('./write-thread.js', import.meta.url);

/** Between two attempts to prepare the database, ms. */
const RETRY_MS = 5000;

/** One after the other they would mostly wait for answers. */
const WRITES_AT_ONCE = 4;

export interface MongodbStoreOptions {
    /** A connection string, https://www.mongodb.com/docs/manual/reference/connection-string/. */
    uri: string;
    database: string;
    /** After how many days pushes, RTCStats objects and sessions expire; 0 = never. */
    retentionDays: number;
    log: Log;
}

/**
 * A store in MongoDB: standalone, replica set or sharded cluster, or a server that is compatible in what docs/mongodb.md lists. It is
 * open at once, whether MongoDB is there or not: until it is there and its indexes are made, calls reject. Any number of processes
 * may have the same database open. Writes have a thread and connections of their own: making documents of what was accepted takes
 * longer than accepting it.
 * @throws when the connection string cannot be understood
 */
export async function openMongodbStore({ uri, database, retentionDays, log }: MongodbStoreOptions): Promise<Store> {
    const connection = createConnection(uri, database);
    const writing = await openThread<MongodbWritingCalls>(WRITER, { uri, database } satisfies MongodbWriterData);
    const collections = async () => collectionsOf(await connection.database());
    const closing = new AbortController();
    let preparing: Promise<void> | undefined;
    const prepared = () => preparing ??= connection.database().then((db) => prepareDatabase(db, retentionDays, log)).catch((error: unknown) => {
        preparing = undefined;
        throw error;
    });

    async function prepareSoon(): Promise<void> {
        for (let failures = 0; !closing.signal.aborted; failures++) {
            try {
                await prepared();
                log.info({ database, failures }, 'MongoDB is ready');
                return;
            } catch (error) {
                if (closing.signal.aborted) return;
                if (failures === 0) log.error({ err: error, database }, 'MongoDB is not ready: what is accepted waits in the spool');
                await delay(RETRY_MS, undefined, { ref: false, signal: closing.signal }).catch(() => undefined);
            }
        }
    }

    /** For what must not be written before its indexes are made. */
    async function preparedCollections(): Promise<Collections> {
        await prepared();
        return collections();
    }

    const preparation = prepareSoon();
    return {
        sessions: createSessionReads(collections),
        pushes: createPushReads(collections),
        rtcstats: createRtcStatsReads(collections),
        analyses: createAnalyses(collections),
        conferences: { ...createConferenceReads(collections), ...createConferenceWrites(collections) },
        search: createSearch(collections),
        rollups: createRollups(collections),
        erasures: createErasures(preparedCollections),
        audience: createSharedAudience(preparedCollections),
        webhooks: createWebhooks(preparedCollections),
        writesAtOnce: WRITES_AT_ONCE,
        isAway: connection.isAway,
        onReturn: connection.onReturn,
        async write(batches) {
            await prepared();
            return writing.call('write', [batches], movableBuffers(batches));
        },
        removeBefore: async (receivedAt, limit) => removeBefore(await collections(), receivedAt, limit),
        async close() {
            closing.abort();
            await writing.close();
            await connection.close();
            await preparation;
        }
    };
}
