import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { openSite } from './site.js';

const skip = await skipWithoutMongodb();
const ROUNDS = 8, WORKERS_KILLED = 3;
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * 60_000);

t.test('kill -9 of workers and of their primary process under load loses nothing and doubles nothing', { skip }, async (t) => {
    const site = await openSite(t, { settings: { WORKERS: '3' } });
    site.begin();
    for (let round = 0; round < ROUNDS; round++) {
        await site.service.start();
        for (let kill = 0; kill < WORKERS_KILLED; kill++) {
            await site.someProgress(1);
            // while a batch is on its way to the disk, to MongoDB, or between the two
            await delay(Math.random() * 300);
            const pids = site.service.workerPids();
            const pid = pids[Math.floor(Math.random() * pids.length)];
            if (pid !== undefined) process.kill(pid, 'SIGKILL');
        }
        await delay(Math.random() * 300);
        await site.service.end('SIGKILL');
    }
    await site.service.start();
    await site.progress(1);
    await site.finish();
    await site.drained();
    await site.check(t);
});

t.test('a stop under load answers what all workers took, drains them all, and ends with 0', { skip }, async (t) => {
    const site = await openSite(t, { settings: { WORKERS: '3' } });
    await site.service.start();
    site.begin();
    await site.progress(20);
    t.equal(await site.service.end('SIGTERM'), 0, site.service.output);
    await site.stop();
    await site.check(t);
});

t.test('with every number of workers a start drains what any other number left', { skip }, async (t) => {
    const site = await openSite(t);
    await site.mongodb.stop();
    site.begin();
    for (const WORKERS of ['3', '1', '2', '4', '2']) {
        await site.service.start({ WORKERS });
        await site.progress(3);
        await site.service.end('SIGKILL');
    }
    const left = (await readdir(site.service.dataDir)).filter((name) => /^(worker-|spool\.sqlite$)/.test(name)).sort();
    t.same(left, ['spool.sqlite', 'worker-1', 'worker-2', 'worker-3', 'worker-4']);
    await site.mongodb.start();
    await site.service.start({ WORKERS: '3' });
    await site.progress(1);
    await site.finish();
    await site.drained();
    await site.check(t);
    await waitUntil('what is drained is removed', async () => {
        const names = await readdir(site.service.dataDir);
        return !names.includes('spool.sqlite') && !names.includes('worker-4');
    });
});
