#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ReplayError } from './answer-watch.js';
import { listShippedTraces, openTrace } from './open-trace.js';
import { replayCall } from './replay-call.js';
import { describeReplay } from './replay-report.js';
import { TraceError } from './trace.js';

const USAGE = `Sends a recorded call to a running confmeter, as its participants' pages would, placed so that it ends now.

  npm run replay -- <recording> [--url URL] [--conference NAME] [--speed N]

  <recording>         one that is shipped (${listShippedTraces().join(', ')}) or a file
  --url URL           where the service is, with its BASE_PATH (http://127.0.0.1:8080)
  --conference NAME   the conference's name (that of the recording)
  --speed N           how many times as fast as it was (60: a minute takes a second)

Ends with 0 when all was taken, 1 when it was not, 2 when it was asked for wrongly.`;

/** A command line that cannot be followed. */
class UsageError extends Error {}

interface Command { recording: string; url: string; conference: string | undefined; speed: number }

function readCommand(args: string[]): Command | undefined {
    let parsed;
    try {
        parsed = parseArgs({ args, allowPositionals: true, options: {
            url: { type: 'string', default: 'http://127.0.0.1:8080' }, conference: { type: 'string' },
            speed: { type: 'string', default: '60' }, help: { type: 'boolean', short: 'h' }
        } });
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
    const { values: { url, conference, speed, help }, positionals: [recording, ...others] } = parsed;
    if (help === true) return undefined;
    if (recording === undefined || others.length > 0) throw new UsageError('One recording must be named.');
    if (!URL.canParse(url) || !/^https?:\/\//.test(url)) throw new UsageError(`--url ${url} is no address as http://127.0.0.1:8080.`);
    if (!(Number(speed) > 0)) throw new UsageError(`--speed ${speed} is no number above 0.`);
    if (conference === '') throw new UsageError('--conference has no name.');
    return { recording, url: url.replace(/\/+$/, ''), conference, speed: Number(speed) };
}

/** @throws {ReplayError} if nothing answers there, or something else */
async function findService(url: string): Promise<void> {
    const advice = 'Start it ("npm start"), or say where it is (--url).';
    let status: number;
    try {
        ({ status } = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(10_000) }));
    } catch (error) {
        const { cause, message } = error as Error;
        throw new ReplayError(`No confmeter answers at ${url} (${cause instanceof Error ? cause.message : message}). ${advice}`);
    }
    if (status !== 200) throw new ReplayError(`What answers at ${url} is no confmeter: its /healthz gave ${String(status)}. ${advice}`);
}

async function replay({ recording, url, conference, speed }: Command): Promise<void> {
    const { name, trace } = openTrace(recording);
    await findService(url);
    const seconds = trace.duration / 1000;
    console.log(`Replaying ${name}: ${String(trace.participants.length)} participants, ${seconds.toFixed(0)} s, in about ${(seconds / speed).toFixed(1)} s.\n`);
    const conferenceName = conference ?? name;
    const result = await replayCall({ trace, url, conferenceName, speed });
    const tokenFile = resolve(process.env.DATA_DIR ?? './data', 'dashboard-token');
    console.log(describeReplay(result, { url, conferenceName, tokenFile: existsSync(tokenFile) ? tokenFile : undefined }));
}

try {
    const command = readCommand(process.argv.slice(2));
    if (command === undefined) console.log(USAGE);
    else await replay(command);
} catch (error) {
    if (error instanceof UsageError) {
        console.error(`${error.message}\n\n${USAGE}`);
        process.exitCode = 2;
    } else if (error instanceof ReplayError || error instanceof TraceError) {
        console.error(error.message);
        process.exitCode = 1;
    } else {
        throw error;
    }
}
