import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { SoraReport } from '../../../schemas/peers/sora.js';
import { createAcceptSoraReport, type AcceptSoraReport } from '../../../src/peers/sora/accept-report.js';
import { buildTestApp, READER } from '../../build-test-app.js';

export interface SoraDoor {
    app: FastifyInstance;
    /** The time of the service, epoch ms. */
    clock: { now: number };
    /** Another process of the service, or the same after a restart: it remembers nothing. */
    openProcess(maxConnections?: number): AcceptSoraReport;
    /** Takes a report when it was made. */
    accept(report: SoraReport): Promise<void>;
    read<T>(path: string): Promise<T>;
}

/** The service as Sora's reports meet it, behind their listener. */
export async function openSoraDoor(t: Test, settings: Record<string, string> = {}): Promise<SoraDoor> {
    const clock = { now: Date.now() };
    const now = () => clock.now;
    const app = await buildTestApp(t, settings, { now });
    const openProcess = (maxConnections = 100) => createAcceptSoraReport({ acceptPeer: app.ingest.acceptPeer, now, maxConnections });
    const acceptReport = openProcess();
    return {
        app, clock, openProcess,
        accept(report) {
            clock.now = Math.max(clock.now, Math.ceil(Date.parse(report.timestamp)));
            return acceptReport(report);
        },
        read: async (path) => (await app.inject({ url: path, headers: READER })).json()
    };
}
