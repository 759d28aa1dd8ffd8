/**
 * What a report of Sora costs the service: the browsers' reports are Chromium's, of a connection on which 30 others are heard and seen. CPU of
 * each, alone and all the way into the embedded store, and the memory that a remembered connection takes.
 *   npm run bench:sora [-- others=30 reports=300 connections=500]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { SoraReport } from '../schemas/peers/sora.js';
import { buildApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { createAcceptSoraReport } from '../src/peers/sora/accept-report.js';
import type {} from '../src/plugins/drainer.js';
import type {} from '../src/plugins/ingest.js';
import { programPath } from '../test/support/programs.js';
import { openLoopback, readReports } from './loopback-call.js';
import { numberOption } from './options.js';

const others = numberOption('others', 30), reports = numberOption('reports', 300), connections = numberOption('connections', 500);
/** Different ones, one after the other, of the same connection. */
const RECORDED = 10;
const INTERVAL_MS = 15_000;

const say = (text: string) => { process.stdout.write(`${text}\n`); };
const collect = (globalThis as { gc?: () => void }).gc ?? (() => { throw new Error('Run with --expose-gc.'); });
/** With that of typed arrays, which is not on the heap. */
const usedMemory = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
const nameOf = (place: number) => String(place).padStart(26, 'A');

async function record(): Promise<SoraReport['stats'][]> {
    const browser = await chromium.launch({
        executablePath: programPath('chromium'), args: ['--disable-gpu', '--autoplay-policy=no-user-gesture-required']
    });
    try {
        const page = await browser.newPage();
        await openLoopback(page, others);
        return await readReports(page, RECORDED, 500);
    } finally {
        await browser.close();
    }
}

const recorded = await record();
const [first = []] = recorded;
const begin = Date.now() - reports * INTERVAL_MS;

/** As it comes: the text of a body. */
function bodyOf(connection: number, round: number): string {
    const timestamp = new Date(begin + round * INTERVAL_MS).toISOString().replace('Z', '000Z');
    // the browser's clock goes on as Sora's does
    const at = Date.parse(timestamp);
    const stats = (recorded[round % RECORDED] ?? first).map((object) => ({ ...object, timestamp: at }));
    return JSON.stringify({
        type: 'connection.user-agent', timestamp, label: 'bench', version: '2024.2.0', node_name: 'sora@192.0.2.20',
        multistream: true, simulcast: false, spotlight: false, role: 'sendrecv', channel_id: 'bench', session_id: nameOf(0),
        client_id: nameOf(connection), connection_id: nameOf(connection), stats
    });
}

async function measureCpu(work: () => Promise<void>): Promise<number> {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
}

const bodies = Array.from({ length: reports }, (_, round) => bodyOf(round % 20, Math.floor(round / 20)));
say(`a report has ${String(first.length)} objects, ${String(first.filter(({ type }) => type === 'inbound-rtp').length)} of them streams received, `
    + `${(Buffer.byteLength(bodies[0] ?? '') / 1000).toFixed(0)} kB`);

const nobody = { acceptPeer: () => Promise.resolve([]), now: Date.now, maxConnections: connections };
const takeAll = (accept: ReturnType<typeof createAcceptSoraReport>) => async () => {
    for (const body of bodies) await accept(JSON.parse(body) as SoraReport);
};
await takeAll(createAcceptSoraReport(nobody))();
const parseMs = await measureCpu(async () => { for (const body of bodies) JSON.parse(body); });
const stateMs = await measureCpu(takeAll(createAcceptSoraReport(nobody))) - parseMs;
say(`CPU of a report: ${(parseMs / reports).toFixed(2)} ms to read it as JSON, ${(stateMs / reports).toFixed(2)} ms to make a state of it`);

for (const [what, settings] of [['its objects included', {}], ['without its objects', { MAX_RTCSTATS: '0' }]] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'confmeter-bench-'));
    const app = await buildApp(loadConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', DASHBOARD_TOKEN: 'of-the-bench-on-the-loopback', ...settings }));
    const wholeMs = await measureCpu(async () => {
        await takeAll(createAcceptSoraReport({ ...nobody, acceptPeer: app.ingest.acceptPeer }))();
        await app.drainer.settled(60_000);
    });
    await app.close();
    await rm(folder, { recursive: true });
    say(`CPU of a report all the way into the embedded store, ${what}: ${(wholeMs / reports).toFixed(2)} ms, all threads together`);
}

for (let round = 0; round < 5; round += 1) collect();
const before = usedMemory();
const accept = createAcceptSoraReport(nobody);
for (const round of [0, 1])
    for (let connection = 0; connection < connections; connection += 1) await accept(JSON.parse(bodyOf(connection, round)) as SoraReport);
for (let round = 0; round < 5; round += 1) collect();
say(`a remembered connection takes ${((usedMemory() - before) / connections / 1000).toFixed(1)} kB of memory`);
// what was measured is still there
await accept(JSON.parse(bodyOf(0, 2)) as SoraReport);
