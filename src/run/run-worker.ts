import cluster, { type Worker } from 'node:cluster';
import { hostname } from 'node:os';
import closeWithGrace, { type Signals } from 'close-with-grace';
import { buildApp } from '../app.js';
import { joinSiblings } from '../workers/siblings.js';
import type { Assignment, Channel, ToPrimary, ToWorker } from '../workers/messages.js';
import { closeTimeMs } from './close-time.js';
import { openPorts } from './open-ports.js';
import { describeStartFault } from './start-fault.js';

/** What a terminal sends to all processes of the service: the primary process has them too, and passes on what to do. */
const NOT_OURS: readonly Signals[] = ['SIGHUP', 'SIGINT', 'SIGQUIT'];

/** One of WORKERS: the whole service but for what the primary process (run-primary.ts) does once for all. */
export async function runWorker(): Promise<void> {
    const worker = cluster.worker as Worker;
    const channel = channelTo(worker);
    let stop = (): void => { process.exit(0); };
    process.on('SIGTERM', () => { stop(); });
    for (const signal of NOT_OURS) process.on(signal, () => undefined);
    const { number, count, config, secrets } = await new Promise<Assignment>((resolve) => {
        channel.onMessage((message) => {
            if (message.kind === 'begin') resolve(message.assignment);
            if (message.kind === 'stop') stop();
        });
        channel.send({ kind: 'here' });
    });
    const building = buildApp(config, {
        secrets,
        siblings: joinSiblings({ number, count, channel }),
        logger: { level: config.LOG_LEVEL, base: { pid: process.pid, hostname: hostname(), worker: number } }
    });
    const { close } = closeWithGrace({ delay: closeTimeMs(config), logger: false, skip: [...NOT_OURS, 'SIGTERM'] }, async ({ err }) => {
        const app = await building;
        if (err) app.log.fatal({ err }, 'Stopping: something unforeseen happened.');
        await app.close();
    });
    let isStopping = false;
    stop = () => {
        if (!isStopping) close();
        isStopping = true;
    };
    try {
        const app = await building;
        // Node ends this process at once then, which loses nothing: what was answered is on disk
        worker.on('disconnect', () => { app.log.fatal('The primary process is gone: this worker ends.'); });
        channel.send({ kind: 'listening', port: await openPorts(app) });
    } catch (error) {
        worker.send({ kind: 'fault', message: describeStartFault(error) } satisfies ToPrimary, () => { process.exit(1); });
    }
}

const channelTo = (worker: Worker): Channel<ToWorker, ToPrimary> => ({
    send(message) {
        // should the primary process be gone, this one ends
        worker.send(message, () => undefined);
    },
    onMessage(listener) {
        process.on('message', listener);
    }
});
