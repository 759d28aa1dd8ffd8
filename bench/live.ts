/**
 * Who is there now, at scale: the memory that a live session takes, what a push costs with and without dashboards that watch, and how long
 * after its answer they are told.
 *   npm run bench:live -- [sessions=10000 conferences=1000 dashboards=50 seconds=30]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { LiveOrder, LiveReport } from './live-pages.js';
import { readiness, startService } from './measured-server.js';
import { numberOption } from './options.js';

const sessions = numberOption('sessions', 10_000), conferences = numberOption('conferences', 1000);
const dashboards = numberOption('dashboards', 50), seconds = numberOption('seconds', 30);
/** As with the SDK. */
const PUSH_INTERVAL_S = 30;
const TOKEN = 'of-the-bench-on-the-loopback';
const perSecond = Math.round(sessions / PUSH_INTERVAL_S);

const say = (text: string) => { process.stdout.write(`${text}\n`); };

/** `LIVE_MAX_SESSIONS`: with the fewest that there can be, what is live takes next to no memory. */
async function startPages(maxSessions: number) {
    const server = await startService({ DASHBOARD_TOKEN: TOKEN, LIVE_MAX_SESSIONS: String(maxSessions), MAX_STREAMS_PER_ADDRESS: '0' });
    const pages = fork(fileURLToPath(new URL('./live-pages.js', import.meta.url)), [`http://127.0.0.1:${String(server.port)}`, TOKEN]);
    async function order(what: LiveOrder): Promise<LiveReport & { cpuMs: number }> {
        const before = server.cpuMs();
        const answer = once(pages, 'message');
        pages.send(what);
        const [report] = await answer as [LiveReport];
        return { ...report, cpuMs: server.cpuMs() - before };
    }
    await order({ begin: { sessions, conferences } });
    while ((await readiness(server.port)).spool.batches > 0) await delay(200);
    await delay(5000);
    return { server, order, close: async () => { pages.disconnect(); await server.close(); } };
}

const push: LiveOrder = { push: { seconds, perSecond } };

const few = await startPages(10);
const fewMib = few.server.residentMib();
await few.close();

const { server, order, close } = await startPages(20_000);
say(`${String(sessions)} live sessions in ${String(conferences)} conferences, Node ${process.version}`);
say(`memory: ${((server.residentMib() - fewMib) * 1048.576 / sessions).toFixed(1)} kB of each (resident: ${
    server.residentMib().toFixed(0)} MiB, with the same sessions but 10 followed ${fewMib.toFixed(0)} MiB)`);
const alone = await order(push);
await order({ watch: { count: 1, isMeasuring: true } });
const watched = await order(push);
await order({ watch: { count: dashboards - 1, isMeasuring: false } });
const crowded = await order(push);
const cpuOf = ({ cpuMs, pushes }: { cpuMs: number; pushes: number }) => `${(cpuMs / pushes).toFixed(2)} ms`;
say(`CPU of a push at ${String(perSecond)} a second, all threads together: ${cpuOf(alone)} with nobody watching, ${cpuOf(watched)} with one dashboard, `
    + `${cpuOf(crowded)} with ${String(dashboards)}`);
for (const [who, { latencies }] of [['one dashboard', watched], [`${String(dashboards)} dashboards`, crowded]] as const) {
    const sorted = [...latencies].sort((a, b) => a - b);
    const at = (share: number) => String(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
    say(`from the answer to a push to its state on the stream, ${who}: median ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms (${
        String(sorted.length)} measured)`);
}
say(`the first dashboard is told of all participants (${(watched.watchedBytes / 1e6).toFixed(0)} MB in ${String(seconds)} s), the others of conferences; ${
    String(crowded.lost)} of them lost their stream`);
await close();
