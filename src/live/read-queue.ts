import type { SetTimer } from '../set-timer.js';
import { setRealTimer } from '../set-timer.js';
import type { PushRecord } from '../store/store.js';

/** What is read at a time takes so long, ms; and then the process has so long for everything else. */
const WORK = 4, REST = 12;
/** Pushes that may wait: some seconds of more than a process accepts. Those that find no place are read from the store. */
const MOST_WAITING = 5000;

export interface ReadQueue {
    add(push: PushRecord): void;
    /** Reads all that waits, now. */
    flush(): void;
    readonly size: number;
    close(): void;
}

/** Has pushes read in the order in which they came, apart from the requests that brought them, with a part of the time only. */
export function createReadQueue(read: (push: PushRecord) => void, setTimer: SetTimer = setRealTimer): ReadQueue {
    let waiting: PushRecord[] = [];
    let next = 0;
    let cancel: (() => void) | undefined;

    function readUntil(deadline: number): void {
        while (next < waiting.length && performance.now() < deadline) {
            read(waiting[next] as PushRecord);
            next += 1;
        }
        if (next < waiting.length) return;
        waiting = [];
        next = 0;
    }
    function work(): void {
        cancel = undefined;
        readUntil(performance.now() + WORK);
        if (waiting.length > 0) cancel = setTimer(work, REST);
    }
    return {
        add(push) {
            if (waiting.length - next >= MOST_WAITING) return;
            waiting.push(push);
            cancel ??= setTimer(work, REST);
        },
        flush() { readUntil(Infinity); },
        get size() { return waiting.length - next; },
        close() {
            cancel?.();
            waiting = [];
        }
    };
}
