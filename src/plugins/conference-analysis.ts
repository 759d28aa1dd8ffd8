import { setTimeout as delay } from 'node:timers/promises';
import fp from 'fastify-plugin';
import { createConferenceAnalysis } from '../jobs/conference-analysis.js';

declare module 'fastify' {
    interface FastifyInstance {
        /**
         * Called by what reads stored conferences, before it does and after catchUp: puts together what is due, and waits for what others do of
         * it; up to READ_WAIT.
         */
        readonly assembled: () => Promise<void>;
    }
}

/** Between two looks at what somebody else has under way, ms. */
const LOOK_AGAIN_MS = 50;

/** Conferences are put together from their sessions, as long as this runs. */
export const conferenceAnalysisPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, log, config: { PUSH_INTERVAL: pushInterval, CONFERENCE_MAX: maxSessions, READ_WAIT } } = app;
    const analysis = createConferenceAnalysis({ store, pushInterval, maxSessions, log, now });
    app.decorate('assembled', async () => {
        const waiting = new AbortController();
        const timeout = delay(READ_WAIT, undefined, { signal: waiting.signal }).catch(() => undefined);
        const isOver = timeout.then(() => true);
        while (!await Promise.race([analysis.turn().then(() => analysis.held() === 0), isOver])) await Promise.race([delay(LOOK_AGAIN_MS), timeout]);
        waiting.abort();
    });
    app.addHook('onReady', async () => { analysis.start(); });
    app.addHook('onClose', () => analysis.close());
}, { name: 'conference-analysis', dependencies: ['settings', 'store'] });
