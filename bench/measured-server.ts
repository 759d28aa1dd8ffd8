import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Readiness } from '../schemas/health.js';
import { findFreePort } from '../test/support/free-port.js';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A server in a process of its own, on the loopback, and what it costs. */
export interface MeasuredServer {
    readonly port: number;
    /** User and system time so far, of its threads and of the processes that it started, ms. */
    cpuMs(): number;
    /** Resident memory now and at its highest, of it and of the processes that it started, MiB. */
    residentMib(): number;
    peakMib(): number;
    /** Ends it, and removes what it stored. */
    close(): Promise<void>;
}

/** proc(5), field 14 and 15 of stat, in ticks of 10 ms. */
function cpuMsOf(pid: number): number {
    const fields = readFileSync(`/proc/${String(pid)}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** proc(5), a line of status, in kB. */
const memoryMibOf = (line: 'VmRSS' | 'VmHWM') => (pid: number): number =>
    Number(new RegExp(`^${line}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) / 1024;

/** It and its children: the workers of a cluster. */
const family = ({ pid = 0 }: ChildProcess): number[] =>
    [pid, ...readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)];

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

/** A program that listens on this port. */
export function measureProgram(child: ChildProcess, port: number, clean: () => void): MeasuredServer {
    return {
        port,
        cpuMs: () => sum(family(child).map(cpuMsOf)),
        residentMib: () => sum(family(child).map(memoryMibOf('VmRSS'))),
        peakMib: () => sum(family(child).map(memoryMibOf('VmHWM'))),
        async close() {
            const ended = once(child, 'exit');
            child.kill();
            await ended;
            clean();
        }
    };
}

/** The service as `npm start` runs it, with these settings. */
export async function startService(settings: Record<string, string> = {}): Promise<MeasuredServer> {
    const dataDir = mkdtempSync(join(tmpdir(), 'confmeter-bench-'));
    const port = await findFreePort();
    const child = spawn(process.execPath, [file('../src/server.js')], {
        env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, RATE_LIMIT: '0', LOG_LEVEL: 'fatal', ...settings },
        stdio: ['ignore', 'ignore', 'inherit']
    });
    while (await readiness(port).then(({ workers }) => workers?.answering !== workers?.count, () => true)) {
        if (child.exitCode !== null) throw new Error(`the service ended with ${String(child.exitCode)}`);
        await delay(50);
    }
    return measureProgram(child, port, () => { rmSync(dataDir, { recursive: true, force: true }); });
}

/** A Fastify route with the same body schema that answers and discards. */
export async function startBareServer(): Promise<MeasuredServer> {
    const child = spawn(process.execPath, [file('./bare-server.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data') as [Buffer];
    return measureProgram(child, Number(new URL(line.toString().trim()).port), () => undefined);
}

export async function readiness(port: number): Promise<Readiness> {
    return await (await fetch(`http://127.0.0.1:${String(port)}/readyz`)).json() as Readiness;
}
