import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;
const LIMIT_MS = 120_000;

/** What `attempt` answers once it does not throw any more; after two minutes, what it threw last. */
export async function retried<T>(attempt: () => Promise<T> | T): Promise<T> {
    for (const deadline = Date.now() + LIMIT_MS; ;) {
        try {
            return await attempt();
        } catch (error) {
            if (Date.now() > deadline) throw error;
            await delay(PAUSE_MS);
        }
    }
}
