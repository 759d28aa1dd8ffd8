import type { Dropped, Push } from '../../schemas/push.js';
import type { PeerClient } from '../../schemas/session-client.js';
import { encodeRecord } from '../store/encode-records.js';
import type { StoredRecord } from '../store/store.js';
import { DropList } from './drop-list.js';
import type { IngestCounts } from './ingest-counts.js';
import { makeDurable, type LineWriter } from './make-durable.js';
import { recordPush, type PushRules } from './record-push.js';
import type { RecordReport, ToldReport } from './record-report.js';
import type { RecordSession, Sender, ToldSession } from './record-session.js';

/** What one request of a client that others wrote tells, in our words. */
export interface PeerNews {
    sessionId: string;
    /** When it came, epoch ms. */
    receivedAt: number;
    /** When the request begins a session, or is the first that this process has of it. */
    session?: Omit<ToldSession, 'sessionId'> & { client: PeerClient };
    /** Its seq is made by the door, of a moment in µs since the epoch (peer-seq.ts). Changed in place. */
    push?: Push;
    /** What the push was made of. */
    report?: ToldReport;
}

/**
 * Takes what a door of src/peers has translated, under the same rules as the SDK's: resolves when all of it is on disk, with what was left
 * out of the push and the report. Who may write is for the door to say.
 * @throws {RequestError} conference_not_allowed, or one of the 503s: then nothing was stored.
 */
export type AcceptPeer = (news: PeerNews, sender: Sender) => Promise<readonly Dropped[]>;

export interface PeerParts {
    writer: LineWriter;
    counts: IngestCounts;
    recordSession: RecordSession;
    recordReport: RecordReport;
    rules: PushRules;
    /** As IngestParts has them. */
    accepted: (record: StoredRecord) => void;
    dropped: (path: string) => void;
}

export function createAcceptPeer({ writer, counts, recordSession, recordReport, rules, accepted, dropped }: PeerParts): AcceptPeer {
    return async ({ sessionId, receivedAt, session, push, report }, sender) => {
        const drops = new DropList();
        const stats = report && recordReport(sessionId, report, receivedAt, drops);
        const records = [
            ...session === undefined ? [] : [recordSession({ ...session, sessionId }, receivedAt, sender)],
            ...push === undefined ? [] : [recordPush(sessionId, push, receivedAt, drops, rules)],
            ...stats === undefined ? [] : [stats]
        ];
        await makeDurable(writer, counts, records.map(encodeRecord).join(''));
        records.forEach(accepted);
        if (session !== undefined) counts.sessions += 1;
        if (push !== undefined) counts.pushes += 1;
        counts.dropped += drops.count;
        if (drops.count > 0) dropped(drops.first);
        return drops.toAnswer();
    };
}
