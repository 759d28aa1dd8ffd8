import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from '../test/support/free-port.js';
import { measureProgram, startService, type MeasuredServer } from './measured-server.js';

/** A server that counts audiences, and what it says of them. */
export interface AudienceServer extends MeasuredServer {
    readonly name: string;
    /** Of a namespace. */
    pathOf(namespace: string): string;
    /** Something it answers that is no stream. */
    readonly otherPath: string;
    members(): Promise<Record<string, { members: number }>>;
}

const TOKEN = 'of-the-bench-on-the-loopback';
/** Seconds that a namespace stays without listeners, and by which part of a count it must change to be told: each change, every 2 s. */
const CLEAN_DELAY = '2', DELTA_RATIO = '0';

export async function startConfmeter(): Promise<AudienceServer> {
    const server = await startService({
        DASHBOARD_TOKEN: TOKEN, MAX_CONNECTIONS: '0', MAX_STREAMS: '0', MAX_STREAMS_PER_ADDRESS: '0',
        AUDIENCE_NAMESPACE_CLEAN_DELAY: CLEAN_DELAY, AUDIENCE_MAX_NAMESPACES: '100000',
        AUDIENCE_NOTIFY_DELTA_RATIO: DELTA_RATIO
    });
    return {
        ...server, name: 'confmeter', pathOf: (namespace) => `/audience/${namespace}`, otherPath: '/healthz',
        members: async () => await (await fetch(`http://127.0.0.1:${String(server.port)}/audience`, {
            headers: { authorization: `Bearer ${TOKEN}` }
        })).json() as Awaited<ReturnType<AudienceServer['members']>>
    };
}

/** @param folder - of audience-meter 2.1.3, with its dependencies installed */
export async function startOriginal(folder: string): Promise<AudienceServer> {
    const [port, statsPort] = [await findFreePort(), await findFreePort()];
    const child = spawn(process.execPath, ['audience-meter.js', '-w', '1', '--demo-port', '0', '--notification-port', '0',
        '--stats-port', String(statsPort), '--namespace-clean-delay', CLEAN_DELAY, '--notify-delta-ratio', DELTA_RATIO], {
        cwd: folder, env: { PATH: process.env.PATH, PORT: String(port), HOST: '127.0.0.1' }, stdio: ['ignore', 'ignore', 'inherit']
    });
    while (!await fetch(`http://127.0.0.1:${String(port)}/`).then(() => true, () => false)) {
        if (child.exitCode !== null) throw new Error(`audience-meter ended with ${String(child.exitCode)}`);
        await delay(50);
    }
    return {
        ...measureProgram(child, port, () => undefined), name: 'audience-meter', pathOf: (namespace) => `/${namespace}`, otherPath: '/a/b/c',
        async members() {
            const socket = connect(statsPort, '127.0.0.1');
            let text = '';
            socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
            await once(socket, 'end');
            return JSON.parse(text) as Awaited<ReturnType<AudienceServer['members']>>;
        }
    };
}
