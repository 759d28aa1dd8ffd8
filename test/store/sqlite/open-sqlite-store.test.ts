import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import t, { type Test } from 'tap';
import type { ConferenceSort } from '../../../schemas/conference-sort.js';
import { lastsUntil } from '../../../src/store/conferences.js';
import { registersOf } from '../../../src/store/merge-session.js';
import { MIGRATIONS, SCHEMA_VERSION } from '../../../src/store/sqlite/migrations.js';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import { sessionIdBytes } from '../../../src/store/sqlite/session-rows.js';
import { buildConference, MINUTE } from '../build-conference.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from '../sample-records.js';
import { REFUSED_NAME, REFUSED_SEQ } from '../records-contract.js';
import { REFUSED_TYPE } from '../rtcstats-contract.js';
import { storeContract } from '../store-contract.js';

const folder = t.testdir();
let files = 0;
const aFile = () => path.join(folder, `store-${String(++files)}.sqlite`);

async function open(t: Test, file = aFile()) {
    const store = await openSqliteStore(file);
    t.teardown(() => store.close());
    return store;
}

/** A look into the file, beside the store. */
function inFile<T>(file: string, look: (db: DatabaseSyncInstance) => T): T {
    const db = new DatabaseSync(file);
    try {
        return look(db);
    } finally {
        db.close();
    }
}

async function openRefusing(t: Test) {
    const file = aFile();
    const store = await open(t, file);
    inFile(file, (db) => {
        db.exec(`CREATE TRIGGER seq BEFORE INSERT ON pushes WHEN new.seq = ${String(REFUSED_SEQ)} BEGIN SELECT RAISE(ABORT, 'this seq'); END;
            CREATE TRIGGER name BEFORE UPDATE ON sessions WHEN new.conference_name = '${REFUSED_NAME}' BEGIN SELECT RAISE(ABORT, 'this name'); END;
            CREATE TRIGGER type BEFORE INSERT ON rtcstats WHEN new.type = '${REFUSED_TYPE}' BEGIN SELECT RAISE(ABORT, 'this type'); END`);
    });
    return store;
}

storeContract(t, { open: (t) => open(t), openRefusing, runs: 15 });

t.test('what was written is there when the file is opened again', async (t) => {
    const file = aFile();
    const first = await open(t, file);
    await first.write([batchOf(aPost('a'), aPush('a', 0))]);
    const before = await listed(first, { limit: 10 });
    await first.close();
    const second = await open(t, file);
    t.same(await listed(second, { limit: 10 }), before);
    t.same(await second.pushes.list(sessionIdFor('a'), -1, 100), [aPush('a', 0)]);
});

