import fp from 'fastify-plugin';
import { createIngestCounts, type IngestCounts } from '../ingest/ingest-counts.js';
import type { DrainCounts } from '../spool/drain-counts.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** What was counted since the start. */
        readonly telemetry: { readonly ingest: IngestCounts; readonly drained: Readonly<DrainCounts> };
    }
}

const HOUR = 3_600_000;

/** All counters in one place. What was left out of bodies is told once an hour, so that a broken SDK is seen. */
export const telemetryPlugin = fp(async (app) => {
    const ingest = createIngestCounts();
    app.decorate('telemetry', { ingest, drained: app.drainer.counts });
    let told = 0;
    const tell = (): void => {
        if (ingest.dropped === told) return;
        app.log.warn({ dropped: ingest.dropped - told, sinceStart: ingest.dropped, unknownMembers: Object.fromEntries(ingest.unknownMembers) },
            'Parts of what pages sent were wrong and left out; the rest was kept.');
        told = ingest.dropped;
    };
    const timer = setInterval(tell, HOUR).unref();
    app.addHook('onClose', async () => {
        clearInterval(timer);
        tell();
    });
}, { name: 'telemetry', dependencies: ['drainer'] });
