import { Worker, type TransferListItem } from 'node:worker_threads';
import type { CallMessage, Calls, Fault, Moved, ReplyMessage } from './serve-calls.js';

type Result<F> = F extends (...args: never[]) => infer R ? Awaited<R> extends Moved<infer T> ? T : Awaited<R> : never;
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;

/** A worker thread that answers calls (serve-calls.ts), begun in the order they were made. */
export interface Thread<C extends Calls> {
    /** Rejects with the error that the call threw there. `buffers` move to the thread: they are empty here afterwards. */
    call<K extends keyof C & string>(name: K, args: Arguments<C[K]>, buffers?: TransferListItem[]): Promise<Result<C[K]>>;
    /** After all calls made before; later ones reject. May be called again. */
    close(): Promise<void>;
}

/**
 * Starts the thread and resolves when it has opened what it serves; rejects with what opening threw.
 * If it dies later (out of memory, a bug), its calls reject and the error is thrown as an uncaught one: a service without
 * its disk is of no use, a restarted one is, and whatever was acknowledged is on disk.
 */
export async function openThread<C extends Calls>(entry: URL, workerData: unknown): Promise<Thread<C>> {
    // of the process's flags only this one matters in here; preloaded modules (--import) would be loaded once more per thread
    const execArgv = process.execArgv.filter((flag) => flag === '--enable-source-maps');
    const worker = new Worker(entry, { workerData, execArgv });
    const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
    let lastId = 0;
    let closing: Promise<void> | undefined;

    let gone: Error | undefined;
    const post = (id: number, send: () => void) => new Promise<never>((resolve, reject) => {
        if (gone !== undefined) throw gone;
        waiting.set(id, { resolve, reject });
        send();
    });
    const rejectAll = (error: Error) => {
        for (const { reject } of waiting.values()) reject(error);
        waiting.clear();
    };
    worker.on('message', ([id, result, fault]: ReplyMessage) => {
        const call = waiting.get(id);
        waiting.delete(id);
        if (fault === undefined) call?.resolve(result as never);
        else call?.reject(errorOf(fault));
    });
    const ended = new Promise<void>((resolve) => worker.once('exit', () => {
        gone = new Error(`The thread ${entry.pathname} has ended`);
        rejectAll(gone);
        resolve();
    }));

    const opened = post(0, () => undefined);
    worker.once('error', rejectAll);
    try {
        await opened;
    } catch (error) {
        await worker.terminate();
        throw error;
    }
    worker.on('error', (error) => { throw error; });

    const call = <K extends keyof C & string>(name: K, args: Arguments<C[K]>, buffers: TransferListItem[] = []) => {
        const id = ++lastId;
        return post(id, () => { worker.postMessage([id, name, args] satisfies CallMessage, buffers); });
    };
    return {
        call: (name, args, buffers) => closing === undefined ? call(name, args, buffers) : Promise.reject(new Error('closed')),
        close() {
            closing ??= call('close', [] as unknown as Arguments<C['close']>).then(() => ended);
            return closing;
        }
    };
}

function errorOf({ name, message, stack, code }: Fault): Error {
    const error: Error & { code?: unknown } = new Error(message);
    error.name = name;
    if (stack !== undefined) error.stack = stack;
    if (code !== undefined) error.code = code;
    return error;
}
