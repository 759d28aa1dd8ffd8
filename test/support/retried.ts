import { setTimeout as delay } from 'node:timers/promises';
import { createPatience } from './patience.js';

const PAUSE_MS = 50;

/** What `attempt` answers once it does not throw any more; after LIMIT_MS, what it threw last. */
export async function retried<T>(attempt: () => Promise<T> | T): Promise<T> {
    for (const patience = createPatience(); ;) {
        try {
            return await attempt();
        } catch (error) {
            if (patience.isOver()) throw error;
            await delay(PAUSE_MS);
        }
    }
}
