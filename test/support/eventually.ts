import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;
const WAIT_MS = 60_000;

/** What `read` answers as soon as `isReached` says so of it; far later, whatever it answers then, so that a test shows what is wrong with it. */
export async function eventually<T>(read: () => Promise<T> | T, isReached: (value: T) => boolean, waitMs = WAIT_MS): Promise<T> {
    for (const begin = Date.now(); ; await sleep(POLL_MS)) {
        const value = await read();
        if (isReached(value) || Date.now() - begin > waitMs) return value;
    }
}
