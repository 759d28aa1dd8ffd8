import { MongoClient, MongoServerError, type Db } from 'mongodb';
import t from 'tap';
import { JMMC_PIPELINE } from '../../../src/store/mongodb/jmmc-pipeline.js';
import { prepareJmmcView } from '../../../src/store/mongodb/jmmc-view.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1', newDatabase: () => '', close: () => undefined };
const client = new MongoClient(mongodb.uri, { retryWrites: false });
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});

const newDatabase = () => client.db(mongodb.newDatabase());
const viewIn = async (db: Db) => (await db.listCollections({ name: 'jmmc' }, { nameOnly: false }).toArray())[0];

t.test('instances that start at once make one view, and a later start leaves it as it is', { skip }, async (t) => {
    const db = newDatabase();
    const { log, lines } = createLogLines();
    await Promise.all([1, 2, 3, 4].map(() => prepareJmmcView(db, log)));
    t.match(await viewIn(db), { type: 'view', options: { viewOn: 'sessions' } });
    let commands = 0;
    const watched = { listCollections: db.listCollections.bind(db), command: () => { commands += 1; }, createCollection: () => { commands += 1; } };
    await prepareJmmcView(watched as unknown as Db, log);
    t.equal(commands, 0);
    t.same(lines, []);
});

t.test('the view of an older confmeter becomes that of this one', { skip }, async (t) => {
    const db = newDatabase();
    await db.createCollection('jmmc', { viewOn: 'sessions', pipeline: [{ $project: { conf: '$conferenceName' } }] });
    await prepareJmmcView(db, createLogLines().log);
    t.same((await viewIn(db))?.options?.pipeline, JMMC_PIPELINE);
});

t.test('what else is there of that name is left alone, and the log says so', { skip }, async (t) => {
    const [collection, view] = [newDatabase(), newDatabase()];
    await collection.collection('jmmc').insertOne({ conf: 'x', m: [{ ts: 1 }] });
    await view.collection('others').insertOne({ a: 1 });
    await view.createCollection('jmmc', { viewOn: 'others', pipeline: [] });
    for (const db of [collection, view]) {
        const { log, lines } = createLogLines();
        await prepareJmmcView(db, log);
        t.match(lines, [['warn', /something else of the name/]]);
    }
    t.match(await collection.collection('jmmc').find().toArray(), [{ conf: 'x', m: [{ ts: 1 }] }]);
    t.match(await view.collection('jmmc').find().toArray(), [{ a: 1 }]);
});

t.test('a user who may not make views gets a warning, and no failed start; a server that is away is a failure', async (t) => {
    const { log, lines } = createLogLines();
    const refusing = (error: Error) => ({
        listCollections: () => ({ toArray: async () => [] }), createCollection: () => Promise.reject(error)
    }) as unknown as Db;
    await prepareJmmcView(refusing(new MongoServerError({ message: 'not authorized', code: 13 })), log);
    t.match(lines, [['warn', /could not be made/]]);
    await t.rejects(prepareJmmcView(refusing(new Error('connection closed')), log), { message: 'connection closed' });
});
