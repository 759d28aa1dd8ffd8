import { parentPort, type TransferListItem } from 'node:worker_threads';

/** What a thread offers. Arguments and results cross by structured clone. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any argument list: `unknown` would refuse every concrete one
export type Calls = Record<string, (...args: any[]) => unknown>;

export type CallMessage = readonly [id: number, name: string, args: unknown[]];
/** The first reply, with id 0, says whether the thread could start. */
export type ReplyMessage = readonly [id: number, result: unknown] | readonly [id: number, result: undefined, fault: Fault];

/** An error on its way between threads: cloning one keeps neither its code nor its class. */
export interface Fault { name: string; message: string; stack: string | undefined; code: unknown }

/** The buffers that can move to another thread: a small Buffer shares its memory with others, so it is copied. */
export const movableBuffers = (views: readonly Uint8Array[]): ArrayBuffer[] =>
    views.filter(({ buffer, byteLength }) => buffer.byteLength === byteLength).map(({ buffer }) => buffer as ArrayBuffer);

/** A result whose buffers move to the caller instead of being copied. */
export class Moved<T> {
    constructor(readonly value: T, readonly buffers: TransferListItem[]) {}
}

/**
 * Runs in a worker thread: opens what it serves, then answers calls, begun in the order they were made. One that answers a promise
 * lets the next one begin meanwhile. The call `close`, which every thread must offer, is the last one: the thread ends after
 * answering it.
 */
export function serveCalls(open: () => Calls & { close(): void | Promise<void> }): void {
    const port = parentPort;
    if (port === null) throw new Error('serveCalls runs in worker threads only');
    const reply = (message: ReplyMessage, buffers: TransferListItem[] = []) => { port.postMessage(message, buffers); };
    const attempt = async (id: number, call: () => unknown): Promise<void> => {
        try {
            const result = await call();
            if (result instanceof Moved) reply([id, result.value], result.buffers);
            else reply([id, result]);
        } catch (error) {
            reply([id, undefined, faultOf(error)]);
        }
    };

    let calls: Calls | undefined;
    void attempt(0, () => { calls = open(); });
    if (calls === undefined) return;
    const opened: Calls = calls;
    port.on('message', ([id, name, args]: CallMessage) => {
        const answered = attempt(id, () => opened[name]?.(...args));
        if (name === 'close') void answered.then(() => { port.close(); });
    });
}

function faultOf(error: unknown): Fault {
    if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, code: undefined };
    return { name: error.name, message: error.message, stack: error.stack, code: (error as { code?: unknown }).code };
}
