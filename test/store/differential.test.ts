import { randomInt } from 'node:crypto';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import t from 'tap';
import { conferenceIdOf, conferenceKey } from '../../src/store/conference-key.js';
import { encodeRecord } from '../../src/store/encode-records.js';
import type { Erased } from '../../src/store/erasures.js';
import { openMongodbStore } from '../../src/store/mongodb/open-mongodb-store.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { Store, StoredRecord, WriteResult } from '../../src/store/store.js';
import { createLogLines } from '../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { randomCalls, createRandom, sessionIdsOf } from './random-calls.js';
import { T0 } from './sample-records.js';

const skip = await skipWithoutMongodb();
const SESSIONS = 1000;
const HOUR = 3_600_000;

/** Asks every store the same and compares. Answers what they agree on. */
type AskAll = <T>(question: string, ask: (store: Store) => Promise<T>) => Promise<T>;

t.test('both stores answer alike after the same thousand sessions', { skip }, async (t) => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    t.comment(`SEED=${String(seed)}`);
    const mongodb = await openTestMongodb();
    const sqlite = await openSqliteStore(path.join(t.testdir(), 'store.sqlite'));
    const inMongodb = await openMongodbStore({ uri: mongodb.uri, database: mongodb.newDatabase(), retentionDays: 0, log: createLogLines().log });
    t.teardown(async () => {
        await inMongodb.close();
        await sqlite.close();
        await mongodb.close();
    });
    let questions = 0;
    let differences = 0;
    const askBoth: AskAll = async (question, ask) => {
        const [expected, found] = await Promise.all([ask(sqlite), ask(inMongodb)]);
        questions += 1;
        if (isDeepStrictEqual(found, expected)) return expected;
        t.strictSame(found, expected, `${question}, SEED=${String(seed)}`);
        differences += 1;
        if (differences === 5) throw new Error('They differ in too much');
        return expected;
    };

    const records = randomCalls(SESSIONS, seed);
    for (const [index, batches] of batchesOf(records, seed).entries())
        await askBoth(`write ${String(index)}`, async (store) => outcome(await store.write(batches.map((bytes) => Uint8Array.from(bytes)))));

    const ids = sessionIdsOf(records);
    await compareSessions(askBoth, ids);
    await compareLists(askBoth, records);
    await comparePushes(askBoth, ids);

    const before = T0 + 5 * HOUR;
    const removed = await askBoth('what is old', (store) => removeAll(store, before));
    t.ok(removed.sessions > 100 && removed.pushes > 500 && removed.rtcstats > 300, 'something was removed');
    await compareSessions(askBoth, ids);
    await compareLists(askBoth, records);
    await comparePushes(askBoth, ids);
    t.equal(differences, 0);
    t.ok(questions > 5 * SESSIONS, `${String(questions)} questions`);
});

/** Whether a post told something new can depend on what was written just before it, so stored and duplicates are one number. */
const outcome = ({ stored, duplicates, conflicts, rejected, damaged }: WriteResult) => ({ there: stored + duplicates, conflicts, rejected, damaged });

/** Calls of write, each with a few batches of some records. */
function batchesOf(records: readonly StoredRecord[], seed: number): Buffer[][] {
    const random = createRandom(seed + 1);
    const calls: Buffer[][] = [];
    for (let begin = 0; begin < records.length;) {
        const batches = [];
        for (let batch = 0; batch < 1 + random() * 3; batch++) {
            const end = begin + 1 + Math.floor(random() ** 3 * 400);
            batches.push(Buffer.from(records.slice(begin, end).map(encodeRecord).join('')));
            begin = end;
        }
        calls.push(batches);
    }
    return calls;
}

async function compareSessions(askBoth: AskAll, ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map(async (id) => {
        const session = await askBoth(`session ${id}`, (store) => store.sessions.find(id));
        if (session !== null) await askBoth('its own conference', (store) => store.sessions.findByConferenceId(session.ownConferenceId));
    }));
}

