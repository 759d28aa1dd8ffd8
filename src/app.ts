import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { Config } from './config.js';
import { audienceMeterPlugin } from './peers/audience-meter/audience-meter.js';
import { jmmcRoutes } from './peers/jmmc/routes.js';
import { soraDoorPlugin } from './peers/sora/sora-door.js';
import { analysisPlugin } from './plugins/analysis.js';
import { arrivalsPlugin } from './plugins/arrivals.js';
import { audiencePlugin } from './plugins/audience.js';
import { authPlugin } from './plugins/auth.js';
import { clientScriptPlugin } from './plugins/client-script.js';
import { conferenceAudiencePlugin } from './plugins/conference-audience.js';
import { conferenceAnalysisPlugin } from './plugins/conference-analysis.js';
import { connectionLimitPlugin } from './plugins/connection-limit.js';
import { dashboardSitePlugin } from './plugins/dashboard-site.js';
import { drainerPlugin } from './plugins/drainer.js';
import { errorHandlerPlugin } from './plugins/error-handler.js';
import { eventStreamsPlugin } from './plugins/event-streams.js';
import { erasurePlugin } from './plugins/erasure.js';
import { freshReadsPlugin } from './plugins/fresh-reads.js';
import { gracefulStopPlugin } from './plugins/graceful-stop.js';
import { httpGuardsPlugin } from './plugins/http-guards.js';
import { httpOptions } from './plugins/http-options.js';
import { ingestPlugin } from './plugins/ingest.js';
import { instancesPlugin } from './plugins/instances.js';
import { livePlugin } from './plugins/live.js';
import { leftSpoolsPlugin } from './plugins/left-spools.js';
import { retentionPlugin } from './plugins/retention.js';
import { rollupsPlugin } from './plugins/rollups.js';
import { secretsPlugin } from './plugins/secrets.js';
import { settingsPlugin } from './plugins/settings.js';
import { siblingsPlugin } from './plugins/siblings.js';
import { sessionAnalysisPlugin } from './plugins/session-analysis.js';
import { spoolPlugin } from './plugins/spool.js';
import { storePlugin } from './plugins/store.js';
import { telemetryPlugin } from './plugins/telemetry.js';
import { validationPlugin } from './plugins/validation.js';
import { webhooksPlugin } from './plugins/webhooks.js';
import { jmmcExportRoute } from './peers/jmmc/export-route.js';
import { audienceRoutes } from './routes/audience.js';
import { audienceDemoRoutes, audienceScriptRoutes } from './routes/audience-demo.js';
import { clientScriptRoutes } from './routes/client-script.js';
import { conferenceRoutes } from './routes/conferences.js';
import { erasureRoutes } from './routes/erasures.js';
import { exportRoutes } from './routes/export.js';
import { dashboardRoutes } from './routes/dashboard.js';
import { healthRoutes } from './routes/health.js';
import { loginRoutes } from './routes/login.js';
import { liveRoutes } from './routes/live.js';
import { pushRoutes } from './routes/pushes.js';
import { rtcStatsRoutes } from './routes/rtcstats.js';
import { searchRoutes } from './routes/search.js';
import { seriesRoutes } from './routes/series.js';
import { setupRoutes } from './routes/setup.js';
import { sessionReadRoutes } from './routes/session-reads.js';
import { sessionRoutes } from './routes/sessions.js';
import { summaryRoutes } from './routes/summary.js';
import { usageReportRoutes } from './routes/usage-report.js';
import { userRoutes } from './routes/users.js';
import type { Secrets } from './secrets.js';
import type { Siblings } from './workers/siblings.js';

/** What a test replaces, and what a worker gets from its primary process. */
export interface Overrides {
    /** Of a worker; otherwise this process is alone. */
    siblings?: Siblings;
    /** Instead of those of the settings and of DATA_DIR. */
    secrets?: Secrets;
    logger?: FastifyServerOptions['logger'];
    /** Epoch ms. */
    now?: () => number;
    /** Instead of what `npm run build` makes of client-sdk. */
    clientScript?: URL;
}

/**
 * The whole service, ready to listen or to be injected into; `close()` stops it without losing anything accepted.
 * @throws when it cannot start: DATA_DIR cannot be used, the page script is not built.
 */
