import type { Environment } from './environment.js';
import type { SendResult } from './transport.js';

const FIRST_DELAY_MS = 1000;
const LONGEST_DELAY_MS = 60_000;
/** A server that asks for more patience than this is asked again anyway. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/** What a retry can end with. */
export type FinalResult = Exclude<SendResult, { outcome: 'retryable' }>;

/**
 * Waits before the next attempt: exponential backoff with full jitter, or what Retry-After asked for and a little more, so that a
 * school's worth of pages does not come back at the same moment. Offline it waits for the browser to be online, or the longest delay.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function pause(environment: Environment, attempt: number, afterMs = 0): Promise<void> {
    const backoff = environment.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
    return new Promise((resolve) => {
        const proceed = () => {
            stopTimer();
            stopListening();
            resolve();
        };
        const delay = environment.isOnline() ? Math.min(afterMs, LONGEST_RETRY_AFTER_MS) + backoff : LONGEST_DELAY_MS;
        const stopTimer = environment.setTimer(proceed, delay);
        const stopListening = environment.listen('online', proceed);
    });
}

/** Sends again, for as long as it takes, what was not taken but may be. Each attempt asks anew what to send: the time in it has moved on. */
export async function sendUntilAnswered(environment: Environment, send: () => Promise<SendResult>): Promise<FinalResult> {
    for (let attempt = 0; ; attempt++) {
        const result = await send();
        if (result.outcome !== 'retryable') return result;
        await pause(environment, attempt, result.afterMs);
    }
}
