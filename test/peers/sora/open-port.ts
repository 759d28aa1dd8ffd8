import { execFile } from 'node:child_process';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { Overrides } from '../../../src/app.js';
// What the plugin adds to FastifyInstance.
import type {} from '../../../src/peers/sora/sora-door.js';
import { buildTestApp } from '../../build-test-app.js';
import { programPath } from '../../support/programs.js';

export interface SoraPort {
    app: FastifyInstance;
    port: number;
    /** What the service has logged so far, from warnings on. */
    warnings: () => Record<string, unknown>[];
}

/** The real service with a port for Sora on 127.0.0.1; closed with the test. */
export async function openSoraPort(t: Test, settings: Record<string, string> = {}, overrides: Overrides = {}): Promise<SoraPort> {
    const stream = new PassThrough();
    let text = '';
    stream.on('data', (chunk) => { text += String(chunk); });
    const app = await buildTestApp(t, { SORA_PORT: '0', ...settings }, { logger: { level: 'warn', stream }, ...overrides });
    const port = await app.soraDoor?.listen() ?? 0;
    return {
        app, port,
        warnings: () => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)
    };
}

/** A report as Sora's exporter sends it. */
export const report = (members: Record<string, unknown> = {}) => ({
    id: 'W8B607ZBG92PD9JTMS19BSTE18', type: 'connection.user-agent', timestamp: new Date().toISOString(),
    label: 'WebRTC SFU Sora', version: '2024.2.0', node_name: 'sora@127.0.0.1', multistream: true, simulcast: false, spotlight: false,
    role: 'sendrecv', channel_id: 'weekly',
    session_id: 'JTYG1KGGPH2DKF86Y5B0GMWFSM', client_id: 'marie', connection_id: 'QJ253E85SH1C170WQSPYJGFHCR',
    stats: [{ id: 'RTCTransport_0_1', type: 'transport', timestamp: Date.now(), bytesSent: 1 }],
    ...members
});

export const EXPORTER = { 'content-type': 'application/json', 'x-sora-stats-exporter-type': 'connection.user-agent' };
export const WEBHOOK = { 'content-type': 'application/json', 'sora-stats-webhook-type': 'connection.rtc' };

/** What curl was answered; `status` is 0, and `exit` not, when there was no answer. */
export interface CurlAnswer { status: number; version: string; headers: Record<string, string>; text: string; exit: number }

interface CurlRequest { body?: unknown; headers?: object; args?: string[] }

/** One request by curl, a body given as JSON. */
export function curl(url: string, { body, headers = {}, args = [] }: CurlRequest = {}): Promise<CurlAnswer> {
    const given = [
        '-sS', '-i', '--max-time', '60', ...args,
        ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${String(value)}`]),
        ...body === undefined ? [] : ['--data-binary', '@-']
    ];
    return new Promise((resolve) => {
        const child = execFile(programPath('curl'), [...given, url], (error, output) => {
            const end = output.indexOf('\r\n\r\n');
            const [first = '', ...lines] = output.slice(0, Math.max(end, 0)).split('\r\n');
            const [version = '', status] = first.split(' ');
            resolve({
                status: Number(status ?? 0), version, text: output.slice(end + 4), exit: error === null ? 0 : Number(error.code),
                headers: Object.fromEntries(lines.map((line) => line.split(/: (.*)/, 2) as [string, string]))
            });
        });
        // curl ends without reading all of what it does not send
        child.stdin?.on('error', () => undefined).end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
    });
}

/** curl speaking HTTP/2 from its first byte on. */
export const PRIOR_KNOWLEDGE = { args: ['--http2-prior-knowledge'] };
