import { request, type ClientRequest, type IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Test } from 'tap';
import { waitUntil } from './wait-until.js';

/** One who reads an event stream, as a browser's EventSource would, but without coming again. */
export interface EventReader {
    status: number;
    headers: IncomingHttpHeaders;
    /** All of the body so far. */
    text: string;
    isClosed: boolean;
    socket: Socket | undefined;
    request: ClientRequest;
    /** Of what came without a name, in its order. */
    messages: () => string[];
    hears: (text: string) => Promise<void>;
    closed: () => Promise<void>;
}

/** Asks for a stream on a connection of its own, closed with the test. Does not wait for an answer. */
export function readEvents(t: Test, url: string, headers: Record<string, string> = {}): EventReader {
    const reader: EventReader = {
        status: 0, headers: {}, text: '', isClosed: false, socket: undefined,
        request: request(url, { agent: false, headers: { accept: 'text/event-stream', ...headers } }),
        messages: () => [...reader.text.matchAll(/(?:^|\n\n)data: (.*)(?=\n\n)/g)].map(([, data = '']) => data),
        hears: (text) => waitUntil(`it hears ${JSON.stringify(text)}`, () => reader.text.includes(text), () => JSON.stringify(reader.text)),
        closed: () => waitUntil('the stream is closed', () => reader.isClosed)
    };
    reader.request.on('socket', (socket: Socket) => { reader.socket = socket; });
    reader.request.on('error', () => { reader.isClosed = true; });
    reader.request.on('response', (response) => {
        reader.status = response.statusCode ?? 0;
        reader.headers = response.headers;
        response.setEncoding('utf8').on('data', (text: string) => { reader.text += text; });
        response.on('error', () => undefined);
        response.on('close', () => { reader.isClosed = true; });
    });
    reader.request.end();
    t.teardown(() => reader.request.destroy());
    return reader;
}
