import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { ToPrimary, ToWorker } from './messages.js';

/** Pause before a worker that died is started again, ms: doubled each time up to the last, half of it by chance. */
const FIRST_PAUSE_MS = 250, LONGEST_PAUSE_MS = 30_000;
/** A worker that lived this long was well: the next pause is a first one. ms */
const WELL_MS = 60_000;

/** What is needed of node:cluster's Worker. */
export interface WorkerProcess {
    readonly process: { readonly pid?: number | undefined };
    send(message: ToWorker, callback: (error: Error | null) => void): boolean;
    kill(signal: NodeJS.Signals): void;
    on(event: 'message', listener: (message: ToPrimary) => void): unknown;
    on(event: 'exit', listener: (code: number | null, signal: string | null) => void): unknown;
}

interface Options {
    number: number;
    /** Starts a process. */
    fork: () => WorkerProcess;
    /** What each process is told first. */
    begin: ToWorker;
    onMessage: (message: Exclude<ToPrimary, { kind: 'here' }>) => void;
    /** It takes no questions any more. */
    onGone: () => void;
    log: Log;
    /** 0 to 1, as Math.random. */
    random: () => number;
    setTimer: SetTimer;
    /** Epoch ms. */
    now: () => number;
}

/** One place for a worker: whoever dies in it is followed by another, until it is told to stop. */
export interface WorkerSlot {
    readonly number: number;
    /** Lost if there is nobody. */
    send(message: ToWorker): void;
    /** Lets the worker end what it is doing. Resolves when it has ended, with whether it did so by itself and without a fault. */
    stop(): Promise<boolean>;
    /** At once. */
    kill(): void;
}

export function createWorkerSlot({ number, fork, begin, onMessage, onGone, log, random, setTimer, now }: Options): WorkerSlot {
    let worker: WorkerProcess | undefined;
    let failures = 0;
    let isStopping = false;
    let cancelTimer: () => void = () => undefined;
    let onStopped: (isWell: boolean) => void = () => undefined;

    function start(): void {
        const startedAt = now();
        const current = worker = fork();
        current.on('message', (message) => {
            if (message.kind === 'here') send(isStopping ? { kind: 'stop' } : begin);
            else onMessage(message);
        });
        current.on('exit', (code, signal) => {
            worker = undefined;
            onGone();
            if (isStopping) {
                onStopped(code === 0);
                return;
            }
            failures = now() - startedAt >= WELL_MS ? 0 : failures;
            const pauseMs = Math.round(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + random() / 2));
            failures += 1;
            log.error({ worker: number, pid: current.process.pid, code, signal, pauseMs },
                'A worker has ended; what it accepted is on disk. It is started again after a pause');
            cancelTimer = setTimer(start, pauseMs);
        });
    }

    function send(message: ToWorker): void {
        // should it be ending, its exit follows
        worker?.send(message, () => undefined);
    }

    start();
    return {
        number,
        send,
        stop() {
            isStopping = true;
            cancelTimer();
            if (worker === undefined) return Promise.resolve(true);
            return new Promise((resolve) => {
                onStopped = resolve;
                send({ kind: 'stop' });
            });
        },
        kill: () => worker?.kill('SIGKILL')
    };
}
