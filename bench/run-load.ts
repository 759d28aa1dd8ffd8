import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOAD = fileURLToPath(new URL('./load.js', import.meta.url));

/** What load.ts prints: pushes, seconds, latencies in ms. */
export interface Load { accepted: number; refused: number; seconds: number; p50: number; p99: number }

export interface LoadOptions {
    port: number;
    connections: number;
    seconds: number;
    /** `bare`: there are no sessions to be posted. */
    kind: 'real' | 'bare';
    /** Pushes per second, over all connections; as many as there can be by default. */
    perSecond?: number;
}

/** Load from a process of its own. */
export function runLoad({ port, connections, seconds, kind, perSecond = Infinity }: LoadOptions): Promise<Load> {
    return new Promise((resolve, reject) => {
        const words = [LOAD, String(port), String(connections), String(seconds), kind, String(perSecond)];
        const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
        child.on('exit', (code) => { if (code === 0) resolve(JSON.parse(text) as Load); else reject(new Error(`the load ended with ${String(code)}`)); });
    });
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
