import type { CallEvent } from '../../../schemas/event.js';
import type { SoraReport } from '../../../schemas/peers/sora.js';
import type { AcceptPeer } from '../../ingest/accept-peer.js';
import { BoundedMap } from '../../ingest/bounded-map.js';
import { refuse } from '../../ingest/find-faults.js';
import { peerSessionId } from '../../ingest/session-id.js';
import { createBelief } from './believed-state.js';
import { createConnectionMeter, type ConnectionMeter, type Measured } from './connection-meter.js';
import { tagsOf } from './describe-connection.js';
import { microsecondsOf } from './report-time.js';

/**
 * Takes a report on a connection: resolves when it is on disk, as a push of the connection's session and as what the browser said.
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

    /** @param known - the connection, if this process has seen it; `before`: the report that this one is compared with */
    function store(report: SoraReport, time: number, meter: ConnectionMeter, known?: Connection, before?: number): Promise<unknown> {
        const receivedAt = now();
        const at = millisecondsOf(time);
        const since = before === undefined ? undefined : millisecondsOf(before);
        const { state, change } = meter.measure(report.stats);
        return acceptPeer({
            sessionId: peerSessionId('sora', report.connection_id),
            receivedAt,
            ...(known === undefined || time < known.first) && { session: {
                client: 'sora', conferenceName: report.channel_id, meetingId: report.session_id, endpointId: report.connection_id,
                userId: report.client_id, startedAt: at, joinedAt: at, sentAt: at, isFirstSeen: true, tags: tagsOf(report)
            } },
            push: {
                seq: time, sentAt: at, deltas: [{ at, keyframe: true, patch: believe(state), ...since !== undefined && { since } }],
                events: change === undefined ? [] : [eventOf(change, at, since)]
            },
            report: { at, sentAt: at, stats: report.stats }
        }, { address: undefined, userAgent: undefined });
    }

    return async (report) => {
        const time = microsecondsOf(report.timestamp);
        if (time === undefined) throw refuse({ path: '/timestamp', reason: 'must be a moment between 1970 and 2254' });
        const id = report.connection_id;
        const connection = connections.get(id);
        if (connection !== undefined && time <= connection.last) {
            // the same push, sent again; or one overtaken by a later, of whose interval its own is a part: told without what needs a comparison
            await (time === connection.last ? connection.stored : store(report, time, createConnectionMeter(), connection));
            return;
        }
        const meter = connection?.meter ?? createConnectionMeter();
        const stored = store(report, time, meter, connection, connection?.last);
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

const millisecondsOf = (microseconds: number): number => Math.floor(microseconds / 1000);

/** What was silent was so up to the report before the one that says otherwise, at least. */
const eventOf = (change: NonNullable<Measured['change']>, at: number, before = at): CallEvent =>
    change === 'interrupted' ? { at, type: 'connectionInterrupted' } : { at: before, type: 'connectionRestored' };