export async function buildApp(config: Config, overrides: Overrides = {}): Promise<FastifyInstance> {
    const createRequestId = createRequestIds();
    const app = Fastify({
        // opening a large store after a power loss may take its time
        pluginTimeout: 0,
        logger: overrides.logger ?? { level: config.LOG_LEVEL },
        // UTF-16 units of a userId, the longest thing that an address names
        routerOptions: { maxParamLength: 512 },
        ...httpOptions(config, createRequestId)
    });
    try {
        await registerAll(app, config, overrides, createRequestId);
        await app.ready();
    } catch (error) {
        await app.close();
        throw error;
    }
    return app;
}

/** What the service consists of, in the order of its building. */
async function registerAll(app: FastifyInstance, config: Config, overrides: Overrides, createRequestId: () => string): Promise<void> {
    await app.register(settingsPlugin, { config });
    await app.register(siblingsPlugin, { siblings: overrides.siblings });
    await app.register(connectionLimitPlugin);
    await app.register(errorHandlerPlugin);
    await app.register(validationPlugin);
    await app.register(gracefulStopPlugin);
    await app.register(httpGuardsPlugin);
    await app.register(eventStreamsPlugin);
    const clock = overrides.now === undefined ? {} : { now: overrides.now };
    await app.register(audiencePlugin, clock);
    await app.register(clientScriptPlugin, overrides.clientScript === undefined ? {} : { script: overrides.clientScript });
    await app.register(dashboardSitePlugin);

    // Closed in the reverse order: what is being accepted goes to the spool, what is in the spool to the store, then both close.
    await app.register(spoolPlugin);
    await app.register(storePlugin);
    await app.register(drainerPlugin);
    await app.register(leftSpoolsPlugin);
    await app.register(retentionPlugin);
    await app.register(telemetryPlugin);
    await app.register(secretsPlugin, { secrets: overrides.secrets });
    await app.register(ingestPlugin, clock);
    await app.register(arrivalsPlugin, clock);
    await app.register(analysisPlugin, clock);
    await app.register(sessionAnalysisPlugin, clock);
    await app.register(conferenceAnalysisPlugin, clock);
    await app.register(rollupsPlugin, clock);
    await app.register(erasurePlugin, clock);
    await app.register(instancesPlugin);
    await app.register(livePlugin, clock);
    await app.register(conferenceAudiencePlugin);
    await app.register(webhooksPlugin, clock);
    await app.register(freshReadsPlugin);
    await app.register(authPlugin, clock);

    await app.register(async (scope) => {
        await scope.register(clientScriptRoutes);
        await scope.register(sessionRoutes);
        await scope.register(pushRoutes);
        await scope.register(sessionReadRoutes);
        await scope.register(rtcStatsRoutes);
        await scope.register(userRoutes);
        await scope.register(setupRoutes);
        await scope.register(erasureRoutes);
        await scope.register(conferenceRoutes);
        await scope.register(searchRoutes);
        await scope.register(liveRoutes, clock);
        await scope.register(seriesRoutes);
        await scope.register(summaryRoutes, clock);
        await scope.register(usageReportRoutes, clock);
        await scope.register(exportRoutes);
        if (config.AUDIENCE === 'on') await scope.register(audienceRoutes);
        await scope.register(healthRoutes);
        await scope.register(dashboardRoutes);
        await scope.register(loginRoutes);
        if (config.AUDIENCE === 'on') {
            await scope.register(audienceScriptRoutes);
            if (config.AUDIENCE_DEMO === 'on') await scope.register(audienceDemoRoutes);
        }
        if (config.JMMC === 'on') {
            await scope.register(jmmcRoutes, clock);
            await scope.register(jmmcExportRoute);
        }
    }, { prefix: config.BASE_PATH });
    if (config.BASE_PATH !== '') await app.register(healthRoutes);

    // clients that others wrote
    await app.register(soraDoorPlugin, { createRequestId, ...clock });
    await app.register(audienceMeterPlugin, { createRequestId });
}

/** Unlike Fastify's own they differ between runs, so that one can be found in a log of weeks. */
function createRequestIds(): () => string {
    const run = randomBytes(4).toString('hex');
    let count = 0;
    return () => `${run}-${(count += 1).toString(36)}`;
}
