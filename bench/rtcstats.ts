/**
 * What the objects of getStats() take, as a Sora server delivers them: how many and how large Chromium's are in a call, how many of them a
 * connection leaves in the store, in how many bytes, and how long the service's main thread is at a report.
 *   npm run bench:rtcstats -- others=3 minutes=10 interval=15 store=mongodb
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { chromium } from 'playwright-core';
import type { RtcStats } from '../schemas/rtcstats.js';
import { loadConfig } from '../src/config.js';
import { createAddressPolicy } from '../src/ingest/addresses.js';
import { DropList } from '../src/ingest/drop-list.js';
import { createRecordReport } from '../src/ingest/record-report.js';
import { peerSessionId } from '../src/ingest/session-id.js';
import { encodeRecord } from '../src/store/encode-records.js';
import { openMongodbStore } from '../src/store/mongodb/open-mongodb-store.js';
import { openSqliteStore } from '../src/store/sqlite/open-sqlite-store.js';
import type { Store } from '../src/store/store.js';
import { createLogLines } from '../test/support/log-lines.js';
import { openTestMongodb } from '../test/support/mongodb.js';
import { programPath } from '../test/support/programs.js';
import { openLoopback } from './loopback-call.js';
import { numberOption, wordOption } from './options.js';

const OTHERS = numberOption('others', 3);
const MINUTES = numberOption('minutes', 10);
const INTERVAL_MS = numberOption('interval', 15) * 1000;
const REPORTS = Math.round(MINUTES * 60_000 / INTERVAL_MS);
/** Between two reports here: long enough for all counters to change. ms */
const PAUSE_MS = 500;
/** So that what a store needs anyway weighs little. */
const CONNECTIONS = 100;
const BEGIN = Date.now() - MINUTES * 60_000;

const say = (text: string) => { process.stdout.write(`${text}\n`); };
const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const config = loadConfig({});

async function recordReports(): Promise<RtcStats[][]> {
    const browser = await chromium.launch({
        executablePath: programPath('chromium'), args: ['--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection']
    });
    try {
        const page = await browser.newPage();
        await page.goto('about:blank');
        await openLoopback(page, OTHERS);
        return await page.evaluate(async ([reports, pauseMs]) => {
            const { loopback } = window as unknown as { loopback: RTCPeerConnection };
            const recorded: RtcStats[][] = [];
            while (recorded.length < reports) {
                await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
                recorded.push([...(await loopback.getStats() as unknown as Map<string, RtcStats>).values()]);
            }
            return recorded;
        }, [REPORTS, PAUSE_MS] as const);
    } finally {
        await browser.close();
    }
}

/** The lines of all reports of a connection, and ms that the main thread was at each. */
function encodeAll(connection: number, reports: readonly RtcStats[][]): { lines: string[]; times: number[] } {
    const recordReport = createRecordReport(createAddressPolicy('truncate'), config);
    const sessionId = peerSessionId('sora', String(connection));
    const times: number[] = [];
    const lines = reports.map((report, index) => {
        const at = BEGIN + index * INTERVAL_MS;
        const stats = structuredClone(report);
        const begin = performance.now();
        const record = recordReport(sessionId, { at, sentAt: at, stats }, at + 50, new DropList());
        const line = record === undefined ? '' : encodeRecord(record);
        times.push(performance.now() - begin);
        return line;
    });
    return { lines, times };
}

/** Answers the bytes that the store needs for them. */
async function openStore(): Promise<{ store: Store; bytes: () => Promise<number>; close: () => Promise<void> }> {
    if (wordOption('store', 'embedded') === 'mongodb') {
        const mongodb = await openTestMongodb();
        const database = mongodb.newDatabase();
        const client = new MongoClient(mongodb.uri);
        const store = await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 0, log: createLogLines().log });
        return {
            store,
            async bytes() {
                const { storageSize, totalIndexSize } = await client.db(database).command({ collStats: 'rtcstats' }) as Record<string, number>;
                return Number(storageSize) + Number(totalIndexSize);
            },
            async close() {
                await client.close();
                await store.close();
                await mongodb.close();
            }
        };
    }
    const folder = mkdtempSync(path.join(tmpdir(), 'confmeter-bench-'));
    const file = path.join(folder, 'store.sqlite');
    const store = await openSqliteStore(file);
    return {
        store,
        async bytes() {
            await store.close();
            return statSync(file).size;
        },
        async close() { rmSync(folder, { recursive: true }); }
    };
}

const reports = await recordReports();
const counts = reports.map((report) => report.length);
const sizes = reports.map((report) => Buffer.byteLength(JSON.stringify(report)));
say(`${String(OTHERS)} others: ${String(median(counts))} objects in a report, ${(median(sizes) / 1024).toFixed(1)} KiB of JSON`);

const { store, bytes, close } = await openStore();
const times: number[] = [];
for (let connection = 0; connection < CONNECTIONS; connection++) {
    const encoded = encodeAll(connection, reports);
    times.push(...encoded.times);
    await store.write([Buffer.from(encoded.lines.join(''))]);
}
const rows = (await store.rtcstats.list(peerSessionId('sora', '0'), { limit: 1_000_000 })).length;
const stored = await bytes();
say(`main thread: ${median(times).toFixed(2)} ms for a report`);
say(`${String(MINUTES)} minutes at one report per ${String(INTERVAL_MS / 1000)} s: ${String(rows)} of ${String(counts.reduce((a, b) => a + b, 0))} objects stored, `
    + `${(stored / CONNECTIONS / 1024 / 1024).toFixed(2)} MiB a connection, ${String(Math.round(stored / CONNECTIONS / rows))} bytes an object, indexes included`);
await close();
