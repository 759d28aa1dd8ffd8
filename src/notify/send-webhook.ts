import { readRetryAfter } from './retry-time.js';
import { signWebhook } from './webhook-signature.js';

/** So many bytes of an answer are read, so that its connection can be used again; nobody looks at them. */
const ANSWER_BYTES = 16 * 1024;

/** What came of one try. `gone`: the endpoint wants nothing any more (410). */
export type SendResult =
    | { kind: 'delivered' }
    | { kind: 'gone' }
    | { kind: 'failed'; reason: string; retryAfterMs?: number };

export interface SendOptions {
    url: string;
    keys: readonly Uint8Array[];
    /** For the whole of it, ms. */
    timeoutMs: number;
    /** Ends it before. */
    signal: AbortSignal;
    /** Epoch ms. */
    now: () => number;
}

/** One try to deliver a message. Anything but 2xx is a failure, redirects too: where they lead to is nobody that was chosen. Never rejects. */
export async function sendWebhook(id: string, body: string, { url, keys, timeoutMs, signal, now }: SendOptions): Promise<SendResult> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
        const answer = await fetch(url, {
            method: 'POST', body, redirect: 'manual', signal: AbortSignal.any([timeout, signal]),
            headers: { 'content-type': 'application/json', 'user-agent': 'confmeter', ...signWebhook(keys, id, body, now()) }
        });
        await readAway(answer);
        if (answer.ok) return { kind: 'delivered' };
        if (answer.status === 410) return { kind: 'gone' };
        const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), now());
        return { kind: 'failed', reason: `status ${String(answer.status)}`, ...retryAfterMs !== undefined && { retryAfterMs } };
    } catch (error) {
        return { kind: 'failed', reason: timeout.aborted ? `no answer within ${String(timeoutMs)} ms` : describe(error) };
    }
}

/** The status has told all: what happens to the rest of an answer changes nothing. */
async function readAway({ body }: Response): Promise<void> {
    if (body === null) return;
    const reader = body.getReader();
    try {
        for (let bytes = 0; bytes < ANSWER_BYTES;) {
            const { done, value } = await reader.read();
            if (done) return;
            bytes += value.length;
        }
        await reader.cancel();
    } catch {
        // it is broken, so it is closed
    }
}

/** fetch says only that it failed; why is in the cause. */
function describe(error: unknown): string {
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
    return cause?.code ?? cause?.message ?? message;
}
