import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { DASHBOARD_TOKEN, makeDataDir } from '../build-test-app.js';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/free-port.js';
import { startProgram, type StartedProgram } from '../support/start-program.js';

const PROGRAM = fileURLToPath(new URL('../../src/server.js', import.meta.url));

export interface Answer { status: number; headers: Record<string, string | string[] | undefined>; text: string }

export interface Workers extends StartedProgram {
    port: number;
    dataDir: string;
    /** The lines of its log so far. */
    log: () => Record<string, unknown>[];
    /** The process of each worker that listens, the newest where it was started again. */
    pids: () => Map<number, number>;
    /** The same as soon as the service says that it has started and all of them have told of themselves, which may come a little later. */
    started: () => Promise<Map<number, number>>;
    /** Over a connection of its own, so that any worker may have it. */
    send: (path: string, body?: object) => Promise<Answer>;
}

/** The service with several workers, as `npm start` runs it; `settings` as in the environment. Ended with the test. */
export async function startWorkers(t: Test, settings: Record<string, string>): Promise<Workers> {
    const dataDir = settings.DATA_DIR ?? await makeDataDir(t);
    const port = Number(settings.PORT ?? await findFreePort());
    const env = { PATH: process.env.PATH, HOST: '127.0.0.1', WORKERS: '3', DASHBOARD_TOKEN, ...settings, PORT: String(port), DATA_DIR: dataDir };
    const program = startProgram(t, { command: process.execPath, args: [PROGRAM], env });
    // without the last one, of which a part may be still to come
    const log = () => program.output().split('\n').slice(0, -1).filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const pids = () =>
        new Map(log().filter(({ msg }) => /^Server listening/.test(String(msg))).map(({ worker, pid }) => [Number(worker), Number(pid)]));
    return {
        ...program, port, dataDir, log, pids,
        async started() {
            await program.printed(/"Started\."/);
            return eventually(pids, ({ size }) => size === Number(env.WORKERS));
        },
        send: (path, body) => new Promise((resolve, reject) => {
            const sent = request({
                host: '127.0.0.1', port, path, agent: false, method: body === undefined ? 'GET' : 'POST',
                headers: { authorization: `Bearer ${DASHBOARD_TOKEN}`, ...body !== undefined && { 'content-type': 'text/plain' } }
            }, (response) => {
                let text = '';
                response.setEncoding('utf8').on('data', (part: string) => { text += part; });
                response.on('end', () => { resolve({ status: response.statusCode ?? 0, headers: response.headers, text }); });
                response.on('error', reject);
            });
            sent.on('error', reject);
            sent.end(body === undefined ? undefined : JSON.stringify(body));
        })
    };
}

/** The exit code, as soon as it has ended and said all that it says; undefined when it does not end. */
export const exitCode = ({ process, hasEnded }: StartedProgram): Promise<number | null | undefined> =>
    eventually(() => hasEnded() ? process.exitCode : undefined, (code) => code !== undefined);
