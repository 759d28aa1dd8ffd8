/** Where a list goes on: after this session, in the order startedAt descending, sessionId descending. */
export interface Position { startedAt: number; sessionId: string }

/**
 * Opaque, and safe in a URL. A cursor names a place in the data and no count, so what arrives meanwhile neither repeats nor skips anything.
 */
export const encodePosition = ({ startedAt, sessionId }: Position): string => encode([startedAt, sessionId]);

/** The inverse; undefined for what encodePosition did not make. */
export function decodePosition(cursor: string): Position | undefined {
    const place = decode(cursor);
    if (!Array.isArray(place)) return undefined;
    const [startedAt, sessionId] = place as unknown[];
    if (typeof startedAt !== 'number' || typeof sessionId !== 'string' || !/^[0-9a-f-]{36}$/.test(sessionId)) return undefined;
    const position = { startedAt, sessionId };
    return encodePosition(position) === cursor ? position : undefined;
}

/** The same for a place among the pushes of a session. */
export const encodeSeq = (seq: number): string => encode(seq);

/** The inverse; undefined for what encodeSeq did not make. */
export function decodeSeq(cursor: string): number | undefined {
    const seq = decode(cursor);
    return Number.isSafeInteger(seq) && encodeSeq(seq as number) === cursor ? seq as number : undefined;
}

const encode = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function decode(cursor: string): unknown {
    try {
        return JSON.parse(Buffer.from(cursor, 'base64url').toString());
    } catch {
        return undefined;
    }
}
