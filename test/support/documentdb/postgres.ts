import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, open, readdir, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { createPatience } from '../patience.js';

const run = promisify(execFile);

/** Paths inside the Debian folder. */
const BIN = '/usr/lib/postgresql/18/bin';
const CLUSTERS = '/var/lib/postgresql';
const AS_POSTGRES = '--userspec=postgres:postgres';

export interface Postgres {
    /** Where its socket is, seen from outside of the folder. It listens on nothing else. */
    readonly socketDirectory: string;
    /** As a power cut: no process of it gets to say anything. */
    crash(): Promise<void>;
    /** Up again after a crash, with what was durable. */
    start(): Promise<void>;
    /** Ends it and removes its data. */
    close(): Promise<void>;
}

/**
 * A PostgreSQL of one's own, with DocumentDB, in a second. It is this process's child and the kernel kills it when this process
 * dies, however that happens; data left behind in that way is removed by whoever comes next.
 * @param folder a Debian folder
 */
export async function openPostgres(folder: string): Promise<Postgres> {
    await removeLeftovers(join(folder, CLUSTERS));
    const cluster = join(CLUSTERS, `test-${process.pid}-${randomBytes(4).toString('hex')}`);
    const socketDirectory = join(folder, cluster);
    await run('chroot', [AS_POSTGRES, folder, `${BIN}/initdb`, '-D', cluster, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync']);
    await appendFile(join(socketDirectory, 'postgresql.conf'), settings(cluster));

    let server: ChildProcess | null = null;

    async function start(): Promise<void> {
        const log = await open(join(socketDirectory, 'server.log'), 'a');
        const child = spawn('chroot', [AS_POSTGRES, folder, 'setpriv', '--pdeathsig', 'KILL', `${BIN}/postgres`, '-D', cluster],
            { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, stdio: ['ignore', log.fd, log.fd] });
        await log.close();
        server = child;
        for (const patience = createPatience(); !(await answers(socketDirectory));) {
            if (child.exitCode !== null || patience.isOver())
                throw new Error(`PostgreSQL did not start:\n${await readFile(join(socketDirectory, 'server.log'), 'utf8')}`);
            await delay(50);
        }
    }

    async function crash(): Promise<void> {
        if (server?.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
        const gone = once(server, 'exit');
        const backends = (await readFile(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')).trim().split(' ').map(Number);
        for (const pid of [server.pid, ...backends]) kill(pid);
        await gone;
    }

    await start();
    await query(socketDirectory, 'CREATE EXTENSION IF NOT EXISTS documentdb CASCADE');
    return {
        socketDirectory,
        crash,
        start,
        async close() {
            await crash();
            await rm(socketDirectory, { recursive: true, force: true, maxRetries: 5 });
        }
    };
}

/** `synchronous_commit` and `fsync` stay on: what was answered must survive a crash. */
const settings = (cluster: string) => `
shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb'
cron.database_name = 'postgres'
cron.use_background_workers = on
documentdb.localhost_connection_string = 'host=${cluster}'
listen_addresses = ''
unix_socket_directories = '${cluster}'
dynamic_shared_memory_type = mmap
max_connections = 100
logging_collector = off
log_destination = 'stderr'
`;

function kill(pid: number): void {
    try {
        process.kill(pid, 'SIGKILL');
    } catch {
        // gone already
    }
}

async function answers(socketDirectory: string): Promise<boolean> {
    return query(socketDirectory, 'SELECT 1').then(() => true, () => false);
}

async function query(socketDirectory: string, text: string): Promise<void> {
    const client = new pg.Client({ host: socketDirectory, user: 'postgres', database: 'postgres' });
    client.on('error', () => undefined);
    try {
        await client.connect();
        await client.query(text);
    } finally {
        await client.end();
    }
}

/** Clusters are named after the process that owns them. */
async function removeLeftovers(clusters: string): Promise<void> {
    for (const name of await readdir(clusters)) {
        const owner = /^test-(\d+)-/.exec(name)?.[1];
        if (owner !== undefined && !existsSync(`/proc/${owner}`)) await rm(join(clusters, name), { recursive: true, force: true });
    }
}
