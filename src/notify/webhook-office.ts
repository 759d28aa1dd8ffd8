import type { Transition } from '../../schemas/live-transition.js';
import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import { createEpisode } from '../spool/episode.js';
import { HOUR_MS } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import type { WebhookMessage } from '../store/webhooks.js';
import { createCourier, type CourierCounts } from './courier.js';
import { sendWebhook } from './send-webhook.js';
import { endpointOf, webhookMessage } from './webhook-message.js';

/** Ids of what was delivered are known for so long, and what happened before that is not told, ms. */
const KNOWN_MS = 24 * HOUR_MS;
/** Put into the store at once. */
const ADDED_AT_ONCE = 500;
/** What a lease is longer than two tries, ms: it is renewed when a third of it is over, and then a try may begin. */
const LEASE_SPARE_MS = 10_000;
/** Before it is tried again to put something into the store, ms. */
const STORE_PAUSE_MS = 2000;
/** Forgotten by one call. */
const FORGOTTEN_AT_ONCE = 1000;
/** Between two messages of one moment, ms: a fraction that a number of 53 bits still holds. */
const STEP_MS = 1 / 1024;

interface Options {
    /** As many as there are endpoints; each once. */
    urls: readonly string[];
    /** The secrets' bytes: each signs. */
    keys: readonly Uint8Array[];
    /** What is told; empty: everything. */
    types: readonly string[];
    timeoutMs: number;
    retryMs: number;
    /** Of each endpoint. */
    concurrency: number;
    maxMessages: number;
    maxBytes: number;
    /** Of this process, among all that use the store. */
    holder: string;
    store: Pick<Store, 'webhooks' | 'erasures'>;
    log: Log;
    now?: () => number;
    random?: () => number;
    setTimer?: SetTimer;
}

/** Takes down what happens, for endpoints to be told. */
export interface WebhookOffice {
    /** Never fails, and takes no time: what the store does not take yet waits here, up to `maxMessages` of each endpoint. */
    tell(transition: Transition): void;
    start(): void;
    /** What is still to be delivered rests in the store. */
    close(): Promise<void>;
    /** By endpoint, in the order of the URLs. */
    counts(): readonly Readonly<CourierCounts>[];
}

export function createWebhookOffice(options: Options): WebhookOffice {
    const { urls, keys, types, timeoutMs, retryMs, maxMessages, store: { webhooks, erasures }, log } = options;
    const { now = Date.now, random = Math.random, setTimer = setRealTimer } = options;
    const { concurrency, maxBytes, holder } = options;
    const endpoints = urls.map((url) => {
        const endpoint = endpointOf(url);
        return {
            endpoint,
            courier: createCourier({
                endpoint, name: new URL(url).origin, holder, leaseMs: timeoutMs * 2 + LEASE_SPARE_MS, webhooks,
                concurrency, retryMs, maxMessages, maxBytes, log, now, random, setTimer,
                findMarked: (sessions) => erasures.findMarked(sessions),
                send: (id, body, signal) => sendWebhook(id, body, { url, keys, timeoutMs, signal, now })
            })
        };
    });
    const [storeFailing, dropping] = [createEpisode(), createEpisode()];
    let waiting: WebhookMessage[] = [];
    let adding: Promise<void> | undefined;
    let tidying: Promise<void> | undefined;
    let last = 0;
    /** Since the store took something. */
    let dropped = 0;
    let isClosed = false;
    let cancelAdding: () => void = () => undefined;
    let cancelTidying: () => void = () => undefined;

    function addSoon(): void {
        cancelAdding();
        adding ??= addAll().finally(() => { adding = undefined; });
    }

    async function addAll(): Promise<void> {
        while (waiting.length > 0) {
            const messages = waiting.slice(0, ADDED_AT_ONCE);
            try {
                await webhooks.add(messages);
            } catch (error) {
                if (storeFailing.begins()) log.error({ err: error }, 'What webhooks tell waits in memory until the store answers');
                if (!isClosed) cancelAdding = setTimer(addSoon, STORE_PAUSE_MS);
                return;
            }
            const added = new Set(messages);
            waiting = waiting.filter((message) => !added.has(message));
            if (storeFailing.ends()) log.info({ dropped }, 'The store takes what webhooks tell again');
            dropping.ends();
            dropped = 0;
            for (const { courier } of endpoints) courier.wake();
        }
    }

    async function tidy(): Promise<void> {
        try {
            const finishedBefore = now() - KNOWN_MS - HOUR_MS;
            while (!isClosed && await webhooks.forget(finishedBefore, finishedBefore - retryMs, FORGOTTEN_AT_ONCE) === FORGOTTEN_AT_ONCE);
        } catch (error) {
            log.warn({ err: error }, 'Old webhooks could not be removed; it is tried every hour');
        }
        if (!isClosed) cancelTidying = setTimer(() => { tidying = tidy(); }, HOUR_MS);
    }

    return {
        tell(transition) {
            if (isClosed || transition.at < now() - KNOWN_MS || (types.length > 0 && !types.includes(transition.type))) return;
            for (const { endpoint, courier } of endpoints) {
                if (courier.isGone) continue;
                last = Math.max(last + STEP_MS, now());
                waiting.push(webhookMessage(endpoint, transition, last));
            }
            const excess = waiting.length - maxMessages * endpoints.length;
            if (excess > 0) {
                waiting.splice(0, excess);
                dropped += excess;
                if (dropping.begins()) log.warn('More webhooks wait for the store than WEBHOOK_MAX_PENDING: the oldest go');
            }
            // together with what else happens at this moment
            if (adding === undefined) setImmediate(addSoon);
        },
        start() {
            for (const { courier } of endpoints) courier.start();
            tidying = tidy();
        },
        async close() {
            isClosed = true;
            cancelTidying();
            cancelAdding();
            await adding;
            await addAll();
            await tidying;
            await Promise.all(endpoints.map(({ courier }) => courier.close()));
        },
        counts: () => endpoints.map(({ courier }) => courier.counts)
    };
}
