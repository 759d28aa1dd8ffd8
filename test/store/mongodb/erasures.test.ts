import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { collectionsOf } from '../../../src/store/mongodb/collections.js';
import { insertPushes } from '../../../src/store/mongodb/insert-pushes.js';
import { insertRtcStats } from '../../../src/store/mongodb/insert-rtcstats.js';
import { mergePosts } from '../../../src/store/mongodb/merge-posts.js';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import { sortRecords, type SortedRecords } from '../../../src/store/mongodb/sort-records.js';
import { tellPresence } from '../../../src/store/mongodb/tell-presence.js';
import { dropDeleted, removeIfDeleted } from '../../../src/store/mongodb/tombstones.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { erase } from '../erasures-contract.js';
import { aPost, aPush, aReport, batchOf, sessionIdFor, T0 } from '../sample-records.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1', newDatabase: () => '', close: () => undefined };
const client = new MongoClient(mongodb.uri);
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});
const HOUR = 3_600_000;

async function open(t: Test, database = mongodb.newDatabase()) {
    const store = await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    await store.write([]);
    const collections = collectionsOf(client.db(database));
    /** What the writing thread does between its two looks at the marks. */
    const writeUnseen = async (records: SortedRecords) => {
        await mergePosts(collections, records);
        await tellPresence(collections, [...await insertPushes(collections, records), ...await insertRtcStats(collections, records)]);
    };
    const found = async () => [
        await collections.sessions.countDocuments(), await collections.pushes.countDocuments(), await collections.rtcstats.countDocuments()
    ];
    return { store, collections, writeUnseen, found };
}

const records = () => sortRecords([batchOf(aPost('a', { userId: 'marie' }), aPush('a', 0), aPush('a', 1), aReport('a', 0))]);

for (const whose of [{ userId: 'marie' }, { sessionId: sessionIdFor('a') }]) {
    t.test(`what is written while ${Object.keys(whose)[0] ?? ''} is being deleted is removed by its writer`, { skip }, async (t) => {
        const { store, collections, writeUnseen, found } = await open(t);
        const kept = await dropDeleted(collections, records());
        t.equal(kept.pushes.length, 2, 'it does not know of the erasure yet');
        await erase(store, whose, T0 + HOUR);
        await writeUnseen(kept);
        t.same(await found(), [1, 2, 3], 'the eraser could not see it');
        await removeIfDeleted(collections, kept, Date.now());
        t.same(await found(), [0, 0, 0]);
        t.match(await store.write([batchOf(aPush('a', 2))]), { stored: 0, erased: 1 });
    });
}

t.test('if its writer dies before it could look again, a sweep ten minutes later removes it', { skip }, async (t) => {
    const { store, collections, writeUnseen, found } = await open(t);
    await store.write([batchOf(aPost('a', { userId: 'marie' }))]);
    const kept = await dropDeleted(collections, records());
    await erase(store, { userId: 'marie' }, T0 + HOUR);
    await writeUnseen(kept);
    await store.erasures.sweep(T0 + HOUR + 9 * 60_000, 100);
    t.same(await found(), [1, 2, 3]);
    await store.erasures.sweep(T0 + HOUR + 10 * 60_000, 100);
    t.same(await found(), [0, 0, 0]);
    t.equal(await collections.deleted.countDocuments({ sweepAt: { $exists: true } }), 0, 'it is not looked for any more');
});

t.test('what was left by a dead writer goes at the latest when the mark goes', { skip }, async (t) => {
    const { store, collections, writeUnseen, found } = await open(t);
    const kept = await dropDeleted(collections, records());
    await erase(store, { sessionId: sessionIdFor('a') }, T0 + HOUR);
    await writeUnseen(kept);
    t.equal(await store.erasures.unmark(T0 + 2 * HOUR, 10), 1);
    t.same(await found(), [0, 0, 0]);
});

t.test('one instance writes, another deletes at the same moment: nothing is left when both are done', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    const [writer, eraser] = [await open(t, database), await open(t, database)];
    for (let round = 0; round < 30; round++) {
        const userId = `marie ${String(round)}`;
        const names = Array.from({ length: 10 }, (_, index) => `${userId}, ${String(index)}`);
        const recordsOf = (name: string) => [aPost(name, { userId }), aPush(name, 0), aPush(name, 1), aReport(name, 0)];
        const writing = writer.store.write([batchOf(...names.flatMap(recordsOf))]);
        await delay(round);
        await erase(eraser.store, { userId }, T0 + HOUR, 50);
        await writing;
        // what was stored between marking and removing is found by sweeping once more; no ten minutes have gone by
        await eraser.store.erasures.sweep(T0 + HOUR, 10_000);
        t.same(await eraser.found(), [0, 0, 0], `round ${String(round)}`);
    }
});
