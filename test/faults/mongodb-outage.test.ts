import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { hasReasons, openSite } from './site.js';

const skip = await skipWithoutMongodb();
const MINUTE = 60_000;
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * MINUTE);

t.test('a minute without the database, under load, is a growing spool and nothing else', { skip }, async (t) => {
    const site = await openSite(t, { pauseMs: 50 });
    await site.service.start();
    site.begin();
    await site.progress(10);
    await site.mongodb.stop();
    await Promise.all([delay(MINUTE), site.progress(100)]);
    const { ready, reasons, spool } = await site.service.readiness();
    t.same({ ready, reasons }, { ready: true, reasons: ['store_unavailable'] });
    t.ok(spool.batches > 0 && spool.bytes > 0);
    t.equal(site.refused(), 0, 'no push was refused');
    await site.mongodb.start();
    await site.ready('it has caught up while more comes', ({ spool }) => (spool.oldestAt ?? Infinity) > Date.now() - 5000);
    await site.finish();
    await site.drained();
    await site.ready('all is well again', hasReasons());
    await site.check(t);
});

t.test('connections that are cut in the middle of a batch lose nothing', { skip }, async (t) => {
    const site = await openSite(t);
    await site.service.start();
    site.begin();
    for (let cuts = 0; cuts < 12; cuts++) {
        let isCut = false;
        void site.mongodb.link.cutAfter(Math.floor(Math.random() * 40_000)).then(() => { isCut = true; });
        await waitUntil('a connection carried as much and was cut', () => isCut);
        if (cuts % 4 === 0) site.mongodb.link.cut();
        await site.ready('the store takes data again', hasReasons());
    }
    await site.progress(5);
    await site.finish();
    await site.drained();
    await site.check(t);
});

t.test('a database that is slow to answer holds up no page, and gets everything all the same', { skip }, async (t) => {
    const site = await openSite(t, { pauseMs: 20 });
    await site.service.start();
    site.begin();
    await site.progress(5);
    // connecting to a server so slow is another matter (serverSelectionTimeoutMS): what has been stored shows that it is connected
    const acknowledgedBy = Date.now();
    await site.ready('what came is being stored', ({ spool }) => (spool.oldestAt ?? Infinity) > acknowledgedBy);
    site.mongodb.link.delayAnswers(2000);
    await site.progress(100);
    t.ok((await site.service.readiness()).ready);
    const slowSince = Date.now();
    await site.ready('what came meanwhile is stored, slowly', ({ spool }) => (spool.oldestAt ?? Infinity) > slowSince);
    await site.finish();
    site.mongodb.link.delayAnswers(0);
    await site.drained();
    await site.check(t);
});

t.test('it starts while the database is away, takes what comes, and drains when it is there', { skip }, async (t) => {
    const site = await openSite(t);
    await site.mongodb.stop();
    await site.service.start();
    site.begin();
    await site.progress(10);
    t.match(await site.service.readiness(), { ready: true, reasons: ['store_unavailable'] });
    await site.mongodb.start();
    await site.progress(10);
    await site.finish();
    await site.drained();
    await site.check(t);
});
