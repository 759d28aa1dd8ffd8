import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import fp from 'fastify-plugin';
import { createPeriodicJob } from '../jobs/periodic-job.js';
import { createInstances } from '../live/instances.js';

/** What a stop spends on telling the others that this instance is gone; those that are not told find out. ms */
const LEAVE_MS = 2000;

/** One audience of all instances that have the same store, and of all workers of each. Without others that could, nothing. */
export const instancesPlugin = fp(async (app) => {
    const { audience, siblings, store, log, config } = app;
    const { audience: shared } = store;
    if (config.AUDIENCE === 'off' || shared === null) return;
    const instances = createInstances({
        shared, audience, log, place: { host: hostname(), pid: process.pid },
        nodeTimeoutMs: config.AUDIENCE_CLUSTER_NODE_TIMEOUT,
        outageTimeoutMs: config.AUDIENCE_CLUSTER_OUTAGE_TIMEOUT,
        maxMessages: config.AUDIENCE_MAX_MESSAGES,
        // each is of a connection that is open, or was a moment ago
        maxClaims: config.MAX_STREAMS === 0 ? Infinity : config.MAX_STREAMS
    });
    const pauseMs = config.AUDIENCE_CLUSTER_NOTIFY_INTERVAL;
    const trouble = 'The audience cannot be shared: other instances count as they were known last';
    // apart, so that an exchange that takes long makes nobody think that this instance is gone
    const beating = createPeriodicJob({ work: instances.beat, pauseMs, log, trouble });
    const exchanging = createPeriodicJob({ work: instances.exchange, pauseMs, log, trouble });

    audience.onLocalChange(instances.mark);
    audience.onExclude(instances.claim);
    audience.onTell((namespace, service, message) => {
        const signal = { id: randomUUID(), namespace, service, message };
        // these hear it at once, and once: when it comes by the store as well they know its id
        void siblings.ask('audienceMessage', signal, 0);
        if (instances.send(signal)) void exchanging.turn();
        else log.warn({ namespace }, 'Too many messages wait for other instances: one was told here only (AUDIENCE_MAX_MESSAGES)');
    });
    siblings.onQuestion('audienceMessage', async (message): Promise<undefined> => { instances.receive(message); });

    app.addHook('onReady', async () => {
        beating.start();
        exchanging.start();
    });
    async function leave(): Promise<void> {
        await Promise.all([beating.close(), exchanging.close()]);
        if (!store.isAway()) await instances.leave();
    }
    app.addHook('onClose', () => Promise.race([leave(), delay(LEAVE_MS, undefined, { ref: false })]).catch((error: unknown) => {
        log.warn({ err: error }, 'The other instances could not be told that this one stops; they count it until AUDIENCE_CLUSTER_NODE_TIMEOUT');
    }));
}, { name: 'instances', dependencies: ['settings', 'siblings', 'store', 'audience'] });
