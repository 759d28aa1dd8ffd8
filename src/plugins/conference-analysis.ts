import { setTimeout as delay } from 'node:timers/promises';
import fp from 'fastify-plugin';
import { createConferenceAnalysis } from '../jobs/conference-analysis.js';

declare module 'fastify' {
    interface FastifyInstance {
        /**
         * Resolves when the conferences of all sessions that were stored are put together, those of sessions that have ended with how they were,
         * or when `withinMs` are over. What others have under way is waited for.
         */
        readonly assembleNow: (withinMs: number) => Promise<void>;
    }
}

/** Between two looks at what somebody else has under way, ms. */
const LOOK_AGAIN_MS = 50;

/** Conferences are put together from their sessions, as long as this runs. */
export const conferenceAnalysisPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, log, thresholds, config: { PUSH_INTERVAL: pushInterval, CONFERENCE_MAX: maxSessions } } = app;
    const analysis = createConferenceAnalysis({ store, pushInterval, maxSessions, thresholds, log, now });
    app.decorate('assembleNow', async (withinMs: number) => {
        const over = new AbortController();
        const timeout = delay(withinMs, undefined, { ref: false, signal: over.signal }).catch(() => undefined).then(() => true);
        await app.analyseNow(withinMs);
        const isDone = async () => analysis.turn().then(() => analysis.held() === 0);
        while (!await Promise.race([isDone(), timeout])) await Promise.race([delay(LOOK_AGAIN_MS), timeout]);
        over.abort();
    });
    app.addHook('onReady', async () => { analysis.start(); });
    app.addHook('onClose', () => analysis.close());
}, { name: 'conference-analysis', dependencies: ['settings', 'store', 'session-analysis'] });