t.test('a copy of the files taken after a write has it: it is in the log on disk before write answers', async (t) => {
    const file = aFile();
    const store = await open(t, file);
    await store.write([batchOf(aPost('a'), aPush('a', 0))]);
    const copy = aFile();
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`);
    t.same(await (await open(t, copy)).pushes.list(sessionIdFor('a'), -1, 100), [aPush('a', 0)]);
});

t.test('a file of a newer program is refused and left as it is', async (t) => {
    const file = aFile();
    inFile(file, (db) => { db.exec('PRAGMA user_version = 9000'); });
    await t.rejects(openSqliteStore(file), { message: /newer confmeter.*9000.*Start that confmeter again/ });
    t.same(inFile(file, (db) => db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()), { tables: 0 });
});

t.test('sessions that an older program wrote are found as new ones are, and analysed', async (t) => {
    const file = aFile();
    const post = aPost('old', { conferenceName: 'Übung', country: 'DE' });
    inFile(file, (db) => {
        db.exec(`${String(MIGRATIONS[0])}; PRAGMA user_version = 1`);
        const id = sessionIdBytes(post.sessionId), registers = JSON.stringify(registersOf(post));
        db.prepare('INSERT INTO sessions VALUES (1, ?, ?, ?, ?, ?, ?, NULL, ?)')
            .run(id, registers, T0, 'übung', '/übung', post.userId ?? null, 'x'.repeat(22));
        db.prepare('INSERT INTO presence VALUES (1, ?, ?, 0, 0, ?, ?, 0, ?, 0, 0)').run(T0 + 9000, T0 + 8000, 'left', T0 + 8000, 'eu');
    });
    const store = await open(t, file);
    for (const facets of [['country:de', 'browser:chrome'], ['region:eu'], ['participant:user of old']])
        t.same((await listed(store, { facets, limit: 10 })).map(({ sessionId }) => sessionId), [post.sessionId], String(facets));
    t.equal((await listed(store, { namePrefix: 'ü', limit: 10 })).length, 1);
    t.same((await store.analyses.claim(0, 1000, 10)).map(({ sessionId }) => sessionId), [post.sessionId]);
});

t.test('hours that an older program rolled up are due again, so that what is new of them is known', async (t) => {
    const file = aFile();
    const before = MIGRATIONS.findIndex((step) => step.includes('UPDATE rollup_periods'));
    inFile(file, (db) => {
        db.exec(`${MIGRATIONS.slice(0, before).join(';')}; PRAGMA user_version = ${String(before)}`);
        for (const level of ['hour', 'day'])
            db.prepare('INSERT INTO rollup_periods (level, at, due, not_before, changes, claims) VALUES (?, 0, 0, 0, 1, 1)').run(level);
    });
    const { rollups } = await open(t, file);
    const ever = { from: -Infinity, to: Infinity };
    t.same(await rollups.due({ level: 'hour', ...ever }), [0]);
    t.same(await rollups.due({ level: 'day', ...ever }), [], 'days come of their hours');
});

t.test('conferences that an older program put together are sorted as new ones are', async (t) => {
    const file = aFile();
    const verdicts = { good: 0, fair: 1, poor: 2, unknown: 0 };
    const summary = { peakParticipants: 2, participantMs: 1, sessions: 3, verdicts, issues: [], rating: null };
    const old = [
        buildConference('poor', { summary, participants: 1 }), buildConference('long', { participants: 2, endedAt: T0 + 20 * MINUTE }),
        buildConference('goes on', { participants: 3, endedAt: null })
    ];
    inFile(file, (db) => {
        const before = MIGRATIONS.findIndex((step) => step.includes('conference_sorts'));
        db.exec(`${MIGRATIONS.slice(0, before).join(';')}; PRAGMA user_version = ${String(before)}`);
        const insert = db.prepare(`INSERT INTO conferences (conference_id, folded_name, started_at, until_at, last_seen_at, document)
            VALUES (?, 'x', ?, ?, 0, ?)`);
        for (const one of old) insert.run(one.conferenceId, one.startedAt, lastsUntil(one), JSON.stringify(one));
    });
    const { conferences } = await open(t, file);
    const sorted = async (sort: ConferenceSort) =>
        (await conferences.list({ sort, now: T0 + MINUTE, limit: 10, walk: 10 })).items.map(({ meetingId }) => meetingId);
    t.strictSame(await sorted('participants'), ['goes on', 'long', 'poor']);
    t.strictSame(await sorted('duration'), ['long', 'poor', 'goes on']);
    t.strictSame((await sorted('trouble'))[0], 'poor');
});

t.test('a new file gets the version of this program', async (t) => {
    const file = aFile();
    await (await open(t, file)).close();
    t.same(inFile(file, (db) => db.prepare('PRAGMA user_version').get()), { user_version: SCHEMA_VERSION });
});

t.test('a file that is no database, or a damaged one, is refused with advice', async (t) => {
    const noDatabase = aFile();
    await writeFile(noDatabase, 'something else entirely. '.repeat(500));
    await t.rejects(openSqliteStore(noDatabase), { message: /store-\d+\.sqlite: the store is damaged or is no SQLite file\. Move it/ });
    t.match(await readFile(noDatabase, 'utf8'), /^something else/, 'it is left as it is');

    const damaged = aFile();
    const store = await open(t, damaged);
    await store.write([batchOf(aPost('a'))]);
    await store.close();
    const bytes = await readFile(damaged);
    await writeFile(damaged, bytes.fill(0x5a, 100, 4096));
    await t.rejects(openSqliteStore(damaged), { message: /is damaged/ });
});

t.test('a folder that is not there is named', async (t) => {
    await t.rejects(openSqliteStore(path.join(folder, 'none', 'store.sqlite')), { message: /none\/store\.sqlite: the store cannot be opened/ });
});

t.test('a write that fails half-way leaves nothing of itself and may be repeated', async (t) => {
    const file = aFile();
    const store = await open(t, file);
    // another program makes the second push impossible: a fault of the store, not of the record
    inFile(file, (db) => { db.exec('CREATE TRIGGER fault BEFORE INSERT ON pushes WHEN new.seq = 1 BEGIN SELECT abs(-9223372036854775808); END'); });
    await t.rejects(store.write([batchOf(aPost('a'), aPush('a', 0), aPush('a', 1))]), { message: /integer overflow/ });
    t.equal(await store.sessions.find(sessionIdFor('a')), null);
    t.same(await store.pushes.list(sessionIdFor('a'), -1, 100), []);
    inFile(file, (db) => { db.exec('DROP TRIGGER fault'); });
    t.match(await store.write([batchOf(aPost('a'), aPush('a', 0), aPush('a', 1))]), { stored: 3 });
});

t.test('a read sees what was written before it was asked, and does not wait for the writer', async (t) => {
    const store = await open(t);
    const writing = store.write([batchOf(aPost('a'), ...Array.from({ length: 2000 }, (_, seq) => aPush('a', seq)))]);
    t.ok(await listed(store, { limit: 1 }), 'answered while the writer is busy');
    await writing;
    t.equal((await store.pushes.list(sessionIdFor('a'), -1, 9000)).length, 2000);
});

t.test('removing most of it gives the space back', async (t) => {
    const file = aFile();
    const store = await open(t, file);
    const pushes = Array.from({ length: 4000 }, (_, seq) => aPush('a', seq, { receivedAt: T0 + seq }));
    await store.write([batchOf(...pushes)]);
    const sizeOf = async () => {
        inFile(file, (db) => db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get());
        return (await stat(file)).size;
    };
    const before = await sizeOf();
    while ((await store.removeBefore(T0 + 3900, 500)).pushes > 0);
    t.ok(await sizeOf() < before / 2);
});
