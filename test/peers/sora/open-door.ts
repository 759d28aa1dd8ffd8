import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { createAcceptSoraReport, type AcceptSoraReport, type SoraReportParts } from '../../../src/peers/sora/accept-report.js';
import { buildTestApp, READER } from '../../build-test-app.js';

export interface SoraDoor {
    app: FastifyInstance;
    /** The time of the service, epoch ms. Each report comes when it was made. */
    clock: { now: number };
    accept: AcceptSoraReport;
    /** Another process of the service, or the same after a restart: it remembers nothing. */
    openProcess(parts?: Partial<SoraReportParts>): AcceptSoraReport;
    read<T>(path: string): Promise<T>;
}

/** The service as Sora's reports meet it, behind their listener. */
export async function openSoraDoor(t: Test, settings: Record<string, string> = {}): Promise<SoraDoor> {
    const clock = { now: Date.now() };
    const now = () => clock.now;
    const app = await buildTestApp(t, settings, { now });
    const openProcess: SoraDoor['openProcess'] = (parts) => {
        const acceptReport = createAcceptSoraReport({ acceptPeer: app.ingest.acceptPeer, now, maxConnections: 100, ...parts });
        return (report) => {
            clock.now = Math.max(clock.now, Date.parse(report.timestamp) || 0);
            return acceptReport(report);
        };
    };
    return {
        app, clock, openProcess, accept: openProcess(),
        read: async (path) => (await app.inject({ url: path, headers: READER })).json()
    };
}
