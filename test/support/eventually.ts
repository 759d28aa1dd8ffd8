import { setTimeout as sleep } from 'node:timers/promises';
import { createPatience } from './patience.js';

const POLL_MS = 100;

/** What `read` answers as soon as `isReached` says so of it; far later, whatever it answers then, so that a test shows what is wrong with it. */
export async function eventually<T>(read: () => Promise<T> | T, isReached: (value: T) => boolean): Promise<T> {
    for (const patience = createPatience(); ; await sleep(POLL_MS)) {
        const value = await read();
        if (isReached(value) || patience.isOver()) return value;
    }
}
