import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { openSite } from './site.js';

const skip = await skipWithoutMongodb();
const KILLS = 50;
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * 60_000);

t.test('kill -9 of the service fifty times under load loses nothing and doubles nothing', { skip }, async (t) => {
    const site = await openSite(t);
    site.begin();
    for (let kill = 0; kill < KILLS; kill++) {
        await site.service.start();
        await site.someProgress(1);
        // while a batch is on its way to the disk, to MongoDB, or between the two
        await delay(Math.random() * 300);
        await site.service.end('SIGKILL');
    }
    await site.service.start();
    await site.progress(1);
    await site.finish();
    await site.drained();
    await site.check(t);
});

t.test('a stop under load answers what it took, drains, and ends with 0', { skip }, async (t) => {
    const site = await openSite(t);
    await site.service.start();
    site.begin();
    await site.progress(20);
    t.equal(await site.service.end('SIGTERM'), 0, site.service.output);
    await site.stop();
    await site.check(t);
});

t.test('a stop while the database is away ends with 0, and the next start drains what was left', { skip }, async (t) => {
    const site = await openSite(t, { settings: { SHUTDOWN_GRACE: '1' } });
    await site.service.start();
    site.begin();
    await site.progress(5);
    await site.mongodb.stop();
    await site.progress(5);
    t.equal(await site.service.end('SIGTERM'), 0, site.service.output);
    await site.mongodb.start();
    await site.service.start();
    await site.finish();
    await site.drained();
    await site.check(t);
});
