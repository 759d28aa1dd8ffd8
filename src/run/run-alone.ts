import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { announceToken } from '../announce-token.js';
import { buildApp } from '../app.js';
import { describeConfig, type Config } from '../config.js';
import { DASHBOARD_TOKEN_FILE } from '../secrets.js';
import { closeTimeMs } from './close-time.js';
import { openFilesLimit, warnOfFewFiles } from './open-files.js';
import { openPorts } from './open-ports.js';
import { readVersion } from '../version.js';

/** WORKERS=1: this process is the whole service. @throws when it cannot start */
export async function runAlone(config: Config): Promise<void> {
    const app = await buildApp(config);
    let port: number;
    try {
        port = await openPorts(app);
    } catch (error) {
        await app.close();
        throw error;
    }
    closeWithGrace({ delay: closeTimeMs(config), logger: app.log }, async ({ err, signal }) => {
        if (err) app.log.fatal({ err }, 'Stopping: something unforeseen happened.');
        else app.log.info({ signal }, 'Stopping.');
        await app.close();
    });
    app.log.info({ version: readVersion(), settings: describeConfig(config) }, 'Started.');
    warnOfFewFiles(config, app.log, openFilesLimit());
    if (!app.secrets.isDashboardTokenNew) return;
    announceToken({ config, port, token: app.secrets.dashboardToken, file: join(config.DATA_DIR, DASHBOARD_TOKEN_FILE) }, process.stderr, app.log);
}
