import cluster from 'node:cluster';
import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { announceToken } from '../announce-token.js';
import { describeConfig, type Config } from '../config.js';
import { DASHBOARD_TOKEN_FILE, openSecrets } from '../secrets.js';
import { holdFolder } from '../spool/hold-folder.js';
import { shareConfig } from '../workers/share-config.js';
import { supervise } from '../workers/supervise.js';
import { closeTimeMs } from './close-time.js';
import { openFilesLimit, warnOfFewFiles } from './open-files.js';
import { readVersion } from '../version.js';

/** Workers stop within closeTimeMs by themselves; one that has not after this much more is killed. ms */
const KILL_AFTER_MS = 1000;

/**
 * WORKERS above 1: this process starts the workers (run-worker.ts) and sees to it that they run. Everything that must happen once happens
 * here: the lock on DATA_DIR, the secrets, what is told at the start.
 * @throws when a worker cannot start
 */
export async function runPrimary(config: Config): Promise<void> {
    const log = pino({ level: config.LOG_LEVEL });
    const held = await holdFolder({ folder: config.DATA_DIR, log });
    const secrets = await openSecrets(config);
    const supervision = supervise({
        assignment: { count: config.WORKERS, config: shareConfig(config), secrets }, rateLimits: config, fork: () => cluster.fork(), log
    });
    const stop = () => supervision.stop(closeTimeMs(config) + KILL_AFTER_MS);
    const closing = closeWithGrace({ delay: false, logger: log }, async ({ err, signal }) => {
        if (err) log.fatal({ err }, 'Stopping: something unforeseen happened.');
        else log.info({ signal }, 'Stopping.');
        if (!await stop()) throw new Error('Not all workers ended as they should');
        held.release();
    });
    let port: number;
    try {
        port = await supervision.listening;
    } catch (fault) {
        closing.uninstall();
        await stop();
        held.release();
        throw fault;
    }
    log.info({ version: readVersion(), settings: describeConfig(config) }, 'Started.');
    // each worker may open as many as this process
    warnOfFewFiles(shareConfig(config), log, openFilesLimit());
    const { dashboardToken: token, isDashboardTokenNew } = secrets;
    if (isDashboardTokenNew) announceToken({ config, port, token, file: join(config.DATA_DIR, DASHBOARD_TOKEN_FILE) }, process.stderr, log);
}
