/**
 * Who listens, at scale: what an open stream takes of memory, how long a crowd takes to come and to be told, whether any of it is lost or
 * counted twice, and what namespaces leave behind. Listeners are processes of their own, on the loopback.
 *   npm run bench:audience -- [streams=19500 storm=5000 perSecond=1000 namespaces=10000 original=<folder of audience-meter>]
 * With `original` the same is done to audience-meter, and the ratio told. The server needs a file for each stream (`ulimit -n`).
 */
import { setTimeout as delay } from 'node:timers/promises';
import { waitUntil } from '../test/support/wait-until.js';
import { startListeners } from './audience-listeners.js';
import { startConfmeter, startOriginal, type AudienceServer } from './audience-servers.js';
import { numberOption, wordOption } from './options.js';

const streams = numberOption('streams', 19_500), storm = numberOption('storm', 5000), perSecond = numberOption('perSecond', 1000);
const namespaces = numberOption('namespaces', 10_000);
const original = wordOption('original', '');

const say = (text: string) => { process.stdout.write(`${text}\n`); };
const IDLE_MS = 10_000;

interface Figures {
    kilobytes: number; toldMs: number; spreadMs: number; joinCpuMs: number; tellCpuMs: number; namespaceKilobytes: number; left: number;
}

type Start = () => Promise<AudienceServer>;

const kilobytesOf = (mebibytes: number) => mebibytes * 1048.576;

/** Opens and closes some, so that what comes once only is not counted. @returns resident memory, MiB */
async function warmUp(server: AudienceServer): Promise<number> {
    const listeners = startListeners();
    await listeners.join({ port: server.port, path: server.pathOf('warm'), count: 1000 });
    await delay(3000);
    await listeners.leave(1000);
    listeners.close();
    await delay(3000);
    return server.residentMib();
}

/** Asks for something else all the time; answers how long the slowest few took. */
function probe({ port, otherPath }: AudienceServer): () => Promise<{ count: number; median: number; p99: number; max: number }> {
    const took: number[] = [];
    const going = { on: true };
    const done = (async () => {
        while (going.on) {
            const begin = performance.now();
            await (await fetch(`http://127.0.0.1:${String(port)}${otherPath}`)).arrayBuffer();
            took.push(performance.now() - begin);
            await delay(2);
        }
    })();
    return async () => {
        going.on = false;
        await done;
        took.sort((a, b) => a - b);
        const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN;
        return { count: took.length, median: at(0.5), p99: at(0.99), max: at(1) };
    };
}

