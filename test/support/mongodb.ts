import { randomBytes } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { hasDebianFolder, prepareDebianFolder } from './documentdb/debian-folder.js';
import { openDocumentDB } from './documentdb/documentdb.js';
import { canInstall } from './debian-packages.js';
import { openFaultyLink, type FaultyLink } from './faulty-link.js';

/** A MongoDB, or what passes for one, for one test file. */
export interface TestMongodb {
    readonly uri: string;
    /** A name that nobody has. What is in it is gone after close. */
    newDatabase(): string;
    close(): Promise<void>;
}

/** One with a way to it on which things can go wrong. */
export interface FaultyMongodb extends TestMongodb {
    readonly link: FaultyLink;
    /** Ends the database: where it is ours, as a power cut would; where it is not, by letting nobody through to it. */
    stop(): Promise<void>;
    start(): Promise<void>;
}

export const WHICH_MONGODB = {
    MONGODB_URI: 'the server of MONGODB_URI',
    mongod: 'a mongod from mongodb-memory-server-core',
    DocumentDB: 'DocumentDB from Debian\'s packages, behind the gateway of test/support/documentdb'
} as const;
type ServerKind = keyof typeof WHICH_MONGODB;

/** What mongodb-memory-server-core runs. */
const MONGOD_VERSION = '8.0.12';
const DOWNLOAD_PROBE_MS = 5000;

/** Which server the tests use: the one that MONGODB_URI names; else a mongod that is there; else DocumentDB, if that is there. */
async function findMongodb(): Promise<ServerKind | undefined> {
    if (process.env.MONGODB_URI) return 'MONGODB_URI';
    const { DryMongoBinary } = await import('mongodb-memory-server-core');
    if (await DryMongoBinary.locateBinary({ version: MONGOD_VERSION }) !== undefined) return 'mongod';
    return hasDebianFolder() ? 'DocumentDB' : undefined;
}

/**
 * Makes a server ready where there is none yet: downloads a mongod where that is possible, else installs DocumentDB from Debian's
 * packages. Answers which one the tests will use.
 * @throws when neither is possible
 */
export async function prepareMongodb(): Promise<ServerKind> {
    const found = await findMongodb();
    if (found !== undefined) return found;
    if (await canDownloadMongod()) {
        const { MongoBinary } = await import('mongodb-memory-server-core');
        await MongoBinary.getPath({ version: MONGOD_VERSION });
        return 'mongod';
    }
    if (!canInstall()) throw new Error('it takes MONGODB_URI, or a way to download a mongod, or Debian as root');
    await prepareDebianFolder();
    return 'DocumentDB';
}

/** Whether there is one for this system, and a way to where it is kept. */
async function canDownloadMongod(): Promise<boolean> {
    const { DryMongoBinary } = await import('mongodb-memory-server-core');
    const { MongoBinaryDownloadUrl } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js');
    try {
        const system = await DryMongoBinary.generateOptions({ version: MONGOD_VERSION });
        const url = await new MongoBinaryDownloadUrl(system).getDownloadUrl();
        return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(DOWNLOAD_PROBE_MS) })).ok;
    } catch {
        return false;
    }
}

/** For a test's `skip` option: false, or why there is no MongoDB. With CI=true a skip is a failure. */
export const skipWithoutMongodb = async (): Promise<string | false> =>
    await findMongodb() === undefined ? 'no MongoDB: set MONGODB_URI, or run the set-up of the tests (dist/test/support/prepare.js)' : false;

interface Server {
    uri: string;
    /** Only where the server is ours to crash. */
    stop?: () => Promise<void>;
    start?: () => Promise<void>;
    close(): Promise<void>;
}

const openServer: Record<ServerKind, (databases: ReadonlySet<string>) => Promise<Server>> = {
    async MONGODB_URI(databases) {
        const uri = process.env.MONGODB_URI ?? '';
        return { uri, close: () => dropDatabases(uri, databases) };
    },
    async mongod() {
        const { MongoMemoryReplSet } = await import('mongodb-memory-server-core');
        const server = await MongoMemoryReplSet.create({ binary: { version: MONGOD_VERSION }, replSet: { count: 1, storageEngine: 'wiredTiger' } });
        return { uri: server.getUri(), close: async () => void await server.stop() };
    },
    async DocumentDB() {
        const { port, crash, start, close } = await openDocumentDB();
        return { uri: `mongodb://127.0.0.1:${port}/`, stop: crash, start, close };
    }
};

async function openAny(): Promise<Server & Pick<TestMongodb, 'newDatabase'>> {
    const kind = await findMongodb();
    if (kind === undefined) throw new Error(String(await skipWithoutMongodb()));
    const databases = new Set<string>();
    return {
        ...await openServer[kind](databases),
        newDatabase() {
            const name = `confmeter_test_${randomBytes(6).toString('hex')}`;
            databases.add(name);
            return name;
        }
    };
}

export async function openTestMongodb(): Promise<TestMongodb> {
    return openAny();
}

export async function openFaultyMongodb(): Promise<FaultyMongodb> {
    const server = await openAny();
    const { host = '127.0.0.1', port = 27017 } = new MongoClient(server.uri).options.hosts[0] ?? {};
    const link = await openFaultyLink({ host, port });
    const uri = new URL(server.uri);
    uri.host = `127.0.0.1:${String(link.port)}`;
    uri.searchParams.delete('replicaSet');
    uri.searchParams.set('directConnection', 'true');
    return {
        uri: uri.href,
        newDatabase: server.newDatabase,
        link,
        stop: server.stop ?? link.stop,
        start: server.start ?? link.start,
        async close() {
            await link.close();
            await server.close();
        }
    };
}

async function dropDatabases(uri: string, databases: ReadonlySet<string>): Promise<void> {
    const client = new MongoClient(uri);
    try {
        for (const database of databases) await client.db(database).dropDatabase();
    } finally {
        await client.close();
    }
}
