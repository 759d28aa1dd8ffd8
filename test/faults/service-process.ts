import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Readiness } from '../../schemas/health.js';
import { waitUntil } from '../support/wait-until.js';

const PROGRAM = fileURLToPath(new URL('../../src/server.js', import.meta.url));
/** A probe that is not answered by then counts as not answered, ms. */
const PROBE_MS = 60_000;

/** The service as it is started by `npm start`, a process of its own, on a port that stays the same however often it is started. */
export class ServiceProcess {
    #child: ChildProcess | undefined;
    #output = '';

    constructor(readonly port: number, readonly dataDir: string, private readonly settings: Record<string, string> = {}) {}

    /** Resolves when it answers; rejects, with what it printed, if it ends instead. `changed`: settings that differ this time. */
    async start(changed: Record<string, string> = {}): Promise<void> {
        const child = spawn(process.execPath, [PROGRAM], {
            env: {
                PATH: process.env.PATH, LOG_LEVEL: 'warn',
                PORT: String(this.port), HOST: '127.0.0.1', DATA_DIR: this.dataDir, RATE_LIMIT: '0', ...this.settings, ...changed
            },
            stdio: ['ignore', 'pipe', 'pipe']
        });
        this.#child = child;
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { this.#output += chunk.toString(); });
        await waitUntil('the service answers', async () => {
            if (hasEnded(child)) throw new Error(`The service ended: ${this.#output}`);
            return this.#get('/healthz').then(({ ok }) => ok, () => false);
        }, () => this.#output);
    }

    /** Resolves with the exit code, null after a signal. Does nothing if it has ended already. */
    async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
        const child = this.#child;
        if (child === undefined) return null;
        child.kill(signal);
        await waitUntil(`the service ends upon ${signal}`, () => hasEnded(child), () => this.#output);
        return child.exitCode;
    }

    /** Of its workers that are running. */
    workerPids(): number[] {
        const pid = String(this.#child?.pid);
        return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    }

    /** What /readyz says. */
    async readiness(): Promise<Readiness> {
        return await (await this.#get('/readyz')).json() as Readiness;
    }

    /** All that it printed, since the first start. */
    get output(): string {
        return this.#output;
    }

    #get(path: string): Promise<Response> {
        // a connection of its own: the worker at the end of an older one may have been killed
        const headers = { connection: 'close' };
        return fetch(`http://127.0.0.1:${String(this.port)}${path}`, { headers, signal: AbortSignal.timeout(PROBE_MS) });
    }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
