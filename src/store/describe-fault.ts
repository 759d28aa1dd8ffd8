import type { DecodedRecord, EncodedPush } from './encode-records.js';
import type { EncodedObject, EncodedRtcStats } from './encode-rtcstats.js';
import { RTCSTATS_KEY } from './rtcstats-key.js';
import type { SessionRecord } from './store.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Why a store cannot keep this record, or null if it can. Records are validated at the door; this is for what an older or newer
 * program left in the spool: it must neither stop the rest nor be stored in a form that no read can handle.
 */
export function describeFault(record: unknown): string | null {
    if (typeof record !== 'object' || record === null) return 'not an object';
    const { kind, sessionId, receivedAt } = record as Partial<DecodedRecord>;
    if (typeof sessionId !== 'string' || !UUID.test(sessionId)) return 'sessionId is not a UUID';
    if (!Number.isFinite(receivedAt)) return 'receivedAt is not a number';
    if (kind === 'session') return describeSessionFault(record as Partial<SessionRecord>);
    if (kind === 'push') return describePushFault(record as Partial<EncodedPush>);
    if (kind === 'rtcstats') return describeReportFault(record as Partial<EncodedRtcStats>);
    return `kind ${JSON.stringify(kind)} is not known`;
}

function describeSessionFault({ offset, sentAt, startedAt, conferenceName, tenant, meetingId, userId }: Partial<SessionRecord>): string | null {
    if (!Number.isFinite(offset)) return 'offset is not a number';
    if (!Number.isFinite(sentAt)) return 'sentAt is not a number';
    if (!Number.isFinite(startedAt)) return 'startedAt is not a number';
    if (typeof conferenceName !== 'string') return 'conferenceName is not a text';
    const odd = Object.entries({ tenant, meetingId, userId }).find(([, text]) => typeof (text ?? '') !== 'string');
    return odd === undefined ? null : `${odd[0]} is not a text`;
}

function describePushFault({ offset, seq, at, samples, deltas, events, end, region }: Partial<EncodedPush>): string | null {
    if (!Number.isFinite(offset)) return 'offset is not a number';
    if (!Number.isSafeInteger(seq)) return 'seq is not a whole number';
    if (!Number.isFinite(at)) return 'at is not a number';
    if (!Number.isSafeInteger(samples) || !isListText(deltas)) return 'deltas is not a list';
    if (!isListText(events)) return 'events is not a list';
    const odd = Object.entries({ end, region }).find(([, text]) => typeof (text ?? '') !== 'string');
    return odd === undefined ? null : `${odd[0]} is not a text`;
}

function describeReportFault({ at, objects }: Partial<EncodedRtcStats>): string | null {
    if (!Number.isFinite(at)) return 'at is not a number';
    if (!Array.isArray(objects)) return 'objects are not told as they are';
    return objects.every(isObjectText) ? null : 'an object\'s key, type or id is not a text, or it is no object';
}

const isObjectText = ({ key, type, id, stats }: Record<keyof EncodedObject, unknown>): boolean =>
    typeof key === 'string' && RTCSTATS_KEY.test(key) && typeof type === 'string' && typeof id === 'string'
    && typeof stats === 'string' && stats.startsWith('{');

const isListText = (text: unknown): boolean => typeof text === 'string' && text.startsWith('[');
