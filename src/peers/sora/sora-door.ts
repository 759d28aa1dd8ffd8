import type { AddressInfo, Socket } from 'node:net';
import fp from 'fastify-plugin';
import type { Log } from '../../log.js';
import { createClientErrorHandler } from '../../plugins/error-handler.js';
import { createOncePer } from '../../plugins/once-per.js';
import { createAcceptSoraReport } from './accept-report.js';
import { createConnectionGate, type ConnectionGate } from './connection-gate.js';
import { createHttp1Connections } from './http1-connections.js';
import { createHttp2Sessions } from './http2-sessions.js';
import { buildSoraApp } from './sora-app.js';
import { readCredentials, type Credentials } from './tls-files.js';
import { renewTls } from './tls-renewal.js';

/** The port on which Sora delivers its statistics. */
export interface SoraDoor {
    /** Opens the port; resolves with it. @throws when it cannot be opened */
    listen(): Promise<number>;
}

declare module 'fastify' {
    interface FastifyInstance {
        /** null: SORA_PORT is not set. */
        readonly soraDoor: SoraDoor | null;
    }
}

const HOUR = 3_600_000;

/** @throws {ConfigError} when the TLS files cannot be used. */
export const soraDoorPlugin = fp<{ createRequestId: () => string; now?: () => number }>(async (service, { createRequestId, now = Date.now }) => {
    const { config, log } = service;
    const { SORA_PORT: port, SORA_HOST: host } = config;
    if (port === undefined) {
        service.decorate('soraDoor', null);
        return;
    }
    const credentials = await readCredentials(config);
    const accept = createAcceptSoraReport({ acceptPeer: service.ingest.acceptPeer, now, maxConnections: config.SORA_REMEMBERED_CONNECTIONS });
    const app = await buildSoraApp(service, { accept, createRequestId });
    const http2 = createHttp2Sessions(config, (request, response) => { app.routing(request as never, response as never); });
    const http1 = createHttp1Connections(config, {
        onRequest: app.routing,
        onClientError: createClientErrorHandler(({ message }) => ({ message }))
    });
    const gate = createConnectionGate({
        credentials, log, maxConnections: config.SORA_MAX_CONNECTIONS, helloTimeoutMs: config.REQUEST_TIMEOUT,
        takeHttp2: (socket: Socket) => { http2.take(socket); },
        takeHttp1: (socket: Socket) => { http1.take(socket); },
        isDue: createOncePer(HOUR, 100)
    });
    const endRenewal = credentials === undefined ? () => undefined : renewTls({
        current: credentials, renew: gate.renew, intervalMs: config.SORA_TLS_REFRESH, log,
        read: () => readCredentials(config) as Promise<Credentials>
    });

    async function close(): Promise<void> {
        endRenewal();
        const force = setTimeout(() => { gate.destroyAll(); }, config.SHUTDOWN_GRACE).unref();
        const closed = gate.close();
        http2.close();
        const endHttp1 = http1.close();
        await closed;
        clearTimeout(force);
        endHttp1();
        await app.close();
    }
    // at the same time as the service's own port, and done before what writes is closed
    let closing: Promise<void> | undefined;
    service.addHook('preClose', (done) => {
        closing = close();
        done();
    });
    service.addHook('onClose', () => closing);

    service.decorate('soraDoor', {
        async listen() {
            const opened = await listen(gate, { port, host }, log);
            log.info({ port: opened, host, tls: credentials !== undefined, clientCertificate: credentials?.ca !== undefined }, 'Listening for Sora.');
            return opened;
        }
    });
}, { name: 'sora-door', dependencies: ['settings', 'siblings', 'error-handler', 'graceful-stop', 'spool', 'telemetry', 'ingest'] });

function listen({ server }: ConnectionGate, { port, host }: { port: number; host: string }, log: Log): Promise<number> {
    return new Promise((resolve, reject) => {
        const refuse = (error: Error) => { reject(Object.assign(error, { door: 'SORA_' })); };
        server.once('error', refuse);
        server.listen({ port, host }, () => {
            server.off('error', refuse);
            // as when there are no file descriptors left for a connection
            server.on('error', (err) => { log.error({ err }, 'The port for Sora could not take a connection.'); });
            resolve((server.address() as AddressInfo).port);
        });
    });
}
