import type { Log } from '../log.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import type { Assignment, RateLimitName, ToPrimary } from './messages.js';
import { createHitBudget } from './shared-hits.js';
import { createWorkerSlot, type WorkerProcess, type WorkerSlot } from './worker-slot.js';

interface Options {
    assignment: Omit<Assignment, 'number'>;
    /** Requests of one address in a minute, of all workers together; of LOGIN_ATTEMPTS wrong tokens. */
    rateLimits: Readonly<Record<RateLimitName, number>>;
    fork: () => WorkerProcess;
    log: Log;
    random?: () => number;
    setTimer?: SetTimer;
    /** Epoch ms. */
    now?: () => number;
}

export interface Supervision {
    /** Resolves with the port when all workers listen for the first time. Rejects when one says before that it cannot start. */
    readonly listening: Promise<number>;
    /** Stops all workers; those that are not done after `withinMs` are killed. Resolves with whether all ended well. */
    stop(withinMs: number): Promise<boolean>;
}

/** In words for whoever starts the service; its worker has found it. */
export class WorkerFault extends Error {}

/** Keeps all workers running, and passes on what they ask each other. */
export function supervise(options: Options): Supervision {
    const { assignment, rateLimits, fork, log, random = Math.random, setTimer = setRealTimer, now = Date.now } = options;
    const { count } = assignment;
    const budgetOf = (limit: number) => createHitBudget({ limit, workers: count, now });
    const budgets = {
        RATE_LIMIT: budgetOf(rateLimits.RATE_LIMIT),
        SORA_RATE_LIMIT: budgetOf(rateLimits.SORA_RATE_LIMIT),
        // whoever finds nothing left has made the last try: failed-tries.ts
        LOGIN_ATTEMPTS: budgetOf(rateLimits.LOGIN_ATTEMPTS - 1)
    };
    /** Those that take questions. */
    const up = new Set<number>();
    /** Those that have not listened yet, ever. */
    const expected = new Set<number>();
    let tellListening: (port: number) => void = () => undefined;
    let tellFault: (fault: WorkerFault) => void = () => undefined;
    const listening = new Promise<number>((resolve, reject) => {
        tellListening = resolve;
        tellFault = reject;
    });
    // whoever waits for it hears of it
    listening.catch(() => undefined);

    const slots: WorkerSlot[] = [];
    const others = (number: number) => slots.filter((slot) => slot.number !== number);

    function receive(from: number, message: Exclude<ToPrimary, { kind: 'here' }>): void {
        switch (message.kind) {
            case 'listening':
                up.add(from);
                expected.delete(from);
                if (expected.size === 0) tellListening(message.port);
                break;
            case 'fault':
                if (expected.size === 0) log.error({ worker: from, fault: message.message }, 'A worker cannot start');
                tellFault(new WorkerFault(message.message));
                break;
            case 'question':
                for (const slot of others(from)) {
                    if (up.has(slot.number)) slot.send({ ...message, from });
                    else slots[from - 1]?.send({ kind: 'silence', id: message.id, from: slot.number });
                }
                break;
            case 'answer':
                slots[message.to - 1]?.send({ kind: 'answer', id: message.id, from, answer: message.answer });
                break;
            case 'hits':
                slots[from - 1]?.send({ kind: 'hits', id: message.id, hits: budgets[message.limit].take(message.key) });
        }
    }

    for (let number = 1; number <= count; number++) {
        expected.add(number);
        slots.push(createWorkerSlot({
            number, fork, log, random, setTimer, now,
            begin: { kind: 'begin', assignment: { ...assignment, number } },
            onMessage: (message) => { receive(number, message); },
            onGone: () => {
                up.delete(number);
                for (const slot of others(number)) slot.send({ kind: 'gone', worker: number });
            }
        }));
    }

    return {
        listening,
        async stop(withinMs) {
            const cancel = setTimer(() => {
                log.error({ withinMs }, 'A worker did not stop in time and is killed; what it accepted is on disk');
                for (const slot of slots) slot.kill();
            }, withinMs);
            const ends = await Promise.all(slots.map((slot) => slot.stop()));
            cancel();
            return ends.every((isWell) => isWell);
        }
    };
}
