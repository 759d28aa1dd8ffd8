/**
 * Load generator, a process of its own: `node load.js <port> <connections> <seconds> <real|bare> <pushes per second>`. Each connection is a
 * session that sends one push after the other over a kept-alive socket and waits for each answer, and, where the pushes per second are not
 * Infinity, for its turn. Raw sockets, so that the generator is not what is measured.
 * Prints one JSON line: {accepted, refused, seconds, p50, p99} (latencies in ms).
 */
import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createRequestTemplates, type RequestTemplates } from './request-templates.js';

const [port = 0, connections = 0, seconds = 0] = process.argv.slice(2, 5).map(Number);
const real = process.argv[5] === 'real';
/** From one push of a connection to its next one, ms. */
const paceMs = connections / Number(process.argv[6]) * 1000;

function sessionIdOf(key: string): string {
    const hex = createHash('sha256').update(key).digest('hex').slice(0, 32);
    const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

async function openSession(number: number): Promise<RequestTemplates> {
    const sessionKey = randomBytes(16).toString('hex');
    const id = sessionIdOf(sessionKey);
    if (!real) return createRequestTemplates(id, 'x'.repeat(43));
    const now = Date.now();
    const answer = await fetch(`http://127.0.0.1:${String(port)}/v1/sessions`, {
        method: 'POST', headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sessionKey, sessionId: id, conferenceName: `bench-${String(number % 16)}`, startedAt: now, sentAt: now })
    });
    if (!answer.ok) throw new Error(`POST /v1/sessions: ${String(answer.status)} ${await answer.text()}`);
    return createRequestTemplates(id, ((await answer.json()) as { token: string }).token);
}

let accepted = 0, refused = 0;
const latencies: number[] = [];
const end = { at: Infinity };

/** Sends, waits for the head of the answer (a 204 has no body), sends again; resolves when the time is over. */
function drive(requests: RequestTemplates): Promise<void> {
    return new Promise((resolve, reject) => {
        let sentAt = 0;
        let turn = performance.now() + Math.random() * paceMs;
        const send = (socket: Socket) => {
            const now = performance.now();
            if (now >= end.at) { socket.destroy(); resolve(); return; }
            if (now < turn) { setTimeout(send, turn - now, socket); return; }
            turn += paceMs;
            sentAt = now;
            socket.write(requests.next());
        };
        const socket: Socket = connect(port, '127.0.0.1', () => { socket.setNoDelay(true); send(socket); });
        socket.on('data', (chunk) => {
            latencies.push(performance.now() - sentAt);
            if (chunk.toString('latin1', 9, 12) === '204') accepted++;
            else refused++;
            send(socket);
        });
        socket.on('error', reject);
    });
}

const sessions = await Promise.all(Array.from({ length: connections }, (_, number) => openSession(number)));
const begin = performance.now();
end.at = begin + seconds * 1000;
await Promise.all(sessions.map(drive));
const took = (performance.now() - begin) / 1000;
latencies.sort((a, b) => a - b);
const percentile = (share: number) => Number((latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(2));
console.log(JSON.stringify({ accepted, refused, seconds: took, p50: percentile(0.5), p99: percentile(0.99) }));
