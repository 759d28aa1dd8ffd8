import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MongoClient } from 'mongodb';
import type { Test } from 'tap';
import type { Readiness } from '../../schemas/health.js';
import { openMongodbStore } from '../../src/store/mongodb/open-mongodb-store.js';
import type { Store } from '../../src/store/store.js';
import { findFreePort } from '../support/free-port.js';
import { createLogLines } from '../support/log-lines.js';
import { openFaultyMongodb, type FaultyMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';
import { PushingSession } from './pushing-session.js';
import { ServiceProcess } from './service-process.js';

/** Epoch ms. */
const STARTED_AT = Date.now();

interface SiteOptions {
    instances?: number;
    pages?: number;
    /** Between two pushes of a page, ms. */
    pauseMs?: number;
    settings?: Record<string, string>;
    /** Where the first instance keeps its data; a folder of its own by default. */
    dataDir?: string;
}

/** Instances of the service with one MongoDB, to which the way can fail, and pages that push to them. Nothing here waits without end. */
export interface Site {
    mongodb: FaultyMongodb;
    services: readonly ServiceProcess[];
    /** The first of them. */
    service: ServiceProcess;
    /** The pages begin to push. */
    begin(): void;
    /** They stop, each when its last push has been acknowledged. */
    finish(): Promise<void>;
    /** They stop, whatever the answer is that they wait for. */
    stop(): Promise<void>;
    /** Resolves when each page got so many more pushes acknowledged. */
    progress(pushes: number): Promise<void>;
    /** Resolves when so many more pushes were acknowledged in all. */
    someProgress(pushes: number): Promise<void>;
    /** How often a page was told to come again later. */
    refused(): number;
    /** Resolves when pages were told so often more. */
    refusals(times: number): Promise<void>;
    /** Resolves when the first instance says so of itself. */
    ready(what: string, is: (readiness: Readiness) => boolean): Promise<void>;
    /** Resolves when no instance, and none of its workers, has anything in its spool. */
    drained(): Promise<void>;
    /** All that was acknowledged is in MongoDB, once, and nothing else is there. */
    check(t: Test): Promise<void>;
}

/** Services are started by the test and ended with it. */
export async function openSite(t: Test, options: SiteOptions = {}): Promise<Site> {
    const { instances = 1, pages: pageCount = 12, pauseMs, settings = {}, dataDir } = options;
    const root = t.testdir();
    const mongodb = await openFaultyMongodb();
    t.teardown(() => mongodb.close());
    const database = mongodb.newDatabase();
    const services: ServiceProcess[] = [];
    for (let index = 0; index < instances; index++) {
        const folder = index === 0 && dataDir !== undefined ? dataDir : await mkdtemp(path.join(root, 'data-'));
        services.push(new ServiceProcess(await findFreePort(), folder, {
            MONGODB_URI: `${mongodb.uri}&serverSelectionTimeoutMS=1000`, MONGODB_DB: database, SESSION_SECRET: 'the same for all instances', SHUTDOWN_GRACE: '60', ...settings
        }));
    }
    const [service] = services as [ServiceProcess];
    const pages = Array.from({ length: pageCount }, (_, index) => {
        const { port } = services[index % instances] ?? service;
        const others = services.map((other) => other.port).filter((other) => other !== port);
        return new PushingSession(port, STARTED_AT, { ...pauseMs !== undefined && { pauseMs }, others });
    });
    let running = 0;

    const sum = (of: (page: PushingSession) => number) => pages.reduce((total, page) => total + of(page), 0);
    const acknowledged = () => sum((page) => page.acknowledged.length);
    const refused = () => sum((page) => page.refused);
    const describe = async () => [
        `Acknowledged: ${pages.map((page) => page.acknowledged.length).join(' ')}; ${String(refused())} times refused.`,
        ...await Promise.all(services.map(async (one) =>
            `${JSON.stringify(await one.readiness().catch(String))}\n${one.output.slice(-4000)}`))
    ].join('\n');
    const until = (what: string, condition: () => Promise<boolean> | boolean) => waitUntil(what, condition, describe);

    const stop = async () => {
        for (const page of pages) page.stop();
        await until('every page stops', () => running === 0);
    };
    t.teardown(async () => {
        for (const page of pages) page.stop();
        for (const one of services) await one.end('SIGKILL');
        await stop();
    });
    return {
        mongodb, services, service, refused, stop,
        begin() {
            running = pages.length;
            for (const page of pages) void page.run().finally(() => { running -= 1; });
        },
        async finish() {
            for (const page of pages) page.finish();
            await until('every page got its last push acknowledged', () => running === 0);
        },
        async progress(pushes) {
            const before = pages.map((page) => page.acknowledged.length);
            await until(`each page got ${String(pushes)} more pushes acknowledged`, () =>
                pages.every((page, index) => page.acknowledged.length >= (before[index] ?? 0) + pushes));
        },
        async someProgress(pushes) {
            const before = acknowledged();
            await until(`${String(pushes)} more pushes were acknowledged`, () => acknowledged() >= before + pushes);
        },
        async refusals(times) {
            const before = refused();
            await until(`pages were refused ${String(times)} times more`, () => refused() >= before + times);
        },
        ready: (what, is) => until(what, async () => is(await service.readiness())),
        async drained() {
            for (const one of services) await until('the spool is empty', async () => isDrained(await one.readiness()));
        },
        async check(t) {
            await checkDatabase(t, { uri: `${mongodb.uri}&serverSelectionTimeoutMS=60000`, database, pages });
            t.notMatch(services.map(({ output }) => output).join(''), /used for other content/, 'no push was taken for another one');
            t.comment(`${String(acknowledged())} pushes acknowledged, ${String(refused())} times refused`);
        }
    };
}

const isDrained = ({ spool, workers }: Readiness): boolean => spool.batches === 0 && workers?.answering === workers?.count;

/** For Site.ready. */
export const hasReasons = (...reasons: string[]) => (readiness: Readiness): boolean => isDeepStrictEqual(readiness.reasons, reasons);

async function checkDatabase(t: Test, { uri, database, pages }: { uri: string; database: string; pages: readonly PushingSession[] }): Promise<void> {
    const client = new MongoClient(uri);
    const store = await openMongodbStore({ uri, database, retentionDays: 30, log: createLogLines().log });
    try {
        const db = client.db(database);
        t.equal(await db.collection('sessions').countDocuments(), pages.length, 'there is one session for each page');
        t.equal(await db.collection('pushes').countDocuments(), pages.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0),
            'there are as many pushes as were acknowledged');
        for (const page of pages) await checkSession(t, store, page);
    } finally {
        await store.close();
        await client.close();
    }
}

async function checkSession(t: Test, store: Store, { sessionId, acknowledged, odd }: PushingSession): Promise<void> {
    t.same(odd, [], 'every answer was 204, or 503');
    t.same(acknowledged, acknowledged.map((_, index) => index), 'the page left out no push, and counted none twice');
    const pushes = await store.pushes.list(sessionId, -1, 1_000_000);
    t.same(pushes.map(({ seq }) => seq), acknowledged, 'every acknowledged push is there, once, and no other');
    t.same(pushes.flatMap(({ deltas }) => deltas.map(({ at }) => at - STARTED_AT)), acknowledged.flatMap((seq) => [seq * 1000, seq * 1000 + 500]),
        'as it was sent');
    t.same([...(await store.pushes.count([sessionId])).values()], [{ pushes: acknowledged.length, samples: acknowledged.length * 2 }]);
    t.match(await store.sessions.find(sessionId), { conferenceName: 'faults', lastSeq: acknowledged.length - 1 }, 'the session knows of all of them');
}
