import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

export interface Received { id: string; type: string; body: string; headers: IncomingMessage['headers'] }

export interface Receiver {
    url: string;
    /** Whatever came, in its order, however it was answered. */
    received: Received[];
    /** How it answers from now on; a number: with that status. */
    answers: (how: number | RequestListener) => void;
}

/** An endpoint on this machine; it answers 204 unless told otherwise. */
export async function startReceiver(t: Test): Promise<Receiver> {
    const received: Received[] = [];
    let how: number | RequestListener = 204;
    const server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (part: string) => { body += part; });
        request.on('end', () => {
            const { type } = JSON.parse(body) as { type: string };
            received.push({ id: String(request.headers['webhook-id']), type, body, headers: request.headers });
            if (typeof how === 'number') response.writeHead(how).end();
            else how(request, response);
        });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    t.teardown(() => {
        server.close();
        server.closeAllConnections();
    });
    return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`, received, answers: (next) => { how = next; } };
}
