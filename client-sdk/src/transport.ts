import type { Environment, HttpAnswer } from './environment.js';

/** What became of a request. Expected failures are values: the caller must say what it does about each. */
export type SendResult =
    /** 2xx: the service has it on disk. */
    | { outcome: 'accepted'; reply: unknown }
    /** No answer, 408, 429 or 5xx: the same may succeed later. */
    | { outcome: 'retryable'; afterMs?: number | undefined }
    /** Any other answer: the same will not be taken again. 401: the session's token is not good; 403: nothing of this session is wanted. */
    | { outcome: 'refused'; status: number };

/** POSTs a body to a path below the endpoint. Never rejects. `leaving`: the page may be gone before the answer comes. */
export type Transport = (path: string, body: string, leaving?: boolean) => Promise<SendResult>;

/** Browsers let the keepalive requests of a page hold 64 KiB together: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const KEEPALIVE_BYTES = 60 * 1024;
/** Chromium before 2020 refused the eleventh: services/network/url_loader_factory.h, kMaxKeepaliveConnectionsPerProcessForFetchAPI */
const KEEPALIVE_REQUESTS = 9;

/** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(answer: HttpAnswer, now: number): number | undefined {
    const value = answer.headers.get('retry-after') as string;
    return Number(value) * 1000 || Math.max(0, Date.parse(value) - now) || undefined;
}

async function read(answer: HttpAnswer, now: number): Promise<SendResult> {
    const { status } = answer;
    // Read to the end in any case: Chromium frees the keepalive budget only then. https://github.com/open-telemetry/opentelemetry-js/issues/7001
    const text = await answer.text();
    if (status >= 200 && status < 300) return { outcome: 'accepted', reply: text ? JSON.parse(text) : null };
    if (status === 408 || status === 429 || status >= 500) return { outcome: 'retryable', afterMs: retryAfter(answer, now) };
    return { outcome: 'refused', status };
}

/**
 * Sends by fetch. As long as the browser's budget for it holds, requests are `keepalive`, so that one under way survives the page; when it
 * does not and the page is leaving, the beacon takes over.
 */
export function createTransport(environment: Environment, endpoint: string, beacon: Transport): Transport {
    let requests = 0;
    let bytes = 0;
    // Other scripts of the page may have used up the budget, which looks like a network failure: then the next attempt does without it.
    let budgetDoubtful = false;
    return async (path, body, leaving = false) => {
        const size = new TextEncoder().encode(body).length;
        const fits = requests < KEEPALIVE_REQUESTS && bytes + size <= KEEPALIVE_BYTES;
        const keepalive = environment.keepalive && fits && (leaving || !budgetDoubtful);
        if (leaving && !keepalive) return beacon(path, body);
        const share = keepalive ? 1 : 0;
        requests += share;
        bytes += share * size;
        budgetDoubtful = false;
        try {
            return await read(await environment.post(endpoint + path, body, keepalive), environment.sendTime());
        } catch {
            budgetDoubtful = keepalive;
            return { outcome: 'retryable' };
        } finally {
            requests -= share;
            bytes -= share * size;
        }
    };
}
