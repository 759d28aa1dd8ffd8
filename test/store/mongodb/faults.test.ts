import t, { type Test } from 'tap';
import { openMongodbStore } from '../../../src/store/mongodb/open-mongodb-store.js';
import { retried } from '../../support/retried.js';
import { openFaultyMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { waitUntil } from '../../support/wait-until.js';
import type { Store } from '../../../src/store/store.js';
import { createLogLines } from '../../support/log-lines.js';
import { aPost, aPush, batchOf, sessionIdFor } from '../sample-records.js';

const skip = await skipWithoutMongodb();

interface Patience { serverSelectionTimeoutMS?: number; socketTimeoutMS?: number }

/**
 * A server with a way to it that the test can break. A store gives up soon while the server is away, so a first call, too, may come too
 * early on a slow machine.
 */
async function openFaulty(t: Test) {
    const mongodb = await openFaultyMongodb();
    t.teardown(() => mongodb.close());
    const database = mongodb.newDatabase();
    const { log, lines } = createLogLines();
    const open = async ({ serverSelectionTimeoutMS = 1000, socketTimeoutMS = 30_000 }: Patience = {}) => {
        const uri = `${mongodb.uri}&serverSelectionTimeoutMS=${String(serverSelectionTimeoutMS)}&socketTimeoutMS=${String(socketTimeoutMS)}`;
        const store = await openMongodbStore({ uri, database, retentionDays: 30, log });
        t.teardown(() => store.close());
        return store;
    };
    return { ...mongodb, open, lines };
}

/** Enough that it takes several packets. */
const batch = () => batchOf(aPost('a'), ...Array.from({ length: 500 }, (_, seq) => aPush('a', seq)));

async function storedOnce(t: Test, store: Store) {
    t.same((await store.pushes.list(sessionIdFor('a'), -1, 1000)).map(({ seq }) => seq), Array.from({ length: 500 }, (_, seq) => seq));
    t.same([...(await store.pushes.count([sessionIdFor('a')])).values()], [{ pushes: 500, samples: 1500 }]);
    t.match(await store.sessions.find(sessionIdFor('a')), { lastSeq: 499, lastSeenAt: aPush('a', 499).receivedAt });
}

t.test('it opens while the server is away, rejects until it is there, and works then', { skip }, async (t) => {
    const { open, lines, stop, start } = await openFaulty(t);
    await stop();
    const store = await open();
    await t.rejects(store.write([batch()]));
    await t.rejects(store.sessions.list({ limit: 1 }));
    await start();
    await retried(() => store.write([batch()]));
    await storedOnce(t, store);
    await retried(() => { if (lines.length < 2) throw new Error('not told yet'); });
    t.same(lines, [['error', 'MongoDB is not ready: what is accepted waits in the spool'], ['info', 'MongoDB is ready']]);
});

t.test('what was acknowledged survives a crash of the server', { skip }, async (t) => {
    const { open, stop, start } = await openFaulty(t);
    const store = await open();
    await retried(() => store.write([batch()]));
    await stop();
    await t.rejects(store.pushes.count([sessionIdFor('a')]));
    await start();
    await retried(() => store.sessions.list({ limit: 1 }));
    await storedOnce(t, store);
});

t.test('it knows whether the server is away, and tells when it is there again', { skip }, async (t) => {
    const { open, stop, start } = await openFaulty(t);
    const store = await open();
    await waitUntil('the server is there', () => !store.isAway());
    let returns = 0, unheard = 0;
    store.onReturn(() => { returns += 1; });
    store.onReturn(() => { unheard += 1; })();
    await stop();
    await waitUntil('the server is away', () => store.isAway());
    t.equal(returns, 0);
    await start();
    await waitUntil('it is told that the server is there again', () => returns > 0);
    t.notOk(store.isAway());
    t.equal(unheard, 0, 'not told to who does not want to know any more');
});

t.test('a batch whose connection is cut in the middle is rejected, and may be written again', { skip }, async (t) => {
    const { open, link } = await openFaulty(t);
    const store = await open({ serverSelectionTimeoutMS: 30_000 });
    await store.write([batchOf(aPost('a'))]);
    for (const bytes of [20_000, 1000, 60_000]) {
        const cut = link.cutAfter(bytes);
        const writing = store.write([batch()]);
        await cut;
        await t.rejects(writing, `after ${String(bytes)} bytes`);
    }
    const { rejected, conflicts } = await retried(() => store.write([batch()]));
    t.same([rejected, conflicts], [[], 0]);
    await storedOnce(t, store);
});

t.test('an answer that does not come in time is a failure, and the batch may be written again', { skip }, async (t) => {
    const { open, link } = await openFaulty(t);
    const patient = await open({ serverSelectionTimeoutMS: 30_000 });
    await patient.write([batchOf(aPost('a'))]);
    const store = await open({ serverSelectionTimeoutMS: 30_000, socketTimeoutMS: 1000 });
    await retried(() => store.pushes.count([sessionIdFor('a')]));
    link.delayAnswers(60_000);
    await t.rejects(store.write([batch()]));
    link.delayAnswers(0);
    link.cut();
    // the server may still be at the first one: both at once do not mind each other; a busy one may take longer than this store waits
    await retried(() => patient.write([batch()]));
    await storedOnce(t, patient);
    await retried(() => store.pushes.count([sessionIdFor('a')]));
});
