/**
 * Durable pushes per second of the real service on its embedded store against a bare Fastify route, interleaved rounds, medians.
 *   npm run bench:pushes [-- rounds=5 seconds=6 connections=64]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const option = (name: string, fallback: number) =>
    Number(process.argv.find((argument) => argument.startsWith(`${name}=`))?.split('=')[1] ?? fallback);
const rounds = option('rounds', 5), seconds = option('seconds', 6), connections = option('connections', 64);
const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface Load { accepted: number; refused: number; seconds: number; p50: number; p99: number }
interface Round extends Load { perSecond: number; cpuMsPer1000: number }

const freePort = () => new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => { resolve(typeof address === 'object' && address ? address.port : 0); });
    });
});

/** User and system time of a process so far, ms (proc(5), fields 14 and 15, in ticks of 10 ms). */
function cpuMs(child: ChildProcess): number {
    const fields = readFileSync(`/proc/${String(child.pid)}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function untilUp(port: number): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
        if (await fetch(`http://127.0.0.1:${String(port)}/readyz`).then(() => true, () => false)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the server did not come up');
}

function run(port: number, kind: 'real' | 'bare', forSeconds: number): Promise<Load> {
    return new Promise((resolve, reject) => {
        const words = [file('./load.js'), String(port), String(connections), String(forSeconds), kind];
        const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
        child.on('exit', (code) => { if (code === 0) resolve(JSON.parse(text) as Load); else reject(new Error(`the load ended with ${String(code)}`)); });
    });
}

const dataDir = mkdtempSync(join(tmpdir(), 'confmeter-bench-'));
const realPort = await freePort();
const service = spawn(process.execPath, [file('../src/server.js')], {
    env: { ...process.env, PORT: String(realPort), HOST: '127.0.0.1', DATA_DIR: dataDir, RATE_LIMIT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit']
});
const bare = spawn(process.execPath, [file('./bare-server.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
const barePort = await new Promise<number>((resolve) => {
    bare.stdout.once('data', (chunk: Buffer) => { resolve(Number(new URL(chunk.toString().trim()).port)); });
});
const servers = { real: { child: service, port: realPort }, bare: { child: bare, port: barePort } };

async function round(kind: 'real' | 'bare'): Promise<Round> {
    const { child, port } = servers[kind];
    const before = cpuMs(child);
    const load = await run(port, kind, seconds);
    return { ...load, perSecond: load.accepted / load.seconds, cpuMsPer1000: (cpuMs(child) - before) / load.accepted * 1000 };
}

try {
    await untilUp(realPort);
    const results = { real: [] as Round[], bare: [] as Round[] };
    for (const kind of ['bare', 'real'] as const) await run(servers[kind].port, kind, 2);
    for (let number = 0; number < rounds; number++) {
        for (const kind of number % 2 ? ['real', 'bare'] as const : ['bare', 'real'] as const) results[kind].push(await round(kind));
        const [real, lone] = [results.real[number], results.bare[number]];
        if (real && lone) console.log(`round ${String(number + 1)}: service ${real.perSecond.toFixed(0)}/s (p99 ${String(real.p99)} ms, refused ${String(real.refused)}), bare ${lone.perSecond.toFixed(0)}/s (p99 ${String(lone.p99)} ms), ratio ${(real.perSecond / lone.perSecond).toFixed(2)}`);
    }
    const ratio = median(results.real.map((real, number) => real.perSecond / (results.bare[number]?.perSecond ?? NaN)));
    const cpu = (kind: 'real' | 'bare') => median(results[kind].map((one) => one.cpuMsPer1000));
    console.log(`median of ${String(rounds)}: service ${median(results.real.map((one) => one.perSecond)).toFixed(0)} durable pushes/s, bare ${median(results.bare.map((one) => one.perSecond)).toFixed(0)}/s, ratio ${ratio.toFixed(2)}`);
    console.log(`CPU per 1,000 pushes: service ${cpu('real').toFixed(0)} ms, bare ${cpu('bare').toFixed(0)} ms, ratio ${(cpu('real') / cpu('bare')).toFixed(2)}`);
} finally {
    service.kill();
    bare.kill();
    rmSync(dataDir, { recursive: true, force: true });
}
