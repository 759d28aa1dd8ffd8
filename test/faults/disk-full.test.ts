import t from 'tap';
import { skipWithoutMongodb } from '../support/mongodb.js';
import { hasReasons, openSite } from './site.js';
import { openSmallDisk } from './small-disk.js';

const disk = await openSmallDisk(t);
const skip = disk === undefined ? 'no small disk: run as root, or set SMALL_DISK to a folder on one' : await skipWithoutMongodb();
/** Every wait in these tests has a limit of its own, which says what it waited for. */
t.setTimeout(30 * 60_000);

t.test('a full disk refuses what comes and loses nothing of what was taken', { skip }, async (t) => {
    if (disk === undefined) return;
    const site = await openSite(t, { dataDir: disk.folder, settings: { DISK_RESERVE: String(disk.bytes / 2) } });
    const isRefusing = async (times: number) => {
        await site.refusals(times);
        await site.ready('it says that it cannot write', hasReasons('not_writable', 'store_unavailable'));
    };
    await site.service.start();
    site.begin();
    await site.progress(5);

    // the spool grows as far as it may
    await site.mongodb.stop();
    await isRefusing(50);
    await site.service.end('SIGKILL');
    await site.service.start();
    await isRefusing(20);
    await site.mongodb.start();
    await site.progress(20);

    // something else takes all the room there is
    await site.mongodb.stop();
    await disk.fill();
    await isRefusing(20);
    await disk.empty();
    await site.mongodb.start();
    await site.progress(20);

    await site.finish();
    await site.drained();
    await site.check(t);
});
