import { randomInt } from 'node:crypto';
import { MongoClient, type Document } from 'mongodb';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { buildTestApp, READER } from '../../build-test-app.js';
import { randomCalls } from '../../store/random-calls.js';
import { batchOf, sessionIdFor, T0 } from '../../store/sample-records.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { oddSessions, somePushes } from './some-calls.js';

const skip = await skipWithoutMongodb();

async function exported(app: FastifyInstance, query = ''): Promise<Document[]> {
    const { body } = await app.inject({ url: `/v1/export/jmmc${query}`, headers: READER });
    return body.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Document);
}

const byId = (documents: Document[]) => new Map(documents.map((document) => [document._id as string, document]));

t.test('the view and the export give the same documents, whichever store they come from', { skip }, async (t) => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    t.comment(`SEED=${String(seed)}`);
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const database = mongodb.newDatabase();
    const settings = { RETENTION_DAYS: '0' };
    const inMongodb = await buildTestApp(t, { ...settings, MONGODB_URI: mongodb.uri, MONGODB_DB: database }, { now: () => T0 + 8 * 3_600_000 });
    const embedded = await buildTestApp(t, settings, { now: () => T0 + 8 * 3_600_000 });
    const records = [...randomCalls(60, seed), ...oddSessions, ...somePushes('plain', 150, seed), ...somePushes('edge', 40, seed + 1)];
    for (const app of [inMongodb, embedded]) await app.store.write([batchOf(...records)]);

    const client = new MongoClient(mongodb.uri);
    t.teardown(() => client.close());
    const view = client.db(database).collection('jmmc');
    const documents = await exported(embedded);
    t.ok(documents.length > 50, String(documents.length));
    const odd = ['plain', 'edge', 'iphone', 'nobody', 'unversioned', 'old script', 'of sora', 'seen from outside', 'without a post'];
    t.same(odd.filter((name) => byId(documents).has(sessionIdFor(name))), odd.slice(0, 6));
    t.strictSame(byId(await exported(inMongodb)), byId(documents), `exports, SEED=${String(seed)}`);
    t.strictSame(byId(await view.find().toArray()), byId(documents), `the view, SEED=${String(seed)}`);

    t.strictSame(await view.find({ conf: 'Straße', uid: 'user of iphone' }).toArray(), [byId(documents).get(sessionIdFor('iphone'))]);
    t.equal(await view.countDocuments({ 'm.res.h': { $gte: 0 } }), 2, 'as queries of the original ask');
});
