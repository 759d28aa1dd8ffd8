#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.js';
import { ConfigError, describeConfig, loadConfig, type Config } from './config.js';
import { helpText, readFlags } from './flags.js';
import { DASHBOARD_TOKEN_FILE } from './secrets.js';

/** What a stop may take beyond SHUTDOWN_GRACE, for closing files. ms */
const CLOSE_TIME_MS = 5000;

const flags = readFlags(process.argv.slice(2));
if (flags.help) process.stdout.write(helpText());
else if (flags.version) process.stdout.write(`${readVersion()}\n`);
else await start().catch(exitWithFault);

async function start(): Promise<void> {
    const config = loadConfig(process.env, flags);
    const app = await buildApp(config);
    closeWithGrace({ delay: config.SHUTDOWN_GRACE * 2 + CLOSE_TIME_MS, logger: app.log }, async ({ err, signal }) => {
        if (err) app.log.fatal({ err }, 'Stopping: something unforeseen happened.');
        else app.log.info({ signal }, 'Stopping.');
        await app.close();
    });
    try {
        await app.listen({ port: config.PORT, host: config.HOST });
    } catch (error) {
        await app.close();
        throw error;
    }
    app.log.info({ version: readVersion(), settings: describeConfig(config) }, 'Started.');
    if (app.secrets.isDashboardTokenNew) tellToken(app, config);
}

/** Once, to the terminal of the first start; logs are kept and read by others, so there only its place is told. */
function tellToken(app: FastifyInstance, { HOST, BASE_PATH, DATA_DIR }: Config): void {
    const { port } = app.server.address() as AddressInfo;
    const host = HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
    const file = join(DATA_DIR, DASHBOARD_TOKEN_FILE);
    if (!process.stderr.isTTY) app.log.info(`The token for reading was made and is in ${file}.`);
    else process.stderr.write(`\n  Your data, with the token for reading it (also in ${file}; not shown again):\n`
        + `  http://${host}:${String(port)}${BASE_PATH}/#token=${app.secrets.dashboardToken}\n\n`);
}

/** One clear line, or one per fault of the configuration. */
function exitWithFault(error: unknown): void {
    process.stderr.write(`${describeFault(error as NodeJS.ErrnoException)}\n`);
    process.exitCode = 1;
}

function describeFault(error: NodeJS.ErrnoException & { port?: number; address?: string }): string {
    if (error instanceof ConfigError) return error.message;
    const where = `${error.address ?? ''}:${String(error.port ?? '')}`;
    switch (error.code) {
        case 'EADDRINUSE': return `confmeter cannot start: ${where} is in use by another program (PORT, HOST).`;
        case 'EADDRNOTAVAIL': return `confmeter cannot start: this machine does not have the address ${where} (HOST).`;
        case 'EACCES': case 'EPERM': case 'EROFS': case 'ENOTDIR': case 'EEXIST': return error.syscall === 'listen'
            ? `confmeter cannot start: this user may not listen on ${where} (PORT).`
            : `confmeter cannot start: ${error.path ?? 'the folder'} cannot be used (${error.code}); DATA_DIR must be a folder that this user may write.`;
        case undefined: default: return `confmeter cannot start: ${error.message}`;
    }
}

function readVersion(): string {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    return version;
}
