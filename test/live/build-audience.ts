import { setImmediate } from 'node:timers/promises';
import type { AudienceOptions } from '../../src/live/audience.js';
import { createAudience } from '../../src/live/create-audience.js';
import { createTimers } from '../support/timers.js';

export const TICK_MS = 250;
export const START = 1_795_228_082_000;

/** The real audience on a clock that the test turns. */
export function buildAudience(options: Partial<AudienceOptions> = {}) {
    let elapsed = 0;
    const timers = createTimers();
    const audience = createAudience({
        pattern: /^[a-z0-9_ -]{1,32}$/u, maxNamespaces: 100, maxMessages: 10, rule: { deltaRatio: 0.1, minDelayMs: 2000, maxDelayMs: 25_000 },
        incrementDelayMs: 0, namespaceCleanDelayMs: 60_000, enableUuid: false,
        now: () => START + elapsed, clock: () => elapsed, setTimer: timers.setTimer, ...options
    });
    /** Lets time pass, tick by tick. */
    async function pass(ms: number): Promise<void> {
        for (const end = elapsed + ms; elapsed < end;) {
            elapsed = Math.min(elapsed + TICK_MS, end);
            timers.run();
            await setImmediate();
        }
    }
    return { audience, pass, timers: timers.waiting, now: () => START + elapsed };
}

/** Somebody who listens, and what was told. */
export function createListener() {
    const heard: string[] = [];
    const listener = {
        heard,
        ended: undefined as string | undefined,
        send(frame: string | Buffer) { heard.push(String(frame)); },
        end(lastFrame = '') { listener.ended = lastFrame; }
    };
    return listener;
}
