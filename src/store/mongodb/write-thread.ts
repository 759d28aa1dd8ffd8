import { workerData } from 'node:worker_threads';
import { serveCalls } from '../../threads/serve-calls.js';
import type { WriteResult } from '../store.js';
import { collectionsOf } from './collections.js';
import { createConnection } from './connect.js';
import { insertPushes } from './insert-pushes.js';
import { insertRtcStats } from './insert-rtcstats.js';
import { mergePosts } from './merge-posts.js';
import { sortRecords } from './sort-records.js';
import { dropDeleted, removeIfDeleted } from './tombstones.js';
import { tellPresence } from './tell-presence.js';

export interface MongodbWriterData { uri: string; database: string }

function openWriting({ uri, database }: MongodbWriterData) {
    const connection = createConnection(uri, database);
    return {
        /** Store.write, into a database that is prepared. */
        async write(batches: readonly Uint8Array[]): Promise<WriteResult> {
            const into = collectionsOf(await connection.database());
            const lookedAt = Date.now();
            const records = await dropDeleted(into, sortRecords(batches));
            await mergePosts(into, records);
            const pushes = await insertPushes(into, records);
            await tellPresence(into, [...pushes, ...await insertRtcStats(into, records)]);
            await removeIfDeleted(into, records, lookedAt);
            return records.result;
        },
        close: () => connection.close()
    };
}

export type MongodbWritingCalls = ReturnType<typeof openWriting>;

serveCalls(() => openWriting(workerData as MongodbWriterData));
