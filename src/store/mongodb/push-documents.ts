import type { PushRecord } from '../store.js';
import type { PushDocument } from './collections.js';

export const pushDocumentOf = ({ sessionId, seq, at, receivedAt, offset, deltas, events, end, region }: PushRecord): PushDocument => ({
    _id: `${sessionId}:${String(seq)}`,
    sessionId,
    seq,
    at,
    receivedAt: new Date(receivedAt),
    offset,
    samples: deltas.length,
    deltas,
    ...events.length === 0 ? {} : { events },
    ...end === undefined ? {} : { end },
    ...region === undefined ? {} : { region }
});

export const pushOfDocument = ({ sessionId, seq, at, receivedAt, offset, deltas, events, end, region }: PushDocument): PushRecord => ({
    kind: 'push',
    sessionId,
    seq,
    at,
    receivedAt: receivedAt.getTime(),
    offset,
    deltas,
    events: events ?? [],
    ...end === undefined ? {} : { end },
    ...region === undefined ? {} : { region }
});
