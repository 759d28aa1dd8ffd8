/**
 * How fast the spool empties into MongoDB after an outage, as a multiple of the rate at which pushes had come: at the highest rate that
 * was accepted while it was away, and at a steady rate that goes on while the spool empties.
 *   npm run bench:outage [-- away=15 rate=2000 connections=64 rounds=3]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openFaultyMongodb } from '../test/support/mongodb.js';
import { readiness, startService } from './measured-server.js';
import { numberOption } from './options.js';
import { median, runLoad } from './run-load.js';

const away = numberOption('away', 15), rate = numberOption('rate', 2000), connections = numberOption('connections', 64);
const rounds = numberOption('rounds', 3);
/** So long does a steady load go on after the outage, s; it must outlast the emptying. */
const AFTER = 20;
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const mongodb = await openFaultyMongodb();
const service = await startService({ MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), SPOOL_MAX_BYTES: String(4e9) });

/** Seconds from the first batch that left the spool until it was empty, or as good as that: only what came within the last second. */
async function untilEmptied(): Promise<number> {
    const { batches } = (await readiness(service.port)).spool;
    while ((await readiness(service.port)).spool.batches >= batches) await delay(5);
    const begin = performance.now();
    for (;;) {
        const { oldestAt } = (await readiness(service.port)).spool;
        if (oldestAt === null || Date.now() - oldestAt < 1000) return (performance.now() - begin) / 1000;
        await delay(5);
    }
}

const bytesSpooled = async () => (await readiness(service.port)).spool.bytes / 1e6;

try {
    await runLoad({ port: service.port, connections, seconds: 3, kind: 'real' });
    while ((await readiness(service.port)).spool.batches > 0) await delay(50);
    say(`resident memory: ${service.residentMib().toFixed(0)} MiB`);
    const fast: number[] = [], steady: number[] = [];
    for (let round = 0; round < rounds; round++) {
        await mongodb.stop();
        const { accepted, seconds, refused } = await runLoad({ port: service.port, connections, seconds: away, kind: 'real' });
        const megabytes = await bytesSpooled();
        await mongodb.start();
        const emptied = await untilEmptied();
        fast.push(seconds / emptied);
        say(`${String(accepted)} pushes accepted in ${seconds.toFixed(1)} s without MongoDB (${(accepted / seconds).toFixed(0)}/s, ${String(refused)} refused, `
            + `${megabytes.toFixed(0)} MB spooled), drained in ${emptied.toFixed(1)} s (${(accepted / emptied).toFixed(0)}/s): ${(seconds / emptied).toFixed(2)} times the rate`);

        await mongodb.stop();
        const load = runLoad({ port: service.port, connections, seconds: away + AFTER, kind: 'real', perSecond: rate });
        await delay(away * 1000);
        await mongodb.start();
        const catchingUp = await untilEmptied();
        const multiple = (away + catchingUp) / catchingUp;
        steady.push(multiple);
        const { accepted: all, seconds: loaded, refused: turned, p99 } = await load;
        say(`${(all / loaded).toFixed(0)} pushes/s all the time (${String(turned)} refused, p99 ${String(p99)} ms): after ${String(away)} s without MongoDB it caught up in `
            + `${catchingUp.toFixed(1)} s: ${multiple.toFixed(2)} times the rate`);
    }
    say(`median: drained at ${median(fast).toFixed(2)} times the highest rate accepted while away; at ${median(steady).toFixed(2)} times a steady ${String(rate)}/s`);
    say(`resident memory: ${service.residentMib().toFixed(0)} MiB, at most ${service.peakMib().toFixed(0)} MiB`);
} finally {
    await service.close();
    await mongodb.close();
}
