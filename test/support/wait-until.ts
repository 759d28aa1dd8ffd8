import { setTimeout as delay } from 'node:timers/promises';
import { createPatience, LIMIT_MS } from './patience.js';

const POLL_MS = 20;

/**
 * Resolves as soon as the condition holds. If it does not within LIMIT_MS, rejects with what was waited for, and with what
 * `describe` tells of how things stand. What the condition throws ends the waiting, too.
 * @param what - a sentence that says the condition: "every page got an answer"
 */
export async function waitUntil(what: string, condition: () => Promise<boolean> | boolean, describe?: () => Promise<string> | string): Promise<void> {
    for (const patience = createPatience(); !await condition(); await delay(POLL_MS)) {
        if (!patience.isOver()) continue;
        const circumstances = await describe?.();
        throw new Error(`Waited for ${String(LIMIT_MS / 1000)} s in vain until ${what}.${circumstances === undefined ? '' : `\n${circumstances}`}`);
    }
}
