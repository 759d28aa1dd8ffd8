import type { ConferenceSort, Order } from '../../schemas/conference-sort.js';
import type { ConferencePlace } from '../store/conference-order.js';
import { RTCSTATS_KEY } from '../store/rtcstats-key.js';
import type { RtcStatsPosition } from '../store/rtcstats.js';

/** Where a list goes on: after this session, in the order startedAt descending, sessionId descending. */
export interface Position { startedAt: number; sessionId: string }

/**
 * Opaque, and safe in a URL. A cursor names a place in the data and no count, so what arrives meanwhile neither repeats nor skips anything.
 */
export const encodePosition = ({ startedAt, sessionId }: Position): string => encode([startedAt, sessionId]);

/** The inverse; undefined for what encodePosition did not make. */
export function decodePosition(cursor: string): Position | undefined {
    const place = decodePlace(cursor, /^[0-9a-f-]{36}$/);
    return place && { startedAt: place[0], sessionId: place[1] };
}

/** How a list of conferences is sorted, and until when those that go on are taken to last in it (epoch ms), on all of its pages. */
export interface ConferenceListing { sort: ConferenceSort; order: Order; asOf: number }
export interface ConferenceCursor extends ConferencePlace, ConferenceListing {}

/** The same for a place in a list of conferences; newest first, as most are, it takes no more than where it is. */
export const encodeConferencePosition = ({ sort, order, asOf, value, startedAt, conferenceId }: ConferenceCursor): string =>
    encode(isDefault(sort, order) ? [startedAt, conferenceId] : [startedAt, conferenceId, value, sort, order, asOf]);

/** The inverse; undefined for what encodeConferencePosition did not make of a list that is sorted so. */
export function decodeConferencePosition(cursor: string, sort: ConferenceSort, order: Order): ConferencePlace & { asOf?: number } | undefined {
    const members = isDefault(sort, order) ? 2 : 6;
    const place = decodePlace(cursor, /^[\w-]{22}$/, members);
    if (place === undefined) return undefined;
    const [startedAt, conferenceId, value, sortedBy, direction, asOf] = place;
    if (members === 2) return { startedAt, conferenceId, value: startedAt };
    if (typeof value !== 'number' || typeof asOf !== 'number' || sortedBy !== sort || direction !== order) return undefined;
    return { startedAt, conferenceId, value, asOf };
}

const isDefault = (sort: ConferenceSort, order: Order): boolean => sort === 'startedAt' && order === 'desc';

/** The same for a place among the RTCStats objects of a session. */
export const encodeRtcStatsPosition = ({ at, key }: RtcStatsPosition): string => encode([at, key]);

/** The inverse; undefined for what encodeRtcStatsPosition did not make. */
export function decodeRtcStatsPosition(cursor: string): RtcStatsPosition | undefined {
    const place = decodePlace(cursor, RTCSTATS_KEY);
    return place && { at: place[0], key: place[1] };
}

/** The same for a place among the pushes of a session. */
export const encodeSeq = (seq: number): string => encode(seq);

/** The inverse; undefined for what encodeSeq did not make. */
export function decodeSeq(cursor: string): number | undefined {
    const seq = decode(cursor);
    return Number.isSafeInteger(seq) && encodeSeq(seq as number) === cursor ? seq as number : undefined;
}

const encode = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function decodePlace(cursor: string, id: RegExp, members = 2): [at: number, id: string, ...unknown[]] | undefined {
    const place = decode(cursor);
    if (!Array.isArray(place) || encode(place) !== cursor) return undefined;
    const [at, name, ...rest] = place as unknown[];
    return typeof at === 'number' && typeof name === 'string' && id.test(name) && place.length === members ? [at, name, ...rest] : undefined;
}

function decode(cursor: string): unknown {
    try {
        return JSON.parse(Buffer.from(cursor, 'base64url').toString());
    } catch {
        return undefined;
    }
}
