import { MongoClient } from 'mongodb';
import t from 'tap';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import { SCHEMA_VERSION } from '../../../src/store/mongodb/prepare-database.js';
import type { ConferenceFields } from '../../../src/store/mongodb/collections.js';
import { fieldsOfConference } from '../../../src/store/mongodb/conference-documents.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from '../sample-records.js';
import { buildConference } from '../build-conference.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1', newDatabase: () => '', close: () => undefined };
const { uri } = mongodb;
const client = new MongoClient(uri);
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});

const log = createLogLines().log;
const EVER = { from: -Infinity, to: Infinity };

/** A start, as far as the database is concerned. */
async function start(database: string, retentionDays: number): Promise<void> {
    const store = await openMongodbStore({ uri, database, retentionDays, log });
    await store.write([]).finally(() => store.close());
}

/** The indexes by what they are on, with the seconds after which they remove. */
async function indexesOf(database: string, collection: string): Promise<Map<string, unknown>> {
    const indexes = await client.db(database).collection(collection).indexes();
    const named = (key: object) => Object.entries(key).map((part) => part.join(' ')).join(', ');
    return new Map(indexes.map(({ key, expireAfterSeconds }) => [named(key as object), expireAfterSeconds]));
}

const expiry = async (database: string) => [
    (await indexesOf(database, 'pushes')).get('receivedAt 1'), (await indexesOf(database, 'sessions')).get('lastSeenAt 1'),
    (await indexesOf(database, 'conferences')).get('lastSeenAt 1')
];

t.test('the first start makes the indexes and says which version this is', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await start(database, 30);
    t.same([...(await indexesOf(database, 'pushes')).keys()].sort(), ['_id 1', 'receivedAt 1', 'sessionId 1, seq 1, samples 1']);
    t.equal((await indexesOf(database, 'sessions')).size, 14);
    t.same(await expiry(database), Array(3).fill(30 * 86_400));
    t.same(await client.db(database).collection('meta').find().toArray(), [{ _id: 'schema', version: SCHEMA_VERSION }]);
});

t.test('instances that start at once do not mind each other', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await Promise.all([1, 2, 3, 4].map(() => start(database, 30)));
    t.equal((await indexesOf(database, 'sessions')).size, 14);
    t.equal(await client.db(database).collection('meta').countDocuments(), 1);
});

t.test('RETENTION_DAYS may change, and be none', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    for (const [days, seconds] of [[30, 30 * 86_400], [7, 7 * 86_400], [0, undefined], [0.5, 43_200], [100_000, 2 ** 31 - 1]] as const) {
        await start(database, days);
        t.same(await expiry(database), [seconds, seconds, seconds], `${String(days)} days`);
    }
});

t.test('indexes that others made stay, also where they are the same as ours', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    const sessions = client.db(database).collection('sessions');
    await sessions.createIndexes([{ key: { userId: 1, startedAt: -1, _id: -1 }, name: 'mine' }, { key: { tags: 1 } }]);
    await start(database, 30);
    t.equal((await indexesOf(database, 'sessions')).size, 15);
    t.ok((await sessions.indexes()).some(({ name }) => name === 'mine'));
});

t.test('sessions that an older confmeter wrote are found as new ones are, and analysed', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await start(database, 30);
    const store = await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    await store.write([batchOf(aPost('old', { country: 'DE' }), aPush('old', 0, { end: 'left', region: 'eu' }))]);
    const sessions = client.db(database).collection('sessions');
    await sessions.updateMany({}, { $unset: { facets: true, dueAt: true, changes: true, assembleAt: true, assemblies: true } });
    await client.db(database).collection<{ _id: string; version: number }>('meta').updateOne({ _id: 'schema' }, { $set: { version: 1 } });
    await Promise.all([start(database, 30), start(database, 30)]);
    const found = await listed(store, { facets: ['country:de', 'region:eu'], namePrefix: 'week', limit: 10 });
    t.same(found.map(({ sessionId }) => sessionId), [sessionIdFor('old')]);
    t.same((await store.analyses.claim(0, 1000, 10)).map(({ sessionId }) => sessionId), [sessionIdFor('old')]);
    t.match(await client.db(database).collection('meta').find().toArray(), [{ version: SCHEMA_VERSION }]);
});

t.test('hours that an older confmeter rolled up are due again, so that what is new of them is known', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await start(database, 30);
    const store = await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    await store.rollups.mark([0]);
    const claim = await store.rollups.claim({ level: 'hour', ...EVER, now: 1, leaseMs: 1000 });
    if (claim === null) throw new Error('nothing is due');
    await store.rollups.finish(claim, [], 0);
    t.same(await store.rollups.due({ level: 'hour', ...EVER }), []);
    await client.db(database).collection<{ _id: string; version: number }>('meta').updateOne({ _id: 'schema' }, { $set: { version: 2 } });
    await start(database, 30);
    t.same(await store.rollups.due({ level: 'hour', ...EVER }), [0]);
});

t.test('conferences that an older confmeter put together are sorted as new ones are', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await start(database, 30);
    const verdicts = { good: 0, fair: 3, poor: 2, unknown: 0 };
    const summary = { peakParticipants: 2, participantMs: 1, sessions: 5, verdicts, issues: [], rating: null };
    const conferences = client.db(database).collection<ConferenceFields>('conferences');
    const old = [buildConference('good'), buildConference('poor', { summary, startedAt: T0 - 1 })].map(fieldsOfConference);
    await conferences.insertMany(old.map(({ trouble: _, ...fields }) => fields));
    await Promise.all([start(database, 30), start(database, 30)]);
    t.strictSame(await conferences.find().sort({ trouble: -1 }).toArray(), old.reverse());
});

t.test('a database that a newer confmeter has changed is refused', { skip }, async (t) => {
    const database = mongodb.newDatabase();
    await client.db(database).collection<{ _id: string }>('meta').insertOne({ _id: 'schema', version: 9000 } as { _id: string });
    await t.rejects(start(database, 30), { message: /newer confmeter: its version is 9000/ });
    t.same(await client.db(database).listCollections({}, { nameOnly: true }).toArray(), [{ name: 'meta', type: 'collection' }]);
});
