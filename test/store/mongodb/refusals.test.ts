import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import t, { type Test } from 'tap';
import { createDrainer } from '../../../src/spool/drainer.js';
import { openSpool } from '../../../src/spool/open-spool.js';
import { encodeRecord } from '../../../src/store/encode-records.js';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import type { StoredRecord } from '../../../src/store/store.js';
import { createLogLines } from '../../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { ROOT } from '../../support/project.js';
import { askSqlite } from '../../support/sqlite-shell.js';
import { aPost, aPush, batchOf, sessionIdFor } from '../sample-records.js';

const skip = await skipWithoutMongodb();

/** The statements that docs/data-folder.md has for the spool: to look at what was refused, and to give it back. */
async function documentedStatements() {
    const page = await readFile(path.join(ROOT, 'docs/data-folder.md'), 'utf8');
    const statement = (words: string) => new RegExp(`^sqlite3 data/spool\\.sqlite "(.*${words}.*)"$`, 'm').exec(page)?.[1] ?? '';
    return { look: statement('FROM rejected ORDER BY id DESC'), giveBack: statement('INSERT INTO batches') };
}

/** What a service does at each start. */
async function start(t: Test, { dataDir, uri, database }: { dataDir: string; uri: string; database: string }) {
    const { log, lines } = createLogLines();
    const store = await openMongodbStore({ uri, database, retentionDays: 30, log });
    const spool = await openSpool({ dataDir, maxBytes: 1e9 });
    const drainer = createDrainer({ spool, store, log });
    drainer.start();
    const stop = async () => {
        await drainer.close(0);
        await spool.close();
        await store.close();
    };
    t.teardown(stop);
    const add = async (...records: StoredRecord[]) => {
        await spool.append(batchOf(...records));
        t.equal(await drainer.settled(60_000), 0, 'the drain goes on');
    };
    const seqs = async () => (await store.pushes.list(sessionIdFor('a'), -1, 100)).map(({ seq }) => seq);
    return { spool, drainer, lines, add, seqs, stop };
}

t.test('what a validator refuses is kept with its reason, told once, blocks nothing, and can be given back', { skip }, async (t) => {
    const { uri, newDatabase, close } = await openTestMongodb();
    t.teardown(close);
    const client = await new MongoClient(uri).connect();
    t.teardown(() => client.close());
    const database = newDatabase(), dataDir = t.testdir(), { look, giveBack } = await documentedStatements();
    const ask = (validator: object) => client.db(database).command({ collMod: 'pushes', validator });

    const first = await start(t, { dataDir, uri, database });
    await first.add(aPost('a'), aPush('a', 0));
    await ask({ $jsonSchema: { properties: { samples: { maximum: 2 } } } });
    const few = { deltas: aPush('a', 0).deltas.slice(0, 1) };
    await first.add(aPush('a', 1), aPush('a', 2, few));
    await first.add(aPush('a', 3, few));
    await first.add(aPush('a', 4), aPush('a', 5, few), aPush('a', 1));
    t.same(await first.seqs(), [0, 2, 3, 5]);
    t.match(first.drainer.counts, { stored: 5, rejected: 3, damaged: 0 });
    t.match(first.lines.filter(([level]) => level === 'error'), [['error', /refused.*rejected/]]);
    t.equal(first.lines.filter(([level]) => level === 'error').length, 1);
    t.equal(first.spool.depth().batches, 0);
    await first.stop();

    const spoolFile = path.join(dataDir, 'spool.sqlite');
    const rows = askSqlite(spoolFile, look).map((row) => Object.values(row) as string[]);
    t.same(rows.map((row) => row[2]), [1, 4, 1].map((seq) => encodeRecord(aPush('a', seq))));
    for (const [at, reason] of rows) {
        t.match(at, /^\d{4}-\d\d-\d\d /);
        t.match(reason, /\(code 121\)/);
    }

    await ask({});
    askSqlite(spoolFile, giveBack);
    const second = await start(t, { dataDir, uri, database });
    t.equal(await second.drainer.settled(60_000), 0);
    t.same(await second.seqs(), [0, 1, 2, 3, 4, 5]);
    t.match(second.drainer.counts, { stored: 2, duplicates: 1, rejected: 0 });
    await second.stop();
    for (const table of ['batches', 'rejected']) t.same(askSqlite(spoolFile, `SELECT * FROM ${table}`), []);
});
