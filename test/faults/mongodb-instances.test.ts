import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { hasReasons, openSite } from './site.js';

const skip = await skipWithoutMongodb();
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * 60_000);

t.test('two instances, half of the retries sent to the other one, each killed in turn', { skip }, async (t) => {
    const site = await openSite(t, { instances: 2 });
    await Promise.all(site.services.map((service) => service.start()));
    site.begin();
    for (let turn = 0; turn < 3; turn++) {
        for (const service of site.services) {
            await site.progress(5);
            await delay(Math.random() * 100);
            await service.end('SIGKILL');
            // with one instance away its pages reach the other one by and by
            await site.progress(2);
            await service.start();
        }
    }
    await site.progress(5);
    await site.finish();
    await site.drained();
    await site.check(t);
});

t.test('a restart with a full spool refuses while it is full, and loses nothing of it', { skip }, async (t) => {
    const site = await openSite(t, { settings: { SPOOL_MAX_BYTES: String(1024 * 1024) } });
    await site.mongodb.stop();
    await site.service.start();
    site.begin();
    await site.refusals(50);
    await site.ready('it says that it is full', hasReasons('spool_full', 'store_unavailable'));
    await site.service.end('SIGKILL');
    await site.service.start();
    t.ok((await site.service.readiness()).spool.bytes > 900_000, 'what was in the spool is in it');
    await site.refusals(20);
    await site.mongodb.start();
    await site.progress(20);
    await site.finish();
    await site.drained();
    await site.check(t);
});
