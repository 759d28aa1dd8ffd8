import type { Socket } from 'node:net';
import { HEARTBEAT } from './event-frame.js';
import type { EventStream } from './event-stream.js';

/** What holds for all streams of a process. Times in ms. */
export interface StreamLimits {
    /** Bytes that may wait for a reader. */
    maxUnsent: number;
    /** How long a reader may take nothing of what waits for it. */
    stallMs: number;
    /** Something is sent at least this often. */
    heartbeatMs: number;
    /** How often `look` is called. */
    lookMs: number;
}

/** Bytes that a reader may send, who has nothing to say; what it sends is not kept. */
const MAX_HEARD = 4096;
/** How long a reader may take for what was sent last, ms. */
export const LAST_WORDS_MS = 500;
const HEARTBEAT_BYTES = Buffer.from(HEARTBEAT);

/**
 * An event stream on a socket that is all its own. Of these there may be tens of thousands: hence a class, whose methods they share, without
 * timers of their own.
 */
export class SocketStream implements EventStream {
    readonly #socket: Socket;
    readonly #limits: StreamLimits;
    #listeners: (() => void)[] = [];
    #isOpen = true;
    /** When it is to end, or, once it was ended, when nobody waits for its reader any more. */
    #deadline: number;
    #hasSpoken = true;
    #speaksAt = 0;
    /** Bytes that the reader had taken when it was looked at, and since when it has been so many. */
    #taken = -1;
    #takenSince = 0;
    #heard = 0;

    /**
     * To this socket something else may still listen, until `own`.
     * @param endsAt - on the clock of `look`; Infinity: it is not ended from here
     */
    constructor(socket: Socket, limits: StreamLimits, endsAt: number) {
        this.#socket = socket;
        this.#limits = limits;
        this.#deadline = endsAt;
    }

    get isOpen(): boolean {
        return this.#isOpen && !this.#socket.destroyed;
    }

    get unsent(): number {
        return this.#socket.writableLength;
    }

    /** The socket is the stream's alone from now on. */
    own(): void {
        const socket = this.#socket;
        // it tells only why the socket is closed, and may come even after that
        socket.on('error', () => undefined);
        if (socket.closed) return this.#close();
        socket.on('close', () => { this.#close(); });
        // who sends nothing any more is gone: a reader of events never says so while it reads
        socket.on('end', () => { socket.destroy(); });
        socket.on('data', ({ length }) => {
            this.#heard += length;
            if (this.#heard > MAX_HEARD) this.drop();
        });
    }

    send(frame: string | Buffer): void {
        if (!this.isOpen) return;
        // bytes are shared by all who wait for them, and what waits can be measured
        const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
        // one frame may be larger than all that may wait: who waits for nothing has kept up
        const { writableLength } = this.#socket;
        if (writableLength > 0 && writableLength + bytes.length > this.#limits.maxUnsent) return this.drop();
        this.#hasSpoken = true;
        this.#socket.write(bytes);
    }

    end(lastFrame?: string): void {
        if (!this.isOpen) return;
        this.#isOpen = false;
        this.#deadline = performance.now() + LAST_WORDS_MS;
        if (lastFrame !== undefined) this.#socket.write(lastFrame);
        // what the operating system has it sends, also after a close
        if (this.#socket.writableLength === 0) this.#socket.destroy();
        else this.#socket.destroySoon();
    }

    onClose(listener: () => void): void {
        if (this.#socket.closed) listener();
        else this.#listeners.push(listener);
    }

    /** Closes it without a word: what waits for its reader is forgotten, by the operating system, too. */
    drop(): void {
        this.#isOpen = false;
        this.#socket.resetAndDestroy();
    }

    /** What is to be done from time to time. @param now - of `performance.now()` */
    look(now: number): void {
        if (now >= this.#deadline) {
            if (this.#isOpen) this.end();
            else this.drop();
        } else if (this.#socket.writableLength > 0) {
            this.#lookForStall(now);
        } else if (this.#isOpen) {
            this.#takenSince = now;
            this.#keepAlive(now);
        }
    }

    #lookForStall(now: number): void {
        const taken = this.#socket.bytesWritten - this.#socket.writableLength;
        if (taken !== this.#taken) {
            this.#taken = taken;
            this.#takenSince = now;
        } else if (now - this.#takenSince >= this.#limits.stallMs) {
            this.drop();
        }
    }

    /** Those that were told something at the same time do not all need a sign of life at the same time. */
    #keepAlive(now: number): void {
        const { heartbeatMs, lookMs } = this.#limits;
        if (this.#hasSpoken) {
            this.#hasSpoken = false;
            // it spoke after the last look, and is looked at only so often
            this.#speaksAt = now + heartbeatMs * (0.85 + 0.15 * Math.random()) - 2 * lookMs;
        } else if (now >= this.#speaksAt) {
            this.send(HEARTBEAT_BYTES);
        }
    }

    #close(): void {
        this.#isOpen = false;
        const listeners = this.#listeners;
        this.#listeners = [];
        for (const listener of listeners) listener();
    }
}
