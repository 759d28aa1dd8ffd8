import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import { encodeRecord } from '../../../src/store/encode-records.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from '../sample-records.js';
import { REFUSED_NAME, REFUSED_SEQ } from '../records-contract.js';
import { REFUSED_TYPE } from '../rtcstats-contract.js';
import { storeContract } from '../store-contract.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1', newDatabase: () => '', close: () => undefined };
const { uri, newDatabase } = mongodb;
const client = new MongoClient(uri);
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});

async function open(t: Test, database = newDatabase()) {
    const store = await openMongodbStore({ uri, database, retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    return store;
}

async function openRefusing(t: Test) {
    const database = newDatabase();
    const store = await open(t, database);
    await store.write([]);
    await client.db(database).command({ collMod: 'pushes', validator: { seq: { $ne: REFUSED_SEQ } } });
    await client.db(database).command({ collMod: 'sessions', validator: { conferenceName: { $ne: REFUSED_NAME } } });
    await client.db(database).command({ collMod: 'rtcstats', validator: { 'stats.type': { $ne: REFUSED_TYPE } } });
    return store;
}

t.test('the contract of every store', { skip }, async (t) => {
    storeContract(t, { open: (t) => open(t), openRefusing, runs: 4 });
});

t.test('two instances that write the same at once store it once', { skip }, async (t) => {
    const database = newDatabase();
    const instances = [await open(t, database), await open(t, database), await open(t, database)];
    const names = Array.from({ length: 40 }, (_, index) => `s${String(index)}`);
    const pushes = names.flatMap((name) => [0, 1, 2].map((seq) => aPush(name, seq, seq === 2 ? { end: 'left' } : {})));
    const posts = names.flatMap((name) => [
        aPost(name), aPost(name, { sentAt: T0 + 5000, meetingId: 'm', endpointId: null }),
        aPost(name, { sentAt: T0 + 9000, joinedAt: T0 + 100, userId: 'last' })
    ]);
    // each has everything, in an order of its own, and its posts apart, so that they meet on the same documents
    const results = await Promise.all(instances.flatMap((store, index) => [0, 1, 2].map((part) => {
        const some = rotate(posts, index * 41 + part).filter((_, place) => place % 3 === part);
        return store.write([batchOf(...some, ...rotate(pushes, index * 17))]);
    })));
    t.equal(results.reduce((sum, { conflicts, rejected }) => sum + conflicts + rejected.length, 0), 0);
    const found = await listed(instances[0]!, { limit: 100 });
    t.equal(found.length, names.length);
    for (const session of found) {
        t.match(session, {
            meetingId: 'm', endpointId: 'cf491bb2', joinedAt: T0 + 100, userId: 'last', sentAt: T0 + 9000, lastSeq: 2, end: { seq: 2, reason: 'left' }
        });
    }
    const counts = await instances[1]!.pushes.count(names.map(sessionIdFor));
    t.ok([...counts.values()].every(({ pushes, samples }) => pushes === 3 && samples === 9));
});

const rotate = <T>(items: readonly T[], by: number): T[] => [...items.slice(by % items.length), ...items.slice(0, by % items.length)];

t.test('a push whose writer died before it told the session is told by whoever sends it again', { skip }, async (t) => {
    const database = newDatabase();
    const store = await open(t, database);
    await store.write([batchOf(aPost('a'), aPush('a', 0), aPush('a', 1, { end: 'left', region: 'eu-west' }))]);
    const sessions = client.db(database).collection('sessions');
    await sessions.updateOne({}, { $set: { lastSeenAt: new Date(T0), lastAt: T0, lastSeq: 0 }, $unset: { end: true, region: true } });
    const later = { receivedAt: T0 + 3_600_000 };
    await store.write([batchOf(aPush('a', 0, later), aPush('a', 1, { ...later, end: 'left', region: 'eu-west' }))]);
    const { receivedAt, at } = aPush('a', 1);
    t.match(await store.sessions.find(sessionIdFor('a')), {
        lastSeenAt: receivedAt, lastAt: at, lastSeq: 1, end: { seq: 1, reason: 'left', at }, region: { seq: 1, value: 'eu-west' }
    }, 'as it was stored, not as it came again');
});

t.test('what the format refuses is named and blocks nothing', { skip }, async (t) => {
    const store = await open(t);
    const huge = aPush('a', 1, { deltas: [{ at: T0, patch: { serverRegion: 'x'.repeat(17_000_000) } }] });
    const { rejected, ...counts } = await store.write([batchOf(aPost('a'), aPush('a', 0), huge), batchOf(aPush('a', 2))]);
    t.same(counts, { stored: 3, duplicates: 0, conflicts: 0, erased: 0, damaged: [] });
    t.match(rejected, [{ reason: /larger than the maximum/ }]);
    t.ok(Buffer.from(encodeRecord(huge)).equals(rejected[0]!.bytes), 'as it was');
    t.same((await store.pushes.list(sessionIdFor('a'), -1, 10)).map(({ seq }) => seq), [0, 2]);
});

t.test('what is stored can be queried as docs/mongodb.md says', { skip }, async (t) => {
    const database = newDatabase();
    const store = await open(t, database);
    const push = aPush('a', 0, { deltas: [{ at: T0, keyframe: true, patch: { transport: { rtt: 41 } } }] });
    await store.write([batchOf(aPost('a', { meetingId: 'm' }), aPost('a', { sentAt: T0 + 9000, meetingId: null, displayName: 'Zoë' }), push)]);
    const [session, stored] = await Promise.all(['sessions', 'pushes'].map((name) => client.db(database).collection(name).findOne()));
    t.strictSame(stored, {
        _id: `${push.sessionId}:0`, sessionId: push.sessionId, seq: 0, at: push.at, receivedAt: new Date(push.receivedAt), offset: push.offset,
        samples: 1, deltas: push.deltas
    });
    t.match(session, {
        _id: push.sessionId, sentAt: T0 + 9000, sentAtOf: { meetingId: T0 + 450 }, foldedName: 'weekly-standup', receivedAt: new Date(T0 + 500),
        lastSeenAt: new Date(push.receivedAt), lastSeq: 0, displayName: 'Zoë'
    });
    t.same(Object.keys(session?.sentAtOf as object), ['meetingId'], 'only what is older');
});

t.test('nothing of the connection string gets into an error', async (t) => {
    for (const string of ['mongodb://marie:s3cr%40et@host:notaport/', 'mongodb+srv://marie:s3cr%40et@a,b/', 'http://marie:s3cr%40et@host/']) {
        const opening = () => openMongodbStore({ uri: string, database: 'x', retentionDays: 1, log: createLogLines().log });
        await t.rejects(opening, { message: /^MONGODB_URI cannot be understood: (?!.*(marie|s3cr))/ });
    }
});
