/**
 * What the SDK costs: the size of its script, the bytes that it sends per participant and minute on each recorded call, and the main
 * thread's time per stats event with 30 others in Chromium, and per report of the peer connection.
 *   npm run bench:sdk
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { createCollector } from '../client-sdk/src/collector.js';
import { createFakeEnvironment } from '../test/client-sdk/fake-environment.js';
import { Conference, fakeJitsiScript, type createFakeJitsi } from '../test/support/fake-jitsi.js';
import { programPath } from '../test/support/programs.js';
import { ROOT } from '../test/support/project.js';
import { DEEP_TRACES, readTrace, TRACES, type TraceName, type TraceLine } from '../test/support/traces.js';
import { emitWithReports, openLoopback } from './loopback-call.js';

const OTHERS = 30;
const WARM_EVENTS = 2000;
const COLD_EVENTS = 20;
const REPORTS = 100;
const REPORT_PAUSE_MS = 100;
/** Jitsi Meet's pcStatsInterval; most calls were recorded with 2 s. */
const USUAL_INTERVAL_MS = 10_000;

const script = readFileSync(join(ROOT, 'dist/client/client.js'));
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const percentile = (values: number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? NaN;

const STATS_EVENT = 'cq.local_stats_updated';

/** All bodies of a call as recorded, from the beginning of the join to its end, with the default settings. */
async function bytesPerMinute(name: TraceName, participant: 'a' | 'b', select: (lines: TraceLine[]) => TraceLine[] = (lines) => lines) {
    const { page, environment } = createFakeEnvironment();
    const conference = new Conference();
    createCollector({ conference, environment, options: { endpoint: page.endpoint } });
    const lines = select(readTrace(name, participant));
    const begin = page.time;
    for (const line of lines) {
        await page.advance(begin + line.t - page.time);
        conference.play(line);
    }
    await page.settle();
    const bytes = page.sent.reduce((sum, { body }) => sum + Buffer.byteLength(JSON.stringify(body)), 0);
    const minutes = (page.time - begin) / 60_000;
    const statsEvents = lines.filter(isStats).length;
    return { perMinute: bytes / minutes, requests: page.sent.length, statsPerMinute: statsEvents / minutes };
}

interface BenchWindow {
    fakeJitsi: ReturnType<typeof createFakeJitsi>;
    confmeter: { collectCallQuality(conference: object): void };
}

/** Emits stats events, of which all numbers change each time, to the SDK or to nobody. Wall-clock ms of each: a busy machine shows in them. */
const emit = (page: Page, ...how: [events: number, pauseMs: number, listening: boolean]) => page.evaluate(async ([count, pause, collect, videos]) => {
    const { fakeJitsi, confmeter } = window as unknown as BenchWindow;
    const conference = Object.assign(new fakeJitsi.Conference(), { name: 'bench', me: 'aaaaaaaa' });
    if (collect) confmeter.collectCallQuality(conference);
    const payload = (round: number) => {
        const ids = Array.from({ length: videos }, (_, place) => (0x10000000 + place).toString(16));
        const bySsrc = <T>(of: (place: number) => T) =>
            Object.fromEntries([...ids, 'aaaaaaaa'].map((id, place) => [id, { [1000 + place]: of(place) }]));
        return {
            connectionQuality: round % 101, jvbRTT: round % 90, serverRegion: 'eu-west', bridgeCount: 2, maxEnabledResolution: 720,
            bandwidth: { upload: 2500 + round, download: 3100 + round }, packetLoss: { upload: 0, download: round % 9, total: round % 5 },
            bitrate: {
                upload: round, download: round * 2,
                audio: { upload: 24 + round % 9, download: 24 + round % 8 }, video: { upload: round, download: round }
            },
            transport: [{
                ip: '203.0.113.9:10000', localip: '192.0.2.2:54671', type: 'udp', p2p: false, rtt: round % 90, localCandidateType: 'srflx',
                remoteCandidateType: 'host', networkType: 'wifi'
            }],
            resolution: bySsrc((place) => ({ width: 320 + place + round % 9, height: 180 + place + round % 9 })),
            framerate: bySsrc((place) => 10 + (place + round) % 20),
            codec: bySsrc(() => ({ audio: undefined, video: 'VP9' }))
        };
    };
    const times: number[] = [];
    for (let round = 1; round <= count; round++) {
        const stats = payload(round);
        const begin = performance.now();
        conference.emit('cq.local_stats_updated', stats);
        times.push(performance.now() - begin);
        if (pause > 0 || round % 100 === 0) await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
    return times;
}, [...how, OTHERS] as const);

say(`size      ${String(script.length)} bytes, ${String(gzipSync(script, { level: 9 }).length)} with gzip, ${String(brotliCompressSync(script).length)} with brotli`);
say('');
const isStats = ({ event }: TraceLine) => event === STATS_EVENT;
/** As if the stats had come every 10 s. */
function usualPace(lines: TraceLine[]): TraceLine[] {
    let next = lines.find(isStats)?.t ?? 0;
    return lines.filter((line) => {
        if (!isStats(line)) return true;
        if (line.t < next) return false;
        next += USUAL_INTERVAL_MS;
        return true;
    });
}
const withoutReports = (lines: TraceLine[]): TraceLine[] => lines.map(({ report: _, ...line }) => line);

for (const name of [...TRACES, ...DEEP_TRACES]) {
    for (const participant of ['a', 'b'] as const) {
        const { perMinute, requests, statsPerMinute } = await bytesPerMinute(name, participant);
        const told = async (select: (lines: TraceLine[]) => TraceLine[]) => (await bytesPerMinute(name, participant, select)).perMinute.toFixed(0);
        const isDeep = readTrace(name, participant).some(({ report }) => report);
        say(`${name.padEnd(26)}${participant}  ${perMinute.toFixed(0).padStart(5)} bytes of bodies per participant and minute `
            + `(${statsPerMinute.toFixed(0)} stats events a minute, ${String(requests)} requests in all)`
            + (isDeep ? `; ${await told(withoutReports)} without getStats(); every 10 s ${await told(usualPace)}, `
                + `${await told((lines) => withoutReports(usualPace(lines)))} without` : ''));
    }
}
say('');

// Isolated, so that performance.now() tells 5 µs apart and not 100: https://www.w3.org/TR/hr-time-3/#dfn-coarsen-time
const server = createServer((request, response) => {
    response.setHeader('cross-origin-opener-policy', 'same-origin').setHeader('cross-origin-embedder-policy', 'require-corp');
    if (request.url === '/client.js') response.setHeader('content-type', 'text/javascript').end(script);
    else if (request.url === '/v1/sessions') response.setHeader('content-type', 'application/json').end('{"token":"x","pushInterval":30000}');
    else if (request.method === 'POST') response.writeHead(204).end();
    else response.setHeader('content-type', 'text/html').end(`<!doctype html><script>${fakeJitsiScript}</script><script src="/client.js"></script>`);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${String((server.address() as AddressInfo).port)}/`;
const browser = await chromium.launch({
    executablePath: programPath('chromium'), args: ['--disable-gpu', '--autoplay-policy=no-user-gesture-required']
});

async function openPage(): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(url);
    return page;
}

const spreadOf = (times: number[]) => [0.25, 0.5, 0.95].map((share) => `p${String(share * 100)} ${percentile(times, share).toFixed(3)} ms`).join(', ');

/** ms of CPU of the page's main thread: the time that the thread ran, not what other processes took meanwhile. */
async function measureThread<T>(page: Page, work: () => Promise<T>): Promise<{ threadMs: number; result: T }> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const read = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN;
    const before = await read();
    const result = await work();
    return { result, threadMs: (await read() - before) * 1000 };
}

for (const [what, events, pause] of [['the first ones', COLD_EVENTS, 100], ['warm', WARM_EVENTS, 0]] as const) {
    const threadMs: number[] = [];
    let times: number[] = [];
    for (const listening of [false, true]) {
        const page = await openPage();
        const measured = await measureThread(page, () => emit(page, events, pause, listening));
        threadMs.push(measured.threadMs);
        times = measured.result;
        await page.close();
    }
    const [without = NaN, withSdk = NaN] = threadMs;
    say(`main thread per stats event with ${String(OTHERS)} remote videos, ${what}: ${((withSdk - without) / events).toFixed(3)} ms of CPU on the mean, `
        + `pushes included; by the clock ${spreadOf(times)}`);
}
const page = await openPage();
await openLoopback(page, OTHERS);
const { times, streams, objects } = await emitWithReports(page, REPORTS, REPORT_PAUSE_MS);
say(`the same with getStats() of a connection with ${String(streams)} streams, a report of ${String(objects)} objects: by the clock ${spreadOf(times)}`);
await browser.close();
server.close();
server.closeAllConnections();
