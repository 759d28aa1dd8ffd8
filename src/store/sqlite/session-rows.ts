import type { SessionRegisters } from '../merge-session.js';
import { sessionDocument } from '../merge-session.js';
import type { SessionAnalysis } from '../../../schemas/session-analysis.js';
import type { EndReason } from '../../../schemas/push.js';
import type { Presence, SessionDocument } from '../store.js';

/** A row of `presence` as SELECT answers it. */
export interface PresenceRow {
    last_seen_at: number; last_at: number; last_seq: number;
    end_seq: number | null; end_reason: EndReason | null; end_at: number | null;
    region_seq: number | null; region: string | null;
}

export const PRESENCE_COLUMNS = 'p.last_seen_at, p.last_at, p.last_seq, p.end_seq, p.end_reason, p.end_at, p.region_seq, p.region';

export function presenceOfRow(row: PresenceRow): Presence {
    return {
        lastSeenAt: row.last_seen_at,
        lastAt: row.last_at,
        lastSeq: row.last_seq,
        end: row.end_seq === null || row.end_reason === null || row.end_at === null
            ? null
            : { seq: row.end_seq, reason: row.end_reason, at: row.end_at },
        region: row.region_seq === null || row.region === null ? null : { seq: row.region_seq, value: row.region }
    };
}

/** In the order of the columns of PresenceRow. */
export const presenceValues = ({ lastSeenAt, lastAt, lastSeq, end, region }: Presence) => [
    lastSeenAt, lastAt, lastSeq, end?.seq ?? null, end?.reason ?? null, end?.at ?? null, region?.seq ?? null, region?.value ?? null
];

/** A session that has had a post. */
export interface SessionRow extends PresenceRow { registers: string; analysis: string | null }

export const sessionOfRow = (row: SessionRow): SessionDocument =>
    sessionDocument(JSON.parse(row.registers) as SessionRegisters, presenceOfRow(row),
        row.analysis === null ? null : JSON.parse(row.analysis) as SessionAnalysis);

/** UUIDs rest as their 16 bytes; those sort as their text does. */
export const sessionIdBytes = (sessionId: string): Buffer => Buffer.from(sessionId.replaceAll('-', ''), 'hex');
export const sessionIdOf = (bytes: Uint8Array): string =>
    Buffer.from(bytes).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
