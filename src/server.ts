#!/usr/bin/env node
import cluster from 'node:cluster';
import { loadConfig } from './config.js';
import { helpText, readFlags } from './flags.js';
import { describeStartFault } from './run/start-fault.js';
import { readVersion } from './version.js';

// What this process writes is about people: for its user's eyes alone.
process.umask(0o077);
if (cluster.isWorker) {
    const { runWorker } = await import('./run/run-worker.js');
    await runWorker();
} else {
    const flags = readFlags(process.argv.slice(2));
    if (flags.help) process.stdout.write(helpText());
    else if (flags.version) process.stdout.write(`${readVersion()}\n`);
    else await start().catch(exitWithFault);
}

/** What a process does not need it does not load: a primary process stays small. */
async function start(): Promise<void> {
    const config = loadConfig(process.env, readFlags(process.argv.slice(2)));
    if (config.WORKERS === 1) await (await import('./run/run-alone.js')).runAlone(config);
    else await (await import('./run/run-primary.js')).runPrimary(config);
}

function exitWithFault(error: unknown): void {
    process.stderr.write(`${describeStartFault(error)}\n`);
    process.exitCode = 1;
}
