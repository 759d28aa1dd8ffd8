import type { SoraReport } from '../../../schemas/peers/sora.js';
import type { AcceptPeer } from '../../ingest/accept-peer.js';
import { BoundedMap } from '../../ingest/bounded-map.js';
import { refuse } from '../../ingest/find-faults.js';
import { peerSessionId } from '../../ingest/session-id.js';
import { createBelief } from './believed-state.js';
import { createConnectionMeter, type ConnectionMeter } from './connection-meter.js';
import { tagsOf } from './describe-connection.js';
import { microsecondsOf } from './report-time.js';

/**
 * Takes a report on a connection: resolves when it is on disk, as a push of the connection's session.
 * @throws {RequestError} bad_request for a timestamp that is no moment, conference_not_allowed, or one of the 503s: then nothing was stored.
 */
export type AcceptSoraReport = (report: SoraReport) => Promise<void>;

export interface SoraReportParts {
    acceptPeer: AcceptPeer;
    /** Epoch ms. */
    now: () => number;
    /** Connections whose last report is remembered; the one idle longest goes. */
    maxConnections: number;
}

/** A connection as this process knows it. Times are those of reports, µs since the epoch. */
interface Connection {
    meter: ConnectionMeter;
    first: number;
    last: number;
    /** The last report on its way to the disk, or there. */
    stored: Promise<unknown>;
}

export function createAcceptSoraReport({ acceptPeer, now, maxConnections }: SoraReportParts): AcceptSoraReport {
    const believe = createBelief();
    const connections = new BoundedMap<string, Connection>(maxConnections);

    function store(report: SoraReport, time: number, meter: ConnectionMeter, isFirst: boolean) {
        const receivedAt = now();
        const at = Math.floor(time / 1000);
        return acceptPeer({
            sessionId: peerSessionId('sora', report.connection_id),
            receivedAt,
            ...isFirst && { session: {
                client: 'sora', conferenceName: report.channel_id, meetingId: report.session_id, endpointId: report.connection_id,
                userId: report.client_id, startedAt: at, joinedAt: at, sentAt: at, isFirstSeen: true, tags: tagsOf(report)
            } },
            push: { seq: time, sentAt: at, deltas: [{ at, keyframe: true, patch: believe(meter.measure(report.stats)) }] }
        }, { address: undefined, userAgent: undefined });
    }

    return async (report) => {
        const time = microsecondsOf(report.timestamp);
        if (time === undefined) throw refuse({ path: '/timestamp', reason: 'must be a moment between 1970 and 2254' });
        const id = report.connection_id;
        const connection = connections.get(id);
        // sent again: it is the same push
        if (time === connection?.last) return void await connection.stored;
        // overtaken by a later one, of whose interval it is a part: told without what needs a comparison
        if (connection !== undefined && time < connection.last)
            return void await store(report, time, createConnectionMeter(), time < connection.first);
        const meter = connection?.meter ?? createConnectionMeter();
        const stored = store(report, time, meter, connection === undefined);
        connections.set(id, { meter, first: connection?.first ?? time, last: time, stored });
        try {
            await stored;
        } catch (error) {
            // what it was measured from is lost: the next one begins anew, as in another process
            if (connections.get(id)?.meter === meter) connections.delete(id);
            throw error;
        }
    };
}
