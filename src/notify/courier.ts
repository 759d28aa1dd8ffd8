import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import { createEpisode } from '../spool/episode.js';
import type { MarkedBy } from '../store/erasures.js';
import type { PendingWebhook, Webhooks } from '../store/webhooks.js';
import { retryPause } from './retry-time.js';
import type { SendResult } from './send-webhook.js';
import { messageIdIn } from './webhook-message.js';

/** Between two looks for what others have added, ms. What this process adds is sent at once. */
const POLL_MS = 2000;
/** Between two looks whether there is too much, ms. */
const TRIM_MS = 5000;
/** After any failure, ms. */
const LEAST_PAUSE_MS = 1000;
/** A message that failed so often is passed by those behind it: what it fails for may be in itself. */
const HOLDING_FAILURES = 5;
/** Messages that are looked at together, for each that may be under way. */
const AHEAD = 8;

export interface CourierCounts {
    delivered: number;
    failures: number;
    /** After WEBHOOK_RETRY_HOURS. */
    givenUp: number;
    /** Beyond WEBHOOK_MAX_PENDING or WEBHOOK_MAX_BYTES. */
    dropped: number;
}

export interface CourierOptions {
    endpoint: string;
    /** Of the endpoint, for the log: no secrets. */
    name: string;
    /** Of this process, among all that use the store. */
    holder: string;
    /** Longer than a try may take, ms. */
    leaseMs: number;
    webhooks: Webhooks;
    /** Which of these are deleted, or belong to who is (Erasures.findMarked). */
    findMarked: (sessions: readonly MarkedBy[]) => Promise<Set<string>>;
    send: (messageId: string, body: string, signal: AbortSignal) => Promise<SendResult>;
    /** Messages under way at once, of different conferences. */
    concurrency: number;
    /** For how long a message is tried, ms. */
    retryMs: number;
    maxMessages: number;
    maxBytes: number;
    log: Log;
    now: () => number;
    random: () => number;
    setTimer: SetTimer;
}

/** Brings an endpoint its messages. */
export interface Courier {
    readonly counts: Readonly<CourierCounts>;
    /** The endpoint has said that it wants nothing any more. */
    readonly isGone: boolean;
    start(): void;
    /** There may be something to deliver. */
    wake(): void;
    /** Breaks off what is under way; it stays to be delivered. */
    close(): Promise<void>;
}

/**
 * Of all processes one at a time holds an endpoint. Messages of one conference go one after the other; one that fails holds up all others of its
 * endpoint, which is probably out of order, until it has failed HOLDING_FAILURES times.
 */
