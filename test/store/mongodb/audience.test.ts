import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import type { MessageSignal, SharedAudience, WrittenCount } from '../../../src/store/audience.js';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: 'mongodb://127.0.0.1', newDatabase: () => '', close: () => undefined };
const client = new MongoClient(mongodb.uri);
t.teardown(async () => {
    await client.close();
    await mongodb.close();
});

async function open(t: Test) {
    const database = mongodb.newDatabase();
    const store = await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    return { shared: store.audience as SharedAudience, db: client.db(database) };
}

const PLACE = { host: 'a.example', pid: 7 };
const NOTHING = { counts: 0, signals: 0 };
const count = (namespace: string, members: number, connections = members) => ({ namespace, members, connections });
const message = (id: string): MessageSignal => ({ kind: 'message', id, namespace: 'n', service: 'slide', message: id });

/** Whether this moment of the store's clock, which here is ours, lies after `begun`. The machine may have stood still since. */
const isSince = (begun: number, at: number) => at > begun - 60_000 && at < Date.now() + 60_000;

async function read(shared: SharedAudience, since: Record<string, number>): Promise<WrittenCount[]> {
    const counts = [];
    for await (const one of shared.readCounts(new Map(Object.entries(since)))) counts.push(one);
    return counts.sort((a, b) => a.instance.localeCompare(b.instance) || a.namespace.localeCompare(b.namespace));
}

t.test('an instance is listed from its entering to its leaving, and beats in between', { skip }, async (t) => {
    const { shared } = await open(t);
    t.same(await shared.list(), []);
    t.equal(await shared.beat('a', NOTHING), false, 'not before it has entered');
    const begun = Date.now();
    await shared.enter('a', PLACE, { counts: 3, signals: 1 });
    await shared.enter('b', PLACE, NOTHING);
    const [first] = (await shared.list()).filter(({ instance }) => instance === 'a');
    t.match(first, { instance: 'a', host: 'a.example', pid: 7, counts: 3, signals: 1 });
    t.ok(isSince(begun, Number(first?.at)), 'by the clock of the store');
    t.equal(await shared.beat('a', { counts: 5, signals: 1 }), true);
    t.equal(await shared.beat('a', { counts: 4, signals: 2 }), true, 'one that was overtaken');
    const [later] = (await shared.list()).filter(({ instance }) => instance === 'a');
    t.match(later, { counts: 5, signals: 2, beats: Number(first?.beats) + 2 });
    await shared.leave('a');
    t.same((await shared.list()).map(({ instance }) => instance), ['b']);
    t.equal(await shared.beat('a', NOTHING), false);
    t.same((await shared.list()).map(({ instance }) => instance), ['b'], 'a late beat brings nobody back');
});

t.test('what was written since a revision is read, of several instances at once', { skip }, async (t) => {
    const { shared } = await open(t);
    await shared.writeCounts('a', 1, [count('x', 1), count('y', 2, 9)]);
    await shared.writeCounts('b', 1, [count('x', 10)]);
    await shared.writeCounts('a', 2, [count('x', 3), count('z', 0, 4)]);
    t.same(await read(shared, {}), []);
    const written = (instance: string, revision: number, ...of: Parameters<typeof count>) => ({ instance, revision, ...count(...of) });
    t.same(await read(shared, { a: 0 }), [written('a', 2, 'x', 3), written('a', 1, 'y', 2, 9), written('a', 2, 'z', 0, 4)]);
    t.same(await read(shared, { a: 1, b: 0 }), [written('a', 2, 'x', 3), written('a', 2, 'z', 0, 4), written('b', 1, 'x', 10)]);
    t.same(await read(shared, { a: 2, b: 1, c: 0 }), []);
    await shared.leave('a');
    t.same((await read(shared, { a: 0, b: 0 })).map(({ instance }) => instance), ['b'], 'who leaves takes its counts along');
});

