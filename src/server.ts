#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import closeWithGrace from 'close-with-grace';
import { announceToken } from './announce-token.js';
import { buildApp } from './app.js';
import { ConfigError, describeConfig, loadConfig } from './config.js';
import { helpText, readFlags } from './flags.js';
import { DASHBOARD_TOKEN_FILE } from './secrets.js';

/** What a stop may take beyond the grace for requests and for draining: closing files. ms */
const CLOSE_TIME_MS = 5000;

// What this process writes is about people: for its user's eyes alone.
process.umask(0o077);
const flags = readFlags(process.argv.slice(2));
if (flags.help) process.stdout.write(helpText());
else if (flags.version) process.stdout.write(`${readVersion()}\n`);
else await start().catch(exitWithFault);

async function start(): Promise<void> {
    const config = loadConfig(process.env, flags);
    const app = await buildApp(config);
    try {
        await app.listen({ port: config.PORT, host: config.HOST });
    } catch (error) {
        await app.close();
        throw error;
    }
    closeWithGrace({ delay: config.SHUTDOWN_GRACE * 2 + CLOSE_TIME_MS, logger: app.log }, async ({ err, signal }) => {
        if (err) app.log.fatal({ err }, 'Stopping: something unforeseen happened.');
        else app.log.info({ signal }, 'Stopping.');
        await app.close();
    });
    app.log.info({ version: readVersion(), settings: describeConfig(config) }, 'Started.');
    if (!app.secrets.isDashboardTokenNew) return;
    const { port } = app.server.address() as AddressInfo;
    announceToken({ config, port, token: app.secrets.dashboardToken, file: join(config.DATA_DIR, DASHBOARD_TOKEN_FILE) }, process.stderr, app.log);
}

/** One clear line, or one per fault of the configuration. */
function exitWithFault(error: unknown): void {
    process.stderr.write(`${describeFault(error as StartFault)}\n`);
    process.exitCode = 1;
}

type StartFault = NodeJS.ErrnoException & { port?: number; address?: string };

function describeFault(fault: StartFault): string {
    if (fault instanceof ConfigError) return fault.message;
    const place = [fault.address, fault.port].filter((part) => part !== undefined).join(':');
    const reasons: Record<string, string> = {
        EADDRINUSE: `${place} is in use by another program (PORT, HOST).`,
        EADDRNOTAVAIL: `this machine does not have the address ${place} (HOST).`,
        ENOTFOUND: `there is no address ${fault.message.split(' ').at(-1) ?? ''} (HOST).`
    };
    const unusable = ['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC'].includes(fault.code ?? '')
        ? fault.syscall === 'listen'
            ? `this user may not listen on ${place} (PORT).`
            : `${fault.path ?? 'the folder'} cannot be used (${String(fault.code)}); DATA_DIR must be a folder that this user may write.`
        : undefined;
    return `confmeter cannot start: ${reasons[fault.code ?? ''] ?? unusable ?? fault.message}`;
}

function readVersion(): string {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    return version;
}
