/**
 * How long the dashboard's questions take over a month of calls: summaries, reports and lists, through the whole service but the network.
 *   npm run bench:month [-- sessions=50000 store=sqlite rounds=15]
 * `store=mongodb` needs what the tests of MongoDB need. The folder, or database, is removed afterwards.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { openMongodbStore } from '../src/store/mongodb/open-mongodb-store.js';
// What the plugins add to FastifyInstance.
import type {} from '../src/plugins/store.js';
import { createLogLines } from '../test/support/log-lines.js';
import { openTestMongodb } from '../test/support/mongodb.js';
import { createMonth, MONTH } from './month-calls.js';
import { loadConferences, openForLoading, type LoadedStore } from './month-store.js';
import { numberOption, wordOption } from './options.js';

const wanted = numberOption('sessions', 50_000), kind = wordOption('store', 'sqlite'), rounds = numberOption('rounds', 15);
/** Conferences that are loaded in one transaction. */
const CHUNK = 400;
const TOKEN = 'a-token-for-benches-only';
const EVER = { from: -Infinity, to: Infinity };
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(0);

const month = 'from=2026-10-01&to=2026-11-01';
const berlin = 'from=2026-09-30T22:00:00Z&to=2026-10-31T23:00:00Z&timeZone=Europe/Berlin';
const METRIC = 'metric=roundTripTime';
const QUESTIONS: readonly string[] = [
    ...['', `&${METRIC}`, '&metric=packetLossUpload,packetLossDownload,roundTripTime,audioMosDownload,videoScoreDownload']
        .map((rest) => `/v1/summary?${month}${rest}`),
    ...['browser', 'os', 'region', 'country', 'connection'].map((by) => `/v1/summary?${month}&by=${by}`),
    `/v1/summary?${month}&by=browser&${METRIC}`,
    `/v1/summary?${month}&by=conferenceName`, `/v1/summary?${month}&by=conferenceName&limit=500`, `/v1/summary?${month}&by=conferenceName&${METRIC}`,
    `/v1/summary?${month}&by=hour&${METRIC}`, `/v1/summary?${month}&by=day&${METRIC}`, `/v1/summary?${berlin}&by=day`, `/v1/summary?${berlin}&by=week`,
    `/v1/summary?${berlin}&by=day&${METRIC}`, `/v1/summary?${berlin}&by=day&browser=Firefox&${METRIC}`,
    `/v1/summary?${month}&by=country&os=Windows`, `/v1/summary?${month}&by=country&os=Windows&connection=bridge&${METRIC}`,
    `/v1/summary?${month}&by=day&os=Windows&country=DE&${METRIC}`, `/v1/summary?${berlin}&by=day&os=Windows&country=DE`,
    `/v1/summary?${berlin}&by=day&os=Windows&country=DE&${METRIC}`,
    // what the overview asks
    ...['', '&browser=Firefox', '&browser=Firefox&country=DE'].flatMap((filter) => [
        `/v1/summary?${berlin}&by=day&metric=audioMosDownload,packetLossDownload,roundTripTime${filter}`,
        `/v1/summary?${berlin}&divisions=browser,os,region,country,connection&limit=12${filter}`
    ]),
    `/v1/reports/usage?${month}&minMinutes=10`, `/v1/reports/usage?${berlin}&by=week&minMinutes=10`, `/v1/reports/usage?${month}&by=month&format=csv`,
    ...['sessions', 'conferences'].flatMap((list) => [
        '', '&browser=Firefox', '&verdict=poor&country=FR', '&issue=cpu_limited&os=iOS', '&namePrefix=room-1', '&conferenceName=room-77',
        '&participant=user-77', '&minDuration=3600&region=us-east'
    ].map((filter) => `/v1/${list}?${month}&limit=50${filter}`))
];

async function load(store: LoadedStore): Promise<number> {
    const { conference } = createMonth(1);
    let sessions = 0;
    for (let begun = performance.now(), told = begun; sessions < wanted;) {
        const conferences = [];
        for (let index = 0; index < CHUNK && sessions < wanted; index++) {
            const members = conference();
            conferences.push(members);
            sessions += members.length;
        }
        await loadConferences(store, conferences, MONTH.to + 1e9);
        if (performance.now() - told < 30_000) continue;
        told = performance.now();
        say(`  ${String(sessions)} sessions in ${seconds(begun)} s`);
    }
    return sessions;
}

/** Resolves when the service's own job has made all hours and days. */
async function rolledUp({ store }: FastifyInstance): Promise<void> {
    const isDue = async () => (await Promise.all((['hour', 'day'] as const).map((level) => store.rollups.due({ level, ...EVER })))).flat().length > 0;
    while (await isDue()) await delay(500);
}

const quantile = (sorted: readonly number[], part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN).toFixed(1);

async function time(app: FastifyInstance, url: string): Promise<string> {
    const ask = async () => {
        const response = await app.inject({ url: encodeURI(url), headers: { authorization: `Bearer ${TOKEN}` } });
        if (response.statusCode !== 200) throw new Error(`${url}: ${response.body}`);
        return response.body.length;
    };
    const bytes = await ask();
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let round = 0; round < rounds; round++) {
        const begun = performance.now();
        await ask();
        times.push(performance.now() - begun);
    }
    const { user, system } = process.cpuUsage(cpu);
    times.sort((a, b) => a - b);
    const columns = [quantile(times, 0.5), quantile(times, 0.95), ((user + system) / 1000 / rounds).toFixed(1), (bytes / 1024).toFixed(0)];
    return `${columns.map((column) => column.padStart(8)).join('')}  ${url}`;
}

const folder = await mkdtemp(path.join(tmpdir(), 'confmeter-month-'));
const mongodb = kind === 'mongodb' ? await openTestMongodb() : undefined;
const database = mongodb?.newDatabase() ?? '';
try {
    const loading = mongodb === undefined
        ? openForLoading(folder)
        : await openMongodbStore({ uri: mongodb.uri, database, retentionDays: 0, log: createLogLines().log });
    const begun = performance.now();
    const sessions = await load(loading);
    await loading.close();
    say(`${String(sessions)} sessions in ${kind}, loaded in ${seconds(begun)} s`);

    const config = loadConfig({
        DATA_DIR: folder, DASHBOARD_TOKEN: TOKEN, LOG_LEVEL: 'error', RETENTION_DAYS: '0', ROLLUP_DAYS: '0', RATE_LIMIT: '0',
        ...mongodb && { MONGODB_URI: mongodb.uri, MONGODB_DB: database }
    });
    const loop = monitorEventLoopDelay({ resolution: 5 });
    loop.enable();
    const started = performance.now();
    const app = await buildApp(config);
    await rolledUp(app);
    say(`rolled up in ${seconds(started)} s; the event loop was held up for ${(loop.percentile(99) / 1e6).toFixed(0)} ms (p99), `
        + `${(loop.max / 1e6).toFixed(0)} ms at most`);
    loop.disable();
    if (mongodb === undefined) say(`the file has ${((await stat(path.join(folder, 'confmeter.sqlite'))).size / 1e9).toFixed(2)} GB`);
    say('  median     p95     CPU     KiB  (ms, ms, ms)');
    for (const url of QUESTIONS) say(await time(app, url));
    await app.close();
} finally {
    await mongodb?.close();
    await rm(folder, { recursive: true, force: true });
}
