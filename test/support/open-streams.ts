import { connect, type AddressInfo, type Socket } from 'node:net';
import Fastify from 'fastify';
import type { Test } from 'tap';
import { loadConfig } from '../../src/config.js';
import type { EventStream } from '../../src/live/event-stream.js';
import { connectionLimitPlugin } from '../../src/plugins/connection-limit.js';
import { errorHandlerPlugin } from '../../src/plugins/error-handler.js';
import { eventStreamsPlugin } from '../../src/plugins/event-streams.js';
import { gracefulStopPlugin } from '../../src/plugins/graceful-stop.js';
import { settingsPlugin } from '../../src/plugins/settings.js';
import { waitUntil } from './wait-until.js';

export const FIRST = 'data: 1\n\n';
export const GET_STREAM = 'GET /stream HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n';
export const GET_OTHER = 'GET /other HTTP/1.1\r\nHost: a\r\n\r\n';

/** What a service has that streams need, with a route whose streams the test holds. */
export async function openStreams(t: Test, settings: Record<string, string> = {}, maxDuration = 0) {
    const streams: EventStream[] = [];
    const app = Fastify();
    t.teardown(() => app.close());
    await app.register(settingsPlugin, { config: loadConfig(settings) });
    await app.register(connectionLimitPlugin);
    await app.register(errorHandlerPlugin);
    await app.register(gracefulStopPlugin);
    await app.register(eventStreamsPlugin);
    app.route({
        method: ['GET', 'POST'], url: '/stream', exposeHeadRoute: false,
        handler: (request, reply) => {
            streams.push(app.eventStreams.open(request, reply.header('x-own', 'yes'), { maxDuration, first: FIRST }));
        }
    });
    app.get('/other', async () => 'here');
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    return { app, port, streams, read: (request = GET_STREAM) => read(t, port, request) };
}

export interface Reader { socket: Socket; heard: () => string; closed: Promise<unknown> }

/** Sends what is the text of a request and keeps what comes back. */
function read(t: Test, port: number, request: string): Reader {
    const socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    let heard = '';
    socket.on('data', (chunk: Buffer) => { heard += chunk.toString(); });
    socket.on('error', () => undefined);
    socket.write(request);
    return { socket, heard: () => heard, closed: new Promise((resolve) => { socket.once('close', resolve); }) };
}

export const hears = (reader: Reader, text: string) => waitUntil(`it hears ${JSON.stringify(text)}`, () => reader.heard().includes(text));