async function measureCrowd(start: Start): Promise<Omit<Figures, 'namespaceKilobytes' | 'left'>> {
    const server = await start();
    const listeners = startListeners();
    const { port } = server;
    const path = server.pathOf('crowd');
    const membersNow = async () => (await server.members()).crowd?.members ?? 0;
    const told = (count: number) => waitUntil(`${String(count)} are told that they are so many`,
        async () => (await listeners.heard(String(count))).listeners >= count);
    say(`\n${server.name}, Node ${process.version}`);
    const before = await warmUp(server);

    let begin = performance.now();
    let most = 0;
    const joining = listeners.join({ port, path, count: storm, perSecond });
    const isDone = joining.then(() => true);
    while (await Promise.race([isDone, delay(100, false)]) === false) most = Math.max(most, await membersNow());
    const stormSeconds = (performance.now() - begin) / 1000;
    await told(storm);
    const counted = await membersNow();
    say(`storm: ${String(storm)} joined in ${stormSeconds.toFixed(1)} s, ${String(counted)} counted, never more than ${String(Math.max(most, counted))}`);

    const cpuBefore = server.cpuMs();
    begin = performance.now();
    await listeners.join({ port, path, count: streams - storm });
    const seconds = (performance.now() - begin) / 1000;
    const joinCpuMs = (server.cpuMs() - cpuBefore) / (streams - storm);
    const joinedAt = Date.now();
    await told(streams);
    const all = await listeners.heard(String(streams));
    say(`then ${String(streams - storm)} more in ${seconds.toFixed(1)} s (${joinCpuMs.toFixed(2)} ms of CPU each), ${String(await membersNow())} counted; `
        + `all told ${((all.last - joinedAt) / 1000).toFixed(1)} s after the last came`);

    await delay(3000);
    const kilobytes = kilobytesOf(server.residentMib() - before) / streams;
    const idleCpu = server.cpuMs();
    await delay(IDLE_MS);
    say(`memory: ${kilobytes.toFixed(1)} kB for each of ${String(streams)} streams (resident, ${before.toFixed(0)} MiB before); `
        + `idle: ${((server.cpuMs() - idleCpu) / IDLE_MS * 100).toFixed(1)} % of a core`);

    /** One more comes, and all are told at the next tick, within 2 s. */
    async function change(count: number) {
        await listeners.join({ port, path, count: 1 });
        const at = Date.now();
        await told(count);
        const { first, last } = await listeners.heard(String(count));
        return { spreadMs: last - first, toldMs: last - at };
    }
    const endProbe = probe(server);
    await delay(300);
    const { spreadMs, toldMs } = await change(streams + 1);
    const probed = await endProbe();
    const cpuUntilNow = server.cpuMs();
    await change(streams + 2);
    const tellCpuMs = server.cpuMs() - cpuUntilNow;
    say(`a change: all ${String(streams)} told ${spreadMs.toFixed(0)} ms after the first of them, ${toldMs.toFixed(0)} ms after the change (${
        String(tellCpuMs)} ms of CPU); other requests meanwhile: median ${probed.median.toFixed(1)} ms, p99 ${probed.p99.toFixed(0)} ms, longest ${
        probed.max.toFixed(0)} ms of ${String(probed.count)}`);
    const { open, lost } = await listeners.count();
    say(`${String(open)} streams open, ${String(lost)} lost; ${String(await membersNow())} counted`);

    begin = performance.now();
    await server.close();
    say(`stop with all of them open: ${(performance.now() - begin).toFixed(0)} ms until the process is gone`);
    listeners.close();
    return { kilobytes, toldMs, spreadMs, joinCpuMs, tellCpuMs };
}

async function measureNamespaces(start: Start, streamKilobytes: number): Promise<Pick<Figures, 'namespaceKilobytes' | 'left'>> {
    const server = await start();
    const before = await warmUp(server);
    const listeners = startListeners();
    await listeners.join({ port: server.port, path: server.pathOf('room-#'), count: namespaces });
    await delay(4000);
    const counts = Object.entries(await server.members()).filter(([name]) => name.startsWith('room-'));
    const kilobytes = kilobytesOf(server.residentMib() - before) / namespaces;
    await listeners.leave(namespaces);
    // two clean delays, and some
    await delay(8000);
    const left = Object.keys(await server.members()).filter((name) => name.startsWith('room-')).length;
    say(`namespaces: ${String(counts.length)} with ${String(counts.reduce((sum, [, { members }]) => sum + members, 0))} members, `
        + `${kilobytes.toFixed(1)} kB each with its one stream, so ${(kilobytes - streamKilobytes).toFixed(1)} kB for itself; `
        + `when all have left ${String(left)} remain`);
    listeners.close();
    await server.close();
    return { namespaceKilobytes: kilobytes - streamKilobytes, left };
}

async function measure(start: Start): Promise<Figures> {
    const crowd = await measureCrowd(start);
    return { ...crowd, ...await measureNamespaces(start, crowd.kilobytes) };
}

const ours = await measure(startConfmeter);
if (original !== '') {
    const theirs = await measure(() => startOriginal(original));
    const ratio = (of: keyof Figures) => (ours[of] / theirs[of]).toFixed(2);
    say(`\nconfmeter to audience-meter: memory of a stream ${ratio('kilobytes')}, CPU of a join ${ratio('joinCpuMs')}, `
        + `CPU of telling all ${ratio('tellCpuMs')}, first to last told ${ratio('spreadMs')}`);
}
