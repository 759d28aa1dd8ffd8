import { once } from 'node:events';
import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type SecureClientSessionOptions } from 'node:http2';
import { connect as connectSocket, type Socket } from 'node:net';
import type { Test } from 'tap';
import { EXPORTER } from './open-port.js';

/** A connection of Node's client, closed with the test. */
export async function connectHttp2(t: Test, origin: string, options: SecureClientSessionOptions = {}): Promise<ClientHttp2Session> {
    const session = connect(origin, options);
    t.teardown(() => { session.destroy(); });
    session.on('error', () => undefined);
    await Promise.race([once(session, 'connect'), endOf(session)]);
    return session;
}

/** Rejects when it closes, with an error or without. */
const endOf = (closing: ClientHttp2Session | ClientHttp2Stream) =>
    new Promise<never>((_resolve, reject) => { closing.once('close', () => { reject(new Error('It was closed.')); }); });

export interface Http2Answer { status: number; headers: IncomingHttpHeaders; text: string }

/** What a request is answered. @throws when its stream ends without an answer */
export async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
    let text = '';
    stream.setEncoding('utf8').on('data', (part: string) => { text += part; });
    const [headers] = await Promise.race([once(stream, 'response'), endOf(stream)]) as [IncomingHttpHeaders & { ':status': number }];
    if (!stream.readableEnded) await once(stream, 'end');
    return { status: headers[':status'], headers, text };
}

/** Begins to send a report; the body is for the caller to end. */
export const beginReport = (session: ClientHttp2Session, headers: Record<string, string> = {}): ClientHttp2Stream =>
    session.request({ ':method': 'POST', ':path': '/collector', ...EXPORTER, ...headers });

export function sendReport(session: ClientHttp2Session, body: unknown, headers: Record<string, string> = {}): Promise<Http2Answer> {
    const stream = beginReport(session, headers);
    const answer = answerOf(stream);
    stream.end(typeof body === 'string' ? body : JSON.stringify(body));
    return answer;
}

export const FRAME = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7 } as const;

export interface Frame { type: number; flags: number; stream: number; payload: Buffer }

/** A connection on which a test writes its frames by itself (RFC 9113, 4.1), as no client with manners does. */
export interface RawHttp2 {
    socket: Socket;
    send(type: number, flags: number, stream: number, payload?: Buffer): void;
    /** The next frame of this type; undefined when the connection ends without. */
    next(type: number): Promise<Frame | undefined>;
    /** Resolves when the other side has closed. */
    closed: Promise<void>;
}

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const ACK = 1;

/** `acknowledges`: says that it knows of the server's settings, which count from then on. */
export async function connectRaw(t: Test, port: number, { acknowledges = true } = {}): Promise<RawHttp2> {
    const socket = connectSocket({ port, host: '127.0.0.1', allowHalfOpen: true });
    t.teardown(() => { socket.destroy(); });
    await once(socket, 'connect');
    const frames: Frame[] = [];
    let bytes = Buffer.alloc(0);
    let isClosed = false;
    let wake = (): void => undefined;
    const send: RawHttp2['send'] = (type, flags, stream, payload = Buffer.alloc(0)) => {
        const head = Buffer.alloc(9);
        head.writeUIntBE(payload.length, 0, 3);
        head.writeUInt8(type, 3);
        head.writeUInt8(flags, 4);
        head.writeUInt32BE(stream, 5);
        socket.write(Buffer.concat([head, payload]));
    };
    socket.on('data', (chunk: Buffer) => {
        bytes = Buffer.concat([bytes, chunk]);
        while (bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
            const end = 9 + bytes.readUIntBE(0, 3);
            const frame = { type: bytes.readUInt8(3), flags: bytes.readUInt8(4), stream: bytes.readUInt32BE(5), payload: bytes.subarray(9, end) };
            bytes = bytes.subarray(end);
            if (acknowledges && frame.type === FRAME.settings && frame.flags === 0) send(FRAME.settings, ACK, 0);
            frames.push(frame);
        }
        wake();
    });
    const closed = new Promise<void>((resolve) => {
        const end = () => {
            isClosed = true;
            wake();
            resolve();
        };
        socket.once('end', end).once('close', end).on('error', end);
    });
    socket.write(PREFACE);
    send(FRAME.settings, 0, 0);
    return {
        socket, send, closed,
        async next(type) {
            for (;;) {
                const at = frames.findIndex((frame) => frame.type === type);
                if (at !== -1) return frames.splice(at, 1)[0];
                if (isClosed) return undefined;
                await new Promise<void>((resolve) => { wake = resolve; });
            }
        }
    };
}

const literal = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)]);

/** The headers of a report, in HPACK without compression (RFC 7541, 6.2.2): names and values of less than 127 bytes. */
export const reportHeaders = (more: Record<string, string> = {}): Buffer => Buffer.concat([
    // of the static table: POST, http; :path and :authority by its names
    Buffer.from([0x83, 0x86, 0x04]), literal('/collector'), Buffer.from([0x01]), literal('127.0.0.1'),
    ...Object.entries({ ...EXPORTER, ...more }).flatMap(([name, value]) => [Buffer.from([0x00]), literal(name), literal(value)])
]);

export const END_HEADERS = 4, END_STREAM = 1;
