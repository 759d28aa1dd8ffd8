import { MongoClient } from 'mongodb';
import t from 'tap';
import { facetsOf } from '../../../src/store/facets.js';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import type { Store } from '../../../src/store/store.js';
import { buildAnalysis } from '../../analysis/build-analysis.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { aPost, aPush, batchOf, listed, T0 } from '../sample-records.js';

const skip = await skipWithoutMongodb();
const HOUR = 3_600_000;

t.test('facets are those of their session, whichever instances wrote posts, regions and results at the same moment', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    const client = new MongoClient(mongodb.uri);
    t.teardown(async () => {
        await client.close();
        await mongodb.close();
    });
    const database = mongodb.newDatabase();
    const instances = await Promise.all([1, 2, 3].map(() =>
        openMongodbStore({ uri: mongodb.uri, database, retentionDays: 0, log: createLogLines().log })));
    t.teardown(() => Promise.all(instances.map((store) => store.close())));
    const names = Array.from({ length: 20 }, (_, index) => `session ${String(index)}`);
    await instances[0]?.write([batchOf(...names.map((name) => aPost(name)))]);

    // each of them tells of another moment of the same sessions
    const turns = [0, 1, 2, 3].flatMap((turn) => instances.map((store, instance) => async () => {
        const at = turn * instances.length + instance;
        await Promise.all([
            store.write([batchOf(...names.map((name) => aPost(name, { sentAt: T0 + at, country: ['DE', 'FR', 'IT'][at % 3] ?? null })))]),
            store.write([batchOf(...names.map((name) => aPush(name, at, { deltas: [], end: 'left', region: `region ${String(at)}` })))]),
            analyse(store, at)
        ]);
    }));
    await Promise.all(turns.map((turn) => turn()));

    const sessions = await listed(instances[0] as Store, { limit: 100 });
    t.equal(sessions.length, names.length);
    const documents = await client.db(database).collection<{ _id: string; facets: string[] }>('sessions').find().toArray();
    const kept = new Map(documents.map(({ _id, facets }) => [_id, facets]));
    for (const session of sessions) {
        t.strictSame(kept.get(session.sessionId), facetsOf(session).sort());
        t.match(session, { country: 'IT', region: { value: 'region 11' } });
    }
});

async function analyse(store: Store, at: number): Promise<void> {
    const { summary } = buildAnalysis();
    const verdict = (['good', 'fair', 'poor'] as const)[at % 3] ?? null;
    const due = await store.analyses.claim(T0 + (at + 1) * HOUR, 1, 100);
    await Promise.all(due.map((session) => store.analyses.finish(session, buildAnalysis({ summary: { ...summary, verdict } }))));
}