async function compareLists(askBoth: AskAll, records: readonly StoredRecord[]): Promise<void> {
    const posts = records.filter((record) => record.kind === 'session');
    const names = new Set(posts.map(({ conferenceName }) => conferenceName));
    const bounds = [{}, { from: T0 + 2 * HOUR }, { to: T0 + 6 * HOUR }, { from: T0 + 3 * HOUR, to: T0 + 3.5 * HOUR }];
    const rooms = [...names].map((conferenceName) => ({ conferenceName }));
    const found = [
        { facets: ['region:ap'] }, { facets: ['browser:chrome', 'region:eu-west', 'participant:e3'], walk: 40 },
        { namePrefix: 'D', minDuration: 90_000.5 }, { facets: ['participant:user 7'], namePrefix: 'weekly' },
        { namePrefix: '\u00e9', facets: ['region:us-east'], walk: 7 }, { minDuration: 1, walk: 50 }
    ];
    const whose = [{}, ...rooms, { userId: 'user 7' }, { userId: 'user 8', conferenceName: 'DAILY' }, ...found];
    for (const filter of whose.flatMap((who) => bounds.map((bound) => ({ ...who, ...bound })))) {
        let page = await askBoth(`list ${JSON.stringify(filter)}`, (store) => store.sessions.list({ ...filter, limit: 37 }));
        for (let pages = 1; page.after !== null && pages < 30; pages++) {
            const { after } = page;
            page = await askBoth(`page ${String(pages)} of ${JSON.stringify(filter)}`, (store) => store.sessions.list({ ...filter, after, limit: 37 }));
        }
    }
    const keys = new Set(posts.map(({ tenant, conferenceName }) => conferenceKey(tenant, conferenceName)));
    for (const key of keys) {
        for (const [from, to, limit] of [[0, Infinity, 1000], [T0 + HOUR, T0 + 2 * HOUR, 1000], [T0 + HOUR, T0 + 4 * HOUR, 3]] as const)
            for (const untilAnalysed of [false, true])
                await askBoth(`key ${key}`, (store) => store.sessions.listByConferenceKey(key, from, to, limit, untilAnalysed));
        for (const meetingId of ['m1', 'm2', 'm3', 'm4'])
            await askBoth(`meeting ${meetingId}`, (store) => store.sessions.findByConferenceId(conferenceIdOf(key, meetingId)));
    }
}

async function comparePushes(askBoth: AskAll, ids: readonly string[]): Promise<void> {
    await askBoth('counts', async (store) => [...await store.pushes.count(ids)]);
    await Promise.all(ids.map(async (id) => {
        await askBoth(`pushes of ${id}`, (store) => store.pushes.list(id, -1, 100));
        await askBoth('a page of them', (store) => store.pushes.list(id, 1, 2));
        await compareObjects(askBoth, id);
    }));
}

async function compareObjects(askBoth: AskAll, id: string): Promise<void> {
    const all = await askBoth(`objects of ${id}`, (store) => store.rtcstats.list(id, { limit: 1000 }));
    if (all.length === 0) return;
    await askBoth('those of a type', (store) => store.rtcstats.list(id, { type: 'outbound-rtp', limit: 1000 }));
    const after = all[Math.floor(all.length / 2)];
    await askBoth('a page of them', (store) => store.rtcstats.list(id, { id: 'T01', ...after && { after }, limit: 2 }));
}

async function removeAll(store: Store, before: number): Promise<Erased> {
    const removed: Erased = { sessions: 0, pushes: 0, rtcstats: 0 };
    for (;;) {
        const { sessions, pushes, rtcstats } = await store.removeBefore(before, 100);
        removed.sessions += sessions;
        removed.pushes += pushes;
        removed.rtcstats += rtcstats;
        if (sessions < 100 && pushes < 100 && rtcstats < 100) return removed;
    }
}