t.test('any name is a namespace, and thousands of them are one call', { skip }, async (t) => {
    const { shared } = await open(t);
    const names = ['a.b', '$where', 'ä/%20 ', '__proto__', '0', ...Array.from({ length: 2500 }, (_, index) => `n${String(index)}`)];
    await shared.writeCounts('a', 1, names.map((name, index) => count(name, index + 1)));
    t.same(new Map((await read(shared, { a: 0 })).map(({ namespace, members }) => [namespace, members])),
        new Map(names.map((name, index) => [name, index + 1])));
});

t.test('signals come in their order; a later claim replaces the one before, whoever made it', { skip }, async (t) => {
    const { shared } = await open(t);
    t.same(await shared.readSignals(new Map()), []);
    const begun = Date.now();
    await shared.writeSignals('a', 1, [message('a1'), { kind: 'claim', namespace: 'n', uuid: 'u' }, message('a3')]);
    await shared.writeSignals('a', 1, [message('a1'), { kind: 'claim', namespace: 'n', uuid: 'u' }, message('a3'), message('a4')]);
    const all = await shared.readSignals(new Map([['a', 0]]));
    t.match(all, [
        { ...message('a1'), instance: 'a', revision: 1 }, { kind: 'claim', namespace: 'n', uuid: 'u', instance: 'a', revision: 2 },
        { ...message('a3'), revision: 3 }, { ...message('a4'), revision: 4 }
    ], 'each once, though written twice');
    t.equal(all.length, 4);
    t.ok(all.every(({ at }) => isSince(begun, at)));
    await shared.writeSignals('b', 1, [{ kind: 'claim', namespace: 'n', uuid: 'u' }, { kind: 'claim', namespace: 'm', uuid: 'u' }]);
    t.match(await shared.readSignals(new Map([['a', 1], ['b', 0]])), [
        { namespace: 'n', uuid: 'u', instance: 'b', revision: 1 }, { namespace: 'm', uuid: 'u', instance: 'b', revision: 2 },
        { id: 'a3', instance: 'a' }, { id: 'a4', instance: 'a' }
    ].sort((one, other) => Number(one.revision ?? 3) - Number(other.revision ?? 3)));
});

t.test('two instances that claim the same uuids at once: each is one\'s', { skip }, async (t) => {
    const { shared } = await open(t);
    const claims = Array.from({ length: 50 }, (_, index) => ({ kind: 'claim' as const, namespace: 'n', uuid: `u${String(index)}` }));
    await Promise.all(['a', 'b', 'c'].map((instance) => shared.writeSignals(instance, 1, claims)));
    const owned = await shared.readSignals(new Map([['a', 0], ['b', 0], ['c', 0]]));
    t.equal(owned.length, 50);
});

t.test('what the dead have left expires, what the living keep does not', { skip }, async (t) => {
    const { shared, db } = await open(t);
    const old = new Date(Date.now() - 3_000_000);
    await shared.enter('a', PLACE, NOTHING);
    await shared.writeCounts('a', 1, [count('x', 1), count('left', 0, 3), count('gone', 0)]);
    await shared.writeCounts('b', 1, [count('x', 1)]);
    await db.collection('audience').updateMany({}, { $set: { at: old } });
    await shared.keepCounts('a');
    const kept = await db.collection('audience').find({ at: { $gt: old } }).sort({ namespace: 1 }).toArray();
    t.same(kept.map(({ instance, namespace }) => [String(instance), String(namespace)]), [['a', 'left'], ['a', 'x']], 'not what it has forgotten');
    const expiries = await Promise.all(['instances', 'audience', 'audienceSignals'].map(async (name) =>
        (await db.collection(name).indexes()).filter(({ key }) => 'at' in key).map(({ expireAfterSeconds }) => Number(expireAfterSeconds))));
    t.same(expiries, [[600], [3600], [300]]);
    const indexes = await Promise.all(['audience', 'audienceSignals'].map(async (name) => db.collection(name).indexExists('instance_1_revision_1')));
    t.same(indexes, [true, true], 'what is read is found by index');
});
