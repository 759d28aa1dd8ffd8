import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../src/server.js', import.meta.url));

/** A port that is free now. The service is started on it again and again, so it cannot choose one itself. */
export async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    return port;
}

/** The service as it is started by `npm start`, a process of its own. */
export class ServiceProcess {
    #child: ChildProcess | undefined;
    #output = '';

    constructor(private readonly port: number, private readonly dataDir: string) {}

    /** Resolves when it answers; rejects, with what it printed, if it ends instead. */
    async start(): Promise<void> {
        const child = spawn(process.execPath, [PROGRAM], {
            env: {
                ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn',
                PORT: String(this.port), HOST: '127.0.0.1', DATA_DIR: this.dataDir, RATE_LIMIT: '0'
            },
            stdio: ['ignore', 'pipe', 'pipe']
        });
        this.#child = child;
        this.#output = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { this.#output += chunk.toString(); });
        for (;;) {
            if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The service ended: ${this.#output}`);
            const answer = await fetch(`http://127.0.0.1:${String(this.port)}/healthz`).catch(() => undefined);
            if (answer?.ok === true) return;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    }

    /** Resolves with the exit code, null after a signal. Does nothing if it has ended already. */
    async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
        const child = this.#child;
        if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
        const exited = once(child, 'exit');
        child.kill(signal);
        await exited;
        return child.exitCode;
    }

    get output(): string {
        return this.#output;
    }
}
