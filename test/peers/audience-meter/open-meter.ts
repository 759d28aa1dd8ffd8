import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
// What the plugins add to FastifyInstance.
import type {} from '../../../src/peers/audience-meter/audience-meter.js';
import type {} from '../../../src/plugins/audience.js';
import { buildTestApp } from '../../build-test-app.js';
import { waitUntil } from '../../support/wait-until.js';

export interface Meter {
    app: FastifyInstance;
    public: number;
    stats: number;
    notification: number;
}

/** The real service with audience-meter's three ports on 127.0.0.1; closed with the test. */
export async function openMeter(t: Test, settings: Record<string, string> = {}): Promise<Meter> {
    const app = await buildTestApp(t, {
        AUDIENCE_PORT: '0', AUDIENCE_HOST: '127.0.0.1', AUDIENCE_STATS_PORT: '0', AUDIENCE_NOTIFICATION_PORT: '0',
        AUDIENCE_NOTIFY_MIN_DELAY: '0.1', ...settings
    });
    return { app, public: 0, stats: 0, notification: 0, ...await app.audienceMeter.listen() };
}

/** A connection of plain TCP, closed with the test. */
export interface Wire {
    /** What came so far, a character for a byte. */
    heard: () => string;
    isClosed: () => boolean;
    /** Resolves when what came matches. */
    hears: (pattern: RegExp) => Promise<void>;
    closed: () => Promise<void>;
    close: () => void;
}

/** Connects, and sends the text as it is. */
export function openWire(t: Test, port: number, text = ''): Wire {
    let heard = '';
    let isClosed = false;
    const socket = connect(port, '127.0.0.1');
    socket.setEncoding('latin1').on('data', (part: string) => { heard += part; });
    socket.on('error', () => undefined).once('close', () => { isClosed = true; });
    if (text !== '') socket.write(text, 'latin1');
    t.teardown(() => { socket.destroy(); });
    const describe = () => `It heard ${JSON.stringify(heard)}${isClosed ? ', and is closed' : ''}.`;
    return {
        heard: () => heard,
        isClosed: () => isClosed,
        hears: (pattern) => waitUntil(`a connection heard ${String(pattern)}`, () => pattern.test(heard), describe),
        closed: () => waitUntil('a connection is closed', () => isClosed, describe),
        close: () => { socket.destroy(); }
    };
}

/** The request of somebody who listens. */
export const listening = (path: string, headers: string[] = []): string =>
    `${['GET', path, 'HTTP/1.1'].join(' ')}\r\n${['Host: localhost', 'Accept: text/event-stream', ...headers].join('\r\n')}\r\n\r\n`;

/** The data of the events that came so far. */
export const eventsIn = (heard: string): string[] =>
    heard.slice(heard.indexOf('\r\n\r\n') + 4).split('\n\n').flatMap((event) => /^data: (.*)$/m.exec(event)?.[1] ?? []);

/** All that a plain request is answered, head included, over a connection of its own. */
export async function ask(t: Test, port: number, path: string, headers: string[] = []): Promise<string> {
    const wire = openWire(t, port, `GET ${path} HTTP/1.1\r\n${['Host: localhost', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`);
    await wire.closed();
    return wire.heard();
}
