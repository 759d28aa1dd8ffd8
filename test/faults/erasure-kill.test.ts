import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { loadConfig } from '../../src/config.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/store.js';
import { DASHBOARD_TOKEN, READER } from '../build-test-app.js';
import { aPost, aPush, batchOf, listed, sessionIdFor } from '../store/sample-records.js';
import { findFreePort } from '../support/free-port.js';
import { createLogLines } from '../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { ServiceProcess } from './service-process.js';

const skipMongodb = await skipWithoutMongodb();
const SESSIONS = 600, PUSHES = 20, OTHERS = 3;
const root = t.testdir();
t.setTimeout(30 * 60_000);

/** What the database has of everybody: sessions that reads find, and pushes. */
interface Counts { sessions: number; pushes: number }

interface Place { settings: Record<string, string>; dataDir: string; count: () => Promise<Counts> }

const STARTED_AT = Date.now() - 60_000;

async function fill(store: Store): Promise<void> {
    const names = (of: string, count: number) => Array.from({ length: count }, (_, index) => `${of} ${String(index)}`);
    const write = (some: readonly string[]) => store.write([batchOf(...some.flatMap((name) => [
        aPost(name, { userId: name.split(' ')[0] ?? '', startedAt: STARTED_AT, receivedAt: STARTED_AT }),
        ...Array.from({ length: PUSHES }, (_, seq) => aPush(name, seq, { receivedAt: STARTED_AT + seq }))
    ]))]);
    const all = [...names('marie', SESSIONS), ...names('jean', OTHERS)];
    for (let begin = 0; begin < all.length; begin += 100) await write(all.slice(begin, begin + 100));
}

/**
 * Kills a service that is deleting, in the middle of marking and then in the middle of removing, and sees whether the next ones go on with it
 * unasked.
 */
async function checkKills(t: Test, { settings, dataDir, count }: Place): Promise<void> {
    const config = loadConfig({ DATA_DIR: dataDir, ...settings });
    const before = await openStore(config, createLogLines().log);
    await fill(before);
    await before.close();

    const service = new ServiceProcess(await findFreePort(), dataDir, { DASHBOARD_TOKEN, LOG_LEVEL: 'info', ...settings });
    t.teardown(() => service.end('SIGKILL'));
    const until = (what: string, is: (counts: Counts) => boolean) => waitUntil(what, async () => is(await count()), () => service.output);
    await service.start();
    const asked = fetch(`http://127.0.0.1:${String(service.port)}/v1/users/marie`, { method: 'DELETE', headers: READER }).catch(() => undefined);
    await until('some sessions are marked', ({ sessions }) => sessions < SESSIONS + OTHERS);
    await service.end('SIGKILL');
    await asked;
    t.comment('killed with', await count());

    await service.start();
    await until('the next process goes on, unasked', ({ pushes }) => pushes < (SESSIONS + OTHERS) * PUSHES);
    await service.end('SIGKILL');
    t.comment('killed with', await count());

    await service.start();
    await until('the one after it ends it', ({ pushes }) => pushes === OTHERS * PUSHES);
    t.same(await count(), { sessions: OTHERS, pushes: OTHERS * PUSHES });
    const again = await fetch(`http://127.0.0.1:${String(service.port)}/v1/users/marie`, { method: 'DELETE', headers: READER });
    t.same([again.status, await again.json()], [200, { userId: 'marie', sessions: 0, pushes: 0, rtcstats: 0 }]);
    await service.end('SIGTERM');

    const after = await openStore(config, createLogLines().log);
    t.teardown(() => after.close());
    t.same(await listed(after, { userId: 'marie', limit: 10 }), []);
    t.equal((await listed(after, { userId: 'jean', limit: 10 })).length, OTHERS);
    t.same((await after.pushes.list(sessionIdFor('jean 1'), -1, 100)).length, PUSHES);
    t.same(await after.erasures.listOpen(), [], 'the userId is nowhere any more');
    t.match(await after.write([batchOf(aPush('marie 3', PUSHES))]), { erased: 1 });
}

t.test('kill -9 in the middle of an erasure: the next process ends it, in the embedded store', async (t) => {
    const dataDir = await mkdtemp(path.join(root, 'data-'));
    await checkKills(t, {
        settings: {}, dataDir,
        async count() {
            const db = new DatabaseSync(path.join(dataDir, 'confmeter.sqlite'), { readOnly: true });
            try {
                const counted = db.prepare(`SELECT (SELECT count(*) FROM sessions WHERE registers IS NOT NULL) AS sessions,
                    (SELECT count(*) FROM pushes) AS pushes`).get();
                return { ...counted as unknown as Counts };
            } finally {
                db.close();
            }
        }
    });
});

t.test('kill -9 in the middle of an erasure: the next process ends it, in MongoDB', { skip: skipMongodb }, async (t) => {
    const mongodb = await openTestMongodb();
    const client = new MongoClient(mongodb.uri);
    t.teardown(async () => {
        await client.close();
        await mongodb.close();
    });
    const db = client.db(mongodb.newDatabase());
    await checkKills(t, {
        settings: { MONGODB_URI: mongodb.uri, MONGODB_DB: db.databaseName }, dataDir: await mkdtemp(path.join(root, 'data-')),
        count: async () => ({ sessions: await db.collection('sessions').countDocuments(), pushes: await db.collection('pushes').countDocuments() })
    });
});
