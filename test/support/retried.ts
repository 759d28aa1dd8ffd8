import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 50;

/** What `attempt` answers once it does not throw any more. The test's own time limit bounds it. */
export async function retried<T>(attempt: () => Promise<T> | T): Promise<T> {
    for (;;) {
        try {
            return await attempt();
        } catch {
            await delay(PAUSE_MS);
        }
    }
}
