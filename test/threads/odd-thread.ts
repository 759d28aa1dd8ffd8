/** A thread for open-thread.test.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { Moved, serveCalls } from '../../src/threads/serve-calls.js';

class OddError extends Error {
    override name = 'OddError';
    code = 'ODD';
}

function open() {
    if (workerData === 'cannot open') throw new OddError('no such thing');
    const order: string[] = [];
    return {
        note(word: string): string[] {
            order.push(word);
            return order;
        },
        noteLater: async (word: string, ms: number): Promise<string[]> => {
            await delay(ms);
            order.push(word);
            return order;
        },
        failLater: async () => {
            await delay(1);
            throw new OddError('as asked');
        },
        fail: () => { throw new OddError('as asked'); },
        fill: (bytes: Uint8Array) => new Moved(bytes.fill(7), [bytes.buffer as ArrayBuffer]),
        die: () => { process.exit(3); },
        close: () => undefined
    };
}
export type OddCalls = ReturnType<typeof open>;

serveCalls(open);
