import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import { correctedAt } from './clock-offset.js';
import { conferenceIdOf, conferenceKey } from './conference-key.js';
import type { RtcStatsRecord } from './rtcstats.js';
import type { Presence, PushRecord, SessionDocument, SessionRecord } from './store.js';

/**
 * A session as its posts left it: per member the value and the `sentAt` of the post that it came from. Last-writer-wins
 * registers (Shapiro et al., "A comprehensive study of Convergent and Commutative Replicated Data Types", 3.2.1): merging is
 * commutative, associative and idempotent, so neither the order nor the repetition of posts matters.
 */
export type SessionRegisters = Readonly<Record<string, readonly [sentAt: number, value: unknown]>>;

/** The registers of one post. A null says that the page does not know, so it never replaces a value. */
export function registersOf({ kind: _, sentAt, ...members }: SessionRecord): SessionRegisters {
    const known = Object.entries(members).filter(([, value]) => value !== null && value !== undefined);
    return Object.fromEntries(known.map(([member, value]) => [member, [sentAt, value] as const]));
}

/** Per member the value that was sent last. */
export function mergeRegisters(a: SessionRegisters, b: SessionRegisters): SessionRegisters {
    const merged: Record<string, readonly [number, unknown]> = { ...a };
    for (const [member, register] of Object.entries(b)) {
        const other = merged[member];
        if (other === undefined || isLater(register, other)) merged[member] = register;
    }
    return merged;
}

/** Of two values sent in the same millisecond the one with the greater JSON text wins: no matter which, but always the same one. */
function isLater([sentAt, value]: readonly [number, unknown], [otherSentAt, otherValue]: readonly [number, unknown]): boolean {
    if (sentAt !== otherSentAt) return sentAt > otherSentAt;
    return JSON.stringify(value) > JSON.stringify(otherValue);
}

/** A record, as far as it says something of its session's presence. */
export type PresenceTeller = SessionRecord | Omit<PushRecord, 'deltas' | 'events'> | Omit<RtcStatsRecord, 'stats'>;

/** What one record says of its session's presence. */
export function presenceOf(record: PresenceTeller): Presence {
    if (record.kind === 'session') {
        const { receivedAt, startedAt, joinedAt } = record;
        return { lastSeenAt: receivedAt, lastAt: Math.min(receivedAt, Math.max(startedAt, joinedAt ?? 0)), lastSeq: -1, end: null, region: null };
    }
    if (record.kind === 'rtcstats') {
        const { receivedAt, at } = record;
        return { lastSeenAt: receivedAt, lastAt: Math.min(receivedAt, at), lastSeq: -1, end: null, region: null };
    }
    const { seq, receivedAt, end, region } = record;
    const at = Math.min(receivedAt, correctedAt(record.at, record.offset));
    return {
        lastSeenAt: receivedAt,
        lastAt: at,
        lastSeq: seq,
        end: end === undefined ? null : { seq, reason: end, at },
        region: region === undefined ? null : { seq, value: region }
    };
}

/** Maxima only, so commutative, associative and idempotent as well. */
export function mergePresence(a: Presence, b: Presence): Presence {
    return {
        lastSeenAt: Math.max(a.lastSeenAt, b.lastSeenAt),
        lastAt: Math.max(a.lastAt, b.lastAt),
        lastSeq: Math.max(a.lastSeq, b.lastSeq),
        end: latest(a.end, b.end),
        region: latest(a.region, b.region)
    };
}

/** The one with the higher seq. A store keeps one push per seq; should two ever meet, the greater JSON text wins, as above. */
function latest<T extends { seq: number }>(a: T | null, b: T | null): T | null {
    if (a === null || b === null) return a ?? b;
    if (a.seq !== b.seq) return a.seq > b.seq ? a : b;
    return JSON.stringify(a) >= JSON.stringify(b) ? a : b;
}

/** The whole document. `registers` hold at least the members that every post has. */
export function sessionDocument(registers: SessionRegisters, presence: Presence, analysis: SessionAnalysis | null = null): SessionDocument {
    const values = Object.fromEntries(Object.entries(registers).map(([member, [, value]]) => [member, value]));
    // sound: registersOf made them from SessionRecords, only the nulls are missing, and `address` alone may not be
    const members = { address: null, ...values } as unknown as Omit<SessionRecord, 'kind' | 'sentAt'>;
    const key = conferenceKey(members.tenant, members.conferenceName);
    return {
        ...members,
        sentAt: Math.max(...Object.values(registers).map(([sentAt]) => sentAt)),
        ...presence,
        conferenceKey: key,
        meetingConferenceId: members.meetingId ? conferenceIdOf(key, members.meetingId) : null,
        ownConferenceId: conferenceIdOf(key, members.sessionId),
        analysis
    };
}