export function createCourier(options: CourierOptions): Courier {
    const { endpoint, name, holder, leaseMs, webhooks, findMarked, send, concurrency, retryMs, log, now, random, setTimer } = options;
    const counts: CourierCounts = { delivered: 0, failures: 0, givenUp: 0, dropped: 0 };
    const [failing, givingUp, dropping, storeFailing] = [createEpisode(), createEpisode(), createEpisode(), createEpisode()];
    const closing = new AbortController();
    let isGone = false;
    let running: Promise<void> | undefined;
    let isWanted = false;
    /** Until then the endpoint is left alone, epoch ms. */
    let restUntil = 0;
    let trimmedAt = Number.NEGATIVE_INFINITY;
    let heldAt = Number.NEGATIVE_INFINITY;
    let cancelTimer: () => void = () => undefined;

    function begin(): void {
        cancelTimer();
        if (closing.signal.aborted || isGone || running !== undefined) return;
        running = run().then((pauseMs) => {
            running = undefined;
            if (!closing.signal.aborted && !isGone) cancelTimer = setTimer(begin, isWanted ? 0 : pauseMs);
            isWanted = false;
        });
    }

    /** Answers for how long there is nothing to do, ms. */
    async function run(): Promise<number> {
        try {
            const pauseMs = await turn();
            storeFailing.ends();
            return pauseMs;
        } catch (error) {
            if (storeFailing.begins()) log.error({ err: error, endpoint: name }, 'Webhooks cannot be delivered while the store does not answer');
            return POLL_MS;
        }
    }

    async function turn(): Promise<number> {
        if (now() < restUntil) return restUntil - now();
        if (!await isHeld()) return POLL_MS;
        await trim();
        const due = await webhooks.listDue(endpoint, now(), concurrency * AHEAD);
        const messages = await leaveOutDeleted(due);
        if (messages.length > 0) await deliver(messages);
        return now() < restUntil ? restUntil - now() : due.length > 0 ? 0 : POLL_MS;
    }

    async function isHeld(): Promise<boolean> {
        if (now() - heldAt < leaseMs / 3) return true;
        const at = now();
        if (!await webhooks.hold(endpoint, holder, at, leaseMs)) return false;
        heldAt = at;
        return true;
    }

    async function trim(): Promise<void> {
        if (now() - trimmedAt < TRIM_MS) return;
        trimmedAt = now();
        const dropped = await webhooks.trim(endpoint, options.maxMessages, options.maxBytes);
        counts.dropped += dropped;
        if (dropped === 0) dropping.ends();
        else if (dropping.begins()) log.warn({ endpoint: name, dropped },
            'More webhooks wait for an endpoint than WEBHOOK_MAX_PENDING or WEBHOOK_MAX_BYTES: the oldest go');
    }

    async function leaveOutDeleted(messages: readonly PendingWebhook[]): Promise<readonly PendingWebhook[]> {
        const people = messages.flatMap(({ person }) => person === undefined ? [] : [person]);
        if (people.length === 0) return messages;
        const marked = await findMarked(people.map(({ userId, ...person }) => ({ ...person, ...userId !== null && { userId } })));
        if (marked.size === 0) return messages;
        const isMarked = ({ person }: PendingWebhook) => person !== undefined && marked.has(person.sessionId);
        await webhooks.finish(messages.filter(isMarked).map(({ id }) => id));
        return messages.filter((message) => !isMarked(message));
    }

    async function deliver(messages: readonly PendingWebhook[]): Promise<void> {
        const lanes = new Map<string, PendingWebhook[]>();
        for (const message of messages) lanes.set(message.conferenceId, [...lanes.get(message.conferenceId) ?? [], message]);
        const left = lanes.values();
        let isStopped = false;
        const walk = async (): Promise<void> => {
            for (const lane of left) for (const message of lane) {
                if (isStopped || !await isHeld()) return;
                if (!await attempt(message)) isStopped = true;
            }
        };
        const walks = await Promise.allSettled(Array.from({ length: concurrency }, () => walk().catch((error: unknown) => {
            isStopped = true;
            throw error;
        })));
        for (const ended of walks) if (ended.status === 'rejected') throw ended.reason;
    }

    /** Whether those behind it may be tried as well. */
    async function attempt(message: PendingWebhook): Promise<boolean> {
        const result = await send(messageIdIn(message.id), message.body, closing.signal);
        if (closing.signal.aborted && result.kind === 'failed') return false;
        switch (result.kind) {
            case 'delivered':
                counts.delivered += 1;
                await webhooks.finish([message.id]);
                givingUp.ends();
                if (failing.ends()) log.info({ endpoint: name, ...counts }, 'An endpoint takes webhooks again');
                return true;
            case 'gone':
                isGone = true;
                await webhooks.trim(endpoint, 0, 0);
                log.error({ endpoint: name },
                    'An endpoint says that it wants no webhooks any more (410): nothing is sent to it until the next start');
                return false;
            case 'failed':
                await putOff(message, result);
                return false;
        }
    }

    async function putOff(message: PendingWebhook, { reason, retryAfterMs }: SendResult & { kind: 'failed' }): Promise<void> {
        counts.failures += 1;
        if (failing.begins()) log.warn({ endpoint: name, reason }, 'An endpoint does not take a webhook; it is tried again');
        const failures = message.failures + 1;
        const pauseMs = retryPause(failures, random(), retryAfterMs);
        const restMs = failures < HOLDING_FAILURES || retryAfterMs !== undefined ? pauseMs : LEAST_PAUSE_MS;
        restUntil = Math.max(restUntil, now() + restMs);
        if (now() + pauseMs - message.position < retryMs) {
            await webhooks.postpone(message.id, now() + pauseMs);
            return;
        }
        counts.givenUp += 1;
        await webhooks.finish([message.id]);
        if (givingUp.begins()) log.warn({ endpoint: name, reason }, 'Webhooks that failed for WEBHOOK_RETRY_HOURS are given up');
    }

    return {
        counts,
        get isGone() { return isGone; },
        start: begin,
        wake() {
            isWanted = running !== undefined;
            if (running === undefined && now() >= restUntil) begin();
        },
        async close() {
            closing.abort();
            cancelTimer();
            await running;
            // should the store be away: the lease ends by itself
            if (heldAt > Number.NEGATIVE_INFINITY) await webhooks.release(endpoint, holder).catch(() => undefined);
        }
    };
}
