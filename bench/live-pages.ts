/**
 * Pages of many conferences and those who watch them, in a process of its own, told what to do by live.ts. What pages send are the pushes of
 * recorded calls, with times of now.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LiveChange } from '../schemas/live.js';
import { sessionIdOf } from '../src/ingest/session-id.js';
import { recordedPushes } from './push-bodies.js';

export type LiveOrder =
    { begin: { sessions: number; conferences: number } } | { push: { seconds: number; perSecond: number } }
    | { watch: { count: number; isMeasuring: boolean } };

export interface LiveReport {
    pushes: number;
    /** From the answer to a push to its state on the stream, ms. */
    latencies: number[];
    /** That all who watch got so far. */
    watchedBytes: number;
    /** Whose stream ended. */
    lost: number;
}

interface Page { sessionId: string; token: string; sent: number }

const [base = '', readToken = ''] = process.argv.slice(2);
const AT_ONCE = 32, SAMPLE_MS = 10_000;
const PUSHES = recordedPushes(0);

const pages: Page[] = [];
/** Of this order, by session and time of its last sample: when a push was answered. */
const answered = new Map<string, number>();
let latencies: number[] = [];
let watchedBytes = 0;
let lost = 0;

async function postJson(path: string, body: unknown): Promise<Response> {
    const reply = await fetch(base + path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${String(reply.status)} ${await reply.text()}`);
    return reply;
}

async function begin(number: number, conferences: number): Promise<void> {
    const sessionKey = randomBytes(16).toString('hex');
    const sessionId = sessionIdOf(sessionKey);
    const now = Date.now();
    const reply = await postJson('/v1/sessions', {
        sessionKey, sessionId, conferenceName: `bench-${String(number % conferences)}`, meetingId: `meeting-${String(number % conferences)}`,
        userId: `user-${String(number)}`, startedAt: now, joinedAt: now, sentAt: now
    });
    pages.push({ sessionId, token: (await reply.json() as { token: string }).token, sent: 0 });
}

async function push(page: Page): Promise<void> {
    const { deltas = [] } = PUSHES[page.sent % PUSHES.length] ?? {};
    const now = Date.now();
    await (await postJson(`/v1/sessions/${page.sessionId}/metrics`, {
        token: page.token, seq: page.sent, sentAt: now, events: [],
        deltas: deltas.map((delta, place) => ({ ...delta, at: now - (deltas.length - 1 - place) * SAMPLE_MS }))
    })).arrayBuffer();
    page.sent += 1;
    answered.set(`${page.sessionId} ${String(now)}`, Date.now());
}

/** All of them, some at once; each not before its turn. */
async function forAll<T>(all: readonly T[], perSecond: number, work: (one: T) => Promise<void>): Promise<void> {
    const start = performance.now();
    let next = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (let place = next++; place < all.length; place = next++) {
            const early = start + place / perSecond * 1000 - performance.now();
            if (early > 0) await delay(early);
            await work(all[place] as T);
        }
    }));
}

/**
 * Resolves when it has heard something.
 * @param isMeasuring - it hears of all participants, and reads what it hears; the others have the list of conferences open
 */
async function watch(isMeasuring: boolean): Promise<void> {
    const { body } = await fetch(`${base}/v1/live/stream?participants=${String(isMeasuring)}`, { headers: { authorization: `Bearer ${readToken}` } });
    if (body === null) throw new Error('A stream has no body');
    const reader = body.getReader();
    await reader.read();
    void (async () => {
        const decoder = new TextDecoder();
        let text = '';
        for (let step = await reader.read(); !step.done; step = await reader.read()) {
            watchedBytes += step.value.length;
            if (!isMeasuring) continue;
            const frames = (text + decoder.decode(step.value, { stream: true })).split('\n\n');
            text = frames.pop() ?? '';
            for (const frame of frames) hear(/^data: (.*)$/m.exec(frame)?.[1]);
        }
    })().catch(() => undefined).finally(() => { lost += 1; });
}

function hear(data: string | undefined): void {
    if (data === undefined) return;
    const now = Date.now();
    for (const { sessionId, stateAt } of (JSON.parse(data) as LiveChange).participants) {
        const at = answered.get(`${sessionId} ${String(stateAt)}`);
        if (at === undefined) continue;
        latencies.push(now - at);
        answered.delete(`${sessionId} ${String(stateAt)}`);
    }
}

async function obey(order: LiveOrder): Promise<number> {
    if ('begin' in order) {
        const { sessions, conferences } = order.begin;
        await forAll(Array.from({ length: sessions }, (_, number) => number), Infinity, (number) => begin(number, conferences));
        await forAll(pages, Infinity, push);
        return sessions;
    }
    if ('watch' in order) {
        const { count, isMeasuring } = order.watch;
        await Promise.all(Array.from({ length: count }, () => watch(isMeasuring)));
        return 0;
    }
    const { seconds, perSecond } = order.push;
    answered.clear();
    const due = Array.from({ length: seconds * perSecond }, (_, place) => pages[place % pages.length] as Page);
    await forAll(due, perSecond, push);
    return due.length;
}

process.on('message', (order: LiveOrder) => {
    void obey(order).then((pushes) => {
        process.send?.({ pushes, latencies, watchedBytes, lost } satisfies LiveReport);
        latencies = [];
    });
});
process.on('disconnect', () => { process.exit(); });
