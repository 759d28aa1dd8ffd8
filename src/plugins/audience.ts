import fp from 'fastify-plugin';
import type { Audience } from '../live/audience.js';
import { createAudience } from '../live/create-audience.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** Who listens to which namespace; there with AUDIENCE=off, too, and then empty. */
        readonly audience: Audience;
    }
}

export const audiencePlugin = fp<{ now?: () => number }>(async (app, clock) => {
    const { config } = app;
    const audience = createAudience({
        pattern: new RegExp(config.AUDIENCE_PATTERN, 'u'),
        maxNamespaces: config.AUDIENCE_MAX_NAMESPACES,
        maxMessages: config.AUDIENCE_MAX_MESSAGES,
        rule: {
            deltaRatio: config.AUDIENCE_NOTIFY_DELTA_RATIO,
            minDelayMs: config.AUDIENCE_NOTIFY_MIN_DELAY,
            maxDelayMs: config.AUDIENCE_NOTIFY_MAX_DELAY
        },
        incrementDelayMs: config.AUDIENCE_INCREMENT_DELAY,
        namespaceCleanDelayMs: config.AUDIENCE_NAMESPACE_CLEAN_DELAY,
        enableUuid: config.AUDIENCE_ENABLE_UUID === 'on',
        ...clock
    });
    app.decorate('audience', audience);
    app.addHook('onClose', async () => { audience.close(); });
}, { name: 'audience', dependencies: ['settings'] });
