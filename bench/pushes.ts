/**
 * Durable pushes per second of the real service against a bare Fastify route, interleaved rounds, medians; and what they cost.
 *   npm run bench:pushes [-- store=mongodb workers=1 rounds=5 seconds=6 connections=64]
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openBenchStore } from './bench-store.js';
import { readiness, startBareServer, startService, type MeasuredServer } from './measured-server.js';
import { numberOption } from './options.js';
import { median, runLoad, type Load } from './run-load.js';

const rounds = numberOption('rounds', 5), seconds = numberOption('seconds', 6), connections = numberOption('connections', 64);
const workers = numberOption('workers', 1);
const KINDS = ['real', 'bare'] as const;
type Kind = typeof KINDS[number];
interface Round extends Load { perSecond: number; cpuMsPer1000: number }

const say = (text: string) => { process.stdout.write(`${text}\n`); };

/** Until nothing is on its way to the store any more: it must not burden the next round. */
async function settled({ port }: MeasuredServer): Promise<void> {
    while ((await readiness(port)).spool.batches > 0) await delay(100);
}

async function measure(server: MeasuredServer, kind: Kind): Promise<Round> {
    const before = server.cpuMs();
    const load = await runLoad({ port: server.port, kind, connections, seconds });
    const round = { ...load, perSecond: load.accepted / load.seconds, cpuMsPer1000: (server.cpuMs() - before) / load.accepted * 1000 };
    if (kind === 'real') await settled(server);
    return round;
}

const tell = ({ perSecond, p99, refused }: Round) => `${perSecond.toFixed(0)}/s (p99 ${String(p99)} ms, refused ${String(refused)})`;

const store = await openBenchStore();
const servers = { real: await startService({ ...store.settings, WORKERS: String(workers) }), bare: await startBareServer() };
try {
    say(`${store.name}, ${String(workers)} ${workers === 1 ? 'process' : 'workers'}, ${String(connections)} connections, ${String(rounds)} rounds of ${String(seconds)} s`);
    const restMib = servers.real.residentMib();
    const results: Record<Kind, Round[]> = { real: [], bare: [] };
    for (const kind of KINDS) await measure(servers[kind], kind);
    for (let number = 0; number < rounds; number++) {
        for (const kind of number % 2 === 0 ? KINDS.toReversed() : KINDS) results[kind].push(await measure(servers[kind], kind));
        const [real, bare] = [results.real[number], results.bare[number]];
        if (real && bare) say(`round ${String(number + 1)}: service ${tell(real)}, bare ${tell(bare)}, ratio ${(real.perSecond / bare.perSecond).toFixed(2)}`);
    }
    const perSecond = (kind: Kind) => median(results[kind].map((round) => round.perSecond));
    const cpu = (kind: Kind) => median(results[kind].map((round) => round.cpuMsPer1000));
    const ratio = median(results.real.map((round, number) => round.perSecond / (results.bare[number]?.perSecond ?? NaN)));
    say(`median: service ${perSecond('real').toFixed(0)} durable pushes/s, bare ${perSecond('bare').toFixed(0)}/s, ratio ${ratio.toFixed(2)}`);
    say(`CPU per 1,000 pushes: service ${cpu('real').toFixed(0)} ms, bare ${cpu('bare').toFixed(0)} ms, ratio ${(cpu('real') / cpu('bare')).toFixed(2)}`);
    say(`resident memory of the service: ${restMib.toFixed(0)} MiB after the start, at most ${servers.real.peakMib().toFixed(0)} MiB`);
} finally {
    for (const server of Object.values(servers)) await server.close();
    await store.close();
}
