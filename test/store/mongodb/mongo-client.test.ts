import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { MongoClient } from '../../../src/store/mongodb/mongo-client.js';
import { openFaultyMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { retried } from '../../support/retried.js';

const skip = await skipWithoutMongodb();

/** Far more than the socket buffers of both sides hold. */
const LARGE = Array.from({ length: 20 }, () => ({ text: 'x'.repeat(1_000_000) }));

async function openClient(t: Test, socketTimeoutMS: number) {
    const { uri, link, newDatabase, close } = await openFaultyMongodb();
    t.teardown(close);
    const client = new MongoClient(`${uri}&socketTimeoutMS=${String(socketTimeoutMS)}`, { retryWrites: false });
    t.teardown(() => client.close());
    const collection = client.db(newDatabase()).collection('documents');
    await retried(() => collection.findOne());
    return { link, collection };
}

t.test('a write that nobody reads to its end fails when its time is over', { skip }, async (t) => {
    const { link, collection } = await openClient(t, 500);
    link.stall();
    await t.rejects(collection.insertMany(LARGE), /timed out/);
});

t.test('a server that goes while it is asked, with all connections at once, is found again', { skip }, async (t) => {
    const { link, collection } = await openClient(t, 0);
    for (let times = 0; times < 3; times++) {
        link.delayAnswers(2000);
        const asking = collection.findOne();
        // the driver asks after the server at once only if it has not just done so
        await delay(700);
        link.cut();
        link.delayAnswers(0);
        await asking.catch(() => undefined);
        await retried(() => collection.findOne());
    }
});
