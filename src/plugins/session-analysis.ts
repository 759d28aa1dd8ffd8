import { setTimeout as delay } from 'node:timers/promises';
import fp from 'fastify-plugin';
import { readPushes } from '../analysis/read-series.js';
import { createSessionAnalyzer } from '../analysis/summarize-session.js';
import { createSessionAnalysis } from '../jobs/session-analysis.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** Resolves when all sessions that have ended are analysed, or when `withinMs` are over. */
        readonly analyseNow: (withinMs: number) => Promise<void>;
    }
}

/** Sessions that have ended are summarised and judged, as long as this runs. */
export const sessionAnalysisPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { store, log, thresholds, config: { PUSH_INTERVAL: pushInterval, TIMELINE_MAX } } = app;
    const analysis = createSessionAnalysis({
        store, pushInterval, log, now,
        async analyse(session, end) {
            const analyzer = createSessionAnalyzer(session, thresholds, TIMELINE_MAX);
            for await (const push of readPushes(store.pushes, session.sessionId, -1)) analyzer.add(push);
            return { ...end, ...analyzer.finish(end) };
        }
    });
    app.decorate('analyseNow', (withinMs: number) => Promise.race([analysis.turn(), delay(withinMs, undefined, { ref: false })]));
    app.addHook('onReady', async () => { analysis.start(); });
    app.addHook('onClose', () => analysis.close());
}, { name: 'session-analysis', dependencies: ['settings', 'store'] });
